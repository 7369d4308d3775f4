import type {
  DirectoryCustomer,
  DirectoryRefusal,
  DirectorySkuList,
  DirectoryUser,
} from './directory-entries.ts';
import type { SearchPatterns } from './search-text.ts';

/** A customer as Partner Center lists it. */
export type ListedCustomer = Pick<DirectoryCustomer, 'id' | 'name' | 'domain'>;

/** Which customers a search may return. */
export type CustomerScope = { readonly allowedIds: readonly string[] | 'all'; readonly limit: number };

/** How far a customer's users and SKUs are known; ISO times, null: never. */
export type CustomerDetails = {
  readonly usedAt: string | null;
  readonly usersAsOf: string | null;
  readonly skus: DirectorySkuList | null;
  readonly refusal: DirectoryRefusal | null;
};

/** What reading a customer came to; absent fields stay as they are. */
export type CustomerDetailsPatch = Partial<
  Pick<CustomerDetails, 'usedAt' | 'usersAsOf' | 'skus' | 'refusal'>
>;

/** Where the directory is kept. Ids are lower case; every write can be repeated. */
export interface DirectoryStore {
  /** Adds or renews customers that were seen in the reading which began at `readingSince` (ISO time). */
  putCustomers(customers: readonly ListedCustomer[], readingSince: string): Promise<void>;
  /** Marks as vanished what was last seen in a reading before `readingSince`; returns how many were. */
  dropCustomersNotSeenSince(readingSince: string): Promise<number>;
  findCustomer(customerId: string): Promise<DirectoryCustomer | undefined>;
  /** Ranked as in `search-text.ts`; null patterns list the first by name. */
  searchCustomers(
    patterns: SearchPatterns | null,
    scope: CustomerScope,
  ): Promise<readonly DirectoryCustomer[]>;
  /** Customers whose tenant id begins with `prefix` (lower-case hexadecimal with hyphens). */
  searchCustomersById(prefix: string, scope: CustomerScope): Promise<readonly DirectoryCustomer[]>;
  /** When the list of customers was last read to its end. */
  customersAsOf(): Promise<string | null>;
  noteCustomersRead(at: string): Promise<void>;

  details(customerId: string): Promise<CustomerDetails>;
  /** `usedAt` and `usersAsOf` never go backwards. */
  noteDetails(customerId: string, patch: CustomerDetailsPatch): Promise<void>;

  putUsers(customerId: string, users: readonly DirectoryUser[]): Promise<void>;
  /** Removes users who were last read before `readingSince`; returns how many. */
  dropUsersNotReadSince(customerId: string, readingSince: string): Promise<number>;
  removeUser(customerId: string, userId: string): Promise<void>;
  findUser(customerId: string, idOrUpn: string): Promise<DirectoryUser | undefined>;
  /** Ranked as in `search-text.ts`; null patterns list the first by name. */
  searchUsers(
    customerId: string,
    patterns: SearchPatterns | null,
    limit: number,
  ): Promise<readonly DirectoryUser[]>;
}
