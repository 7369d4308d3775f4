import type { PartnerCenterClient } from '../partner-center/client.ts';
import { type MeaningKey, meaningOf } from '../partner-center/error-meanings.ts';
import type { Customer, CustomerUser, Page } from '../partner-center/resources.ts';
import type { DirectorySkuList, HeldLicense } from './directory-entries.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { asHeldLicense, asSku } from './partner-center-entries.ts';

/** What the directory reads of Partner Center. */
export type PartnerCenterReads = Pick<
  PartnerCenterClient,
  'listCustomers' | 'getCustomer' | 'listUsers' | 'getUser' | 'listSubscribedSkus' | 'listUserLicenses'
>;

/** The partner account with which the directory is read. */
export interface ReadingAccount {
  acquire(): Promise<{ readonly kind: 'token'; readonly accessToken: string } | { readonly kind: 'sign-in' }>;
}

export type RemoteDirectoryDependencies = {
  readonly client: PartnerCenterReads;
  readonly account: ReadingAccount;
  readonly clock: () => Date;
  /** Names a SKU for which Partner Center has neither name nor part number. */
  readonly unknownSkuName: (skuId: string) => string;
};

/** Partner Center read with the directory account. Every failure is a `DirectoryUnavailable`. */
export class RemoteDirectory {
  readonly #deps: RemoteDirectoryDependencies;

  constructor(dependencies: RemoteDirectoryDependencies) {
    this.#deps = dependencies;
  }

  /** One page of customers: the first one, or the one behind `continuationToken`. */
  customerPage(continuationToken: string | null): Promise<Page<Customer>> {
    return this.#read((accessToken) =>
      firstPage(this.#deps.client.listCustomers({ accessToken, ...behind(continuationToken) })),
    );
  }

  /** Customers of which a field begins with `value`, whatever its case. */
  customersStartingWith(field: 'CompanyName' | 'Domain', value: string): Promise<Page<Customer>> {
    return this.#read((accessToken) =>
      firstPage(this.#deps.client.listCustomers({ accessToken, pageSize: 50, startsWith: { field, value } })),
    );
  }

  /** Undefined when Partner Center shows no such customer. */
  async customer(customerId: string): Promise<Customer | undefined> {
    return this.#orNothing(
      ['not-found', 'customer-not-found', 'no-relationship', 'invalid-request'],
      (accessToken) => this.#deps.client.getCustomer(customerId, live(accessToken)),
    );
  }

  /** One page of a customer's users. */
  userPage(customerId: string, continuationToken: string | null): Promise<Page<CustomerUser>> {
    return this.#read((accessToken) =>
      firstPage(this.#deps.client.listUsers(customerId, { accessToken, ...behind(continuationToken) })),
    );
  }

  /** Undefined when the customer has no such user. */
  async user(customerId: string, idOrUpn: string): Promise<CustomerUser | undefined> {
    return this.#orNothing(['user-not-found', 'not-found', 'invalid-request'], (accessToken) =>
      this.#deps.client.getUser(customerId, idOrUpn, live(accessToken)),
    );
  }

  async skus(customerId: string): Promise<DirectorySkuList> {
    const asOf = this.#deps.clock().toISOString();
    const list = await this.#read((accessToken) =>
      this.#deps.client.listSubscribedSkus(customerId, live(accessToken)),
    );
    const skus = list.skus.map((sku) => asSku(sku, this.#deps.unknownSkuName));
    return { asOf, skus, licenseGroups: list.licenseGroups };
  }

  async licenses(customerId: string, userId: string): Promise<readonly HeldLicense[]> {
    const licenses = await this.#read((accessToken) =>
      this.#deps.client.listUserLicenses(customerId, userId, live(accessToken)),
    );
    return licenses.map((license) => asHeldLicense(license, this.#deps.unknownSkuName));
  }

  async #orNothing<T>(
    meanings: readonly MeaningKey[],
    call: (accessToken: string) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.#read(call);
    } catch (error) {
      const meaning = error instanceof DirectoryUnavailable ? error.meaning : null;
      if (meanings.some((expected) => expected === meaning)) return undefined;
      throw error;
    }
  }

  async #read<T>(call: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = await this.#accessToken();
    try {
      return await call(accessToken);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #accessToken(): Promise<string> {
    let answer: Awaited<ReturnType<ReadingAccount['acquire']>>;
    try {
      answer = await this.#deps.account.acquire();
    } catch (cause) {
      throw new DirectoryUnavailable('unreachable', { cause });
    }
    if (answer.kind === 'sign-in') throw new DirectoryUnavailable('not-connected');
    return answer.accessToken;
  }
}

/** Refusals that concern one customer; the others go on. */
const REFUSALS: readonly MeaningKey[] = [
  'conditional-access',
  'missing-role',
  'access-denied',
  'no-relationship',
  'action-not-allowed',
  'not-found',
  'user-not-found',
  'customer-not-found',
  'license-migration-failed',
  'invalid-request',
  'not-supported',
  'refused',
];

function unavailable(cause: unknown): unknown {
  const found = meaningOf(cause);
  if (!found) return cause;
  const { meaning, action } = found;
  if (action === 'sign-in' || action === 'sign-in-mfa') {
    return new DirectoryUnavailable('not-connected', { meaning, cause });
  }
  const code = REFUSALS.includes(meaning) ? 'refused' : 'unreachable';
  return new DirectoryUnavailable(code, { meaning, cause });
}

/** What a person may be waiting for is given up before Teams gives up on us. */
const LIVE_DEADLINE_MS = 8_000;

function live(accessToken: string) {
  return { accessToken, deadlineMs: LIVE_DEADLINE_MS };
}

function behind(continuationToken: string | null) {
  return continuationToken === null ? {} : { continuationToken };
}

async function firstPage<T>(pages: AsyncIterable<Page<T>>): Promise<Page<T>> {
  for await (const page of pages) return page;
  return { items: [], continuationToken: null };
}
