import type { Directory } from '../directory/directory.ts';
import type { DirectorySku } from '../directory/directory-entries.ts';
import { DirectoryUnavailable } from '../directory/directory-unavailable.ts';
import type { ApprovalPolicy, AskingRules } from '../requests/approval-policy.ts';
import { RequestError } from '../requests/errors.ts';
import type { UserReference } from '../requests/license-change.ts';
import type { Person, PersonId } from '../requests/person.ts';
import type { CustomerChoice, DraftDirectory, SkuChoice } from './draft-directory.ts';

export type DirectoryChoicesDependencies = {
  readonly directory: Pick<
    Directory,
    | 'searchCustomers'
    | 'customer'
    | 'ensureCustomer'
    | 'freshness'
    | 'searchUsers'
    | 'user'
    | 'skus'
    | 'searchSkus'
    | 'licensesOf'
  >;
  readonly policy: Pick<ApprovalPolicy, 'customersOf'> & AskingRules;
  /** Teams tenants of customers, and which customer each is. */
  readonly requesterTenants: ReadonlyMap<string, string>;
  /** The user principal name of somebody, if a roster gave it. */
  readonly upnOf: (person: PersonId) => Promise<string | null>;
};

/** The directory as a draft sees it: limited to what a person may ask for, its failures as sentences. */
export function createDirectoryChoices(dependencies: DirectoryChoicesDependencies): DraftDirectory {
  const { directory, policy } = dependencies;
  const mayAskFor = async (person: PersonId, customerId: string) => {
    const allowed = await policy.customersOf(person);
    return allowed === 'all' || allowed.includes(customerId.toLowerCase());
  };
  return {
    customers: (text, person) =>
      answered(async () => {
        const allowedIds = await policy.customersOf(person);
        const found = await directory.searchCustomers(text, { allowedIds });
        return found.map(customerChoice);
      }),

    customer: (id, person) =>
      answered(async () => {
        if (!(await mayAskFor(person, id))) return undefined;
        const found = await directory.customer(id);
        if (!found) return undefined;
        await directory.ensureCustomer(found.id);
        return customerChoice(found);
      }),

    users: (customerId, text) => answered(() => directory.searchUsers(customerId, text)),
    user: (customerId, idOrUpn) =>
      answered(() => {
        // Its people and products are read meanwhile, so that they are known when Partner Center is not to be had.
        void directory.ensureCustomer(customerId);
        return directory.user(customerId, idOrUpn);
      }),

    refusals: (customerId, person) => policy.refusals(person, customerId),

    needsReason: (changes) => changes.some((change) => policy.needsReason(change)),

    self: (customerId, person) => answered(() => ownUser(customerId, person, dependencies)),

    skus: (customerId) =>
      answered(async () =>
        (await directory.skus(customerId)).skus.map(skuChoice).filter((sku) => sku !== undefined),
      ),

    findSkus: (customerId, text) =>
      answered(async () =>
        (await directory.searchSkus(customerId, text)).map(skuChoice).filter((sku) => sku !== undefined),
      ),

    freshness: (customerId) => directory.freshness(customerId),

    async held(customerId, userId) {
      try {
        return await directory.licensesOf(customerId, userId);
      } catch (error) {
        if (error instanceof DirectoryUnavailable && error.code !== 'refused') return null;
        return answered(() => Promise.reject(error));
      }
    },
  };
}

/** By object id, which is the same in Teams and in the directory of one tenant; else by what only one user is called. */
async function ownUser(
  customerId: string,
  person: Person,
  { directory, requesterTenants, upnOf }: DirectoryChoicesDependencies,
): Promise<UserReference | undefined> {
  const own = requesterTenants.get(person.tenantId.toLowerCase());
  if (own?.toLowerCase() !== customerId.toLowerCase()) return undefined;
  const upn = await upnOf(person);
  const user =
    (await directory.user(customerId, person.objectId)) ??
    (upn ? await directory.user(customerId, upn) : undefined);
  if (user) return user;
  const found = await directory.searchUsers(customerId, person.name);
  const [only, ...others] = found.filter(({ name }) => name.toLowerCase() === person.name.toLowerCase());
  return others.length === 0 ? only : undefined;
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    switch (error.code) {
      case 'not-connected':
        throw new RequestError('directory-not-connected');
      case 'unreachable':
        throw new RequestError('directory-down');
      case 'refused':
        throw new RequestError('customer-refused', { meaning: error.meaning ?? 'refused' });
    }
  }
}

function customerChoice({
  id,
  name,
  domain,
}: {
  id: string;
  name: string;
  domain: string | null;
}): CustomerChoice {
  return { id, name, domain: domain ?? '' };
}

/** Undefined for a SKU that cannot be given to a user. */
function skuChoice(sku: DirectorySku): SkuChoice | undefined {
  const { id, name, partNumber, licenseGroup, isAssignable, availableUnits, servicePlans } = sku;
  if (!isAssignable || !licenseGroup) return undefined;
  const plans = servicePlans
    .filter(({ isForUsers }) => isForUsers)
    .map((plan) => ({ id: plan.id, name: plan.name, serviceName: plan.serviceName }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  return { id, name, partNumber, licenseGroup, free: availableUnits, plans };
}
