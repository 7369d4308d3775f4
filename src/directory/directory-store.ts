import type {
  DirectoryCustomer,
  DirectoryRefusal,
  DirectorySkuList,
  DirectoryUser,
} from './directory-entries.ts';

/** What makes something findable: the text in which it is searched and by which equally good ones are ordered. */
export type Findable = { readonly id: string; readonly searchText: string; readonly sortKey: string };

/** A customer as Partner Center lists it, made findable. */
export type ListedCustomer = Findable & Pick<DirectoryCustomer, 'name' | 'domain'>;

/** A customer as it is found since the change of this number. */
export type ChangedCustomer = Findable & { readonly change: number; readonly isHidden: boolean };

/** A user as Partner Center lists it, made findable. */
export type ListedUser = DirectoryUser & Findable;

/** How far a customer's users and SKUs are known; ISO times, null: never. */
export type CustomerDetails = {
  readonly usedAt: string | null;
  readonly usersAsOf: string | null;
  /** Grows whenever the kept users change, so that a copy in memory can be told to be old. */
  readonly usersVersion: number;
  readonly skusAsOf: string | null;
  readonly refusal: DirectoryRefusal | null;
};

/** What reading a customer came to; absent fields stay as they are. */
export type CustomerDetailsPatch = {
  readonly usedAt?: string;
  readonly usersAsOf?: string;
  readonly skus?: DirectorySkuList;
  readonly refusal?: DirectoryRefusal | null;
  /** When it should be read again, if it is still in use then. */
  readonly dueAt?: string;
};

/** Where the directory is kept. Ids are lower case; every write can be repeated. */
export interface DirectoryStore {
  /** Adds or renews customers that were seen in the reading which began at `readingSince` (ISO time). */
  putCustomers(customers: readonly ListedCustomer[], readingSince: string): Promise<void>;
  /** Hides what was last seen in a reading before `readingSince`, until it is seen again; returns how many. */
  hideCustomersNotSeenSince(readingSince: string): Promise<number>;
  hideCustomer(customerId: string): Promise<void>;
  findCustomer(customerId: string): Promise<DirectoryCustomer | undefined>;
  /** The customers of these ids that are not hidden, in no order. */
  customersByIds(customerIds: readonly string[]): Promise<readonly DirectoryCustomer[]>;
  /**
   * The first customers of which the text, the sort key or whether they are hidden changed after the change of this
   * number, in the order of their last changes.
   */
  changedCustomers(afterChange: number, limit: number): Promise<readonly ChangedCustomer[]>;
  /** Ids of customers that begin with `prefix` (lower case), in their order. */
  customerIdsFrom(prefix: string, limit: number): Promise<readonly string[]>;

  details(customerId: string): Promise<CustomerDetails>;
  noteDetails(customerId: string, patch: CustomerDetailsPatch): Promise<void>;
  skus(customerId: string): Promise<DirectorySkuList | null>;

  /** Adds or renews users; returns the new `usersVersion`. */
  putUsers(customerId: string, users: readonly ListedUser[]): Promise<number>;
  /** Removes users who were last read before `readingSince`; returns the `usersVersion`. */
  dropUsersNotReadSince(customerId: string, readingSince: string): Promise<number>;
  removeUser(customerId: string, userId: string): Promise<number>;
  findUser(customerId: string, idOrUpn: string): Promise<DirectoryUser | undefined>;
  usersByIds(customerId: string, userIds: readonly string[]): Promise<readonly DirectoryUser[]>;
  /** All users of a customer by id, a page at a time. */
  findableUsers(customerId: string, afterId: string, limit: number): Promise<readonly Findable[]>;

  /** The standing of the reading of all customers. */
  customerReading(): Promise<CustomerReading>;
  noteCustomerReading(patch: Partial<CustomerReading>): Promise<void>;
}

/** How far the list of all customers was read; ISO times. */
export type CustomerReading = {
  /** When the last complete reading began; null: never. */
  readonly asOf: string | null;
  /** When the reading that is under way began, and behind which page it goes on. */
  readonly since: string | null;
  readonly continuationToken: string | null;
  /** When it should be read again; null: at once. */
  readonly dueAt: string | null;
  /** How often reading has failed in a row. */
  readonly failures: number;
};
