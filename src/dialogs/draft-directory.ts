import type { RefusalOf } from '../requests/approval-policy.ts';
import type {
  LicenseChange,
  LicenseGroup,
  Named,
  SkuReference,
  UserReference,
} from '../requests/license-change.ts';
import type { Person, PersonId } from '../requests/person.ts';

/** A customer to choose, with its domain to tell it from others of a like name. */
export type CustomerChoice = Named & { readonly domain: string };

/** A service plan that can be left out; `serviceName` is its technical name. */
export type ServicePlanChoice = Named & { readonly serviceName: string };

/** A SKU to choose; `free` is null when the seats are not known. */
export type SkuChoice = SkuReference & {
  readonly licenseGroup: LicenseGroup;
  readonly free: number | null;
  /** Its service plans for users. */
  readonly plans: readonly ServicePlanChoice[];
};

/**
 * What a draft chooses from. Lists hold at most 15 entries, the likeliest first. Throws `RequestError` with
 * `directory-down`, `directory-not-connected` or `customer-refused` when it cannot answer.
 */
export interface DraftDirectory {
  /** Only customers that this person may ask for. */
  customers(text: string, person: PersonId): Promise<readonly CustomerChoice[]>;
  /** Undefined when there is none, or the person may not ask for it. */
  customer(id: string, person: PersonId): Promise<CustomerChoice | undefined>;
  users(customerId: string, text: string): Promise<readonly UserReference[]>;
  user(customerId: string, idOrUpn: string): Promise<UserReference | undefined>;
  /** The speaker among the users of their own organization; undefined for everybody else, as for people of the partner. */
  self(customerId: string, person: Person): Promise<UserReference | undefined>;
  /** What the policy refuses a person at a customer: such SKUs are not offered. */
  refusals(customerId: string, person: PersonId): Promise<RefusalOf>;
  /** Whether the policy wants to know why for one of these changes. */
  needsReason(changes: readonly LicenseChange[]): boolean;
  /** Every SKU of the customer that can be assigned to a user. */
  skus(customerId: string): Promise<readonly SkuChoice[]>;
  findSkus(customerId: string, text: string): Promise<readonly SkuChoice[]>;
  /** When users and licenses of the customer were last read (ISO times; null: never). Nothing is read for it. */
  freshness(
    customerId: string,
  ): Promise<{ readonly usersAsOf: string | null; readonly skusAsOf: string | null }>;
  /** The SKUs that a user holds now; null when that cannot be read now, which must not keep anybody from asking. */
  held(customerId: string, userId: string): Promise<readonly SkuReference[] | null>;
}
