import type {
  DirectoryCustomer,
  DirectoryFreshness,
  DirectorySku,
  DirectorySkuList,
  DirectoryUser,
  HeldLicense,
} from './directory-entries.ts';

/** Which customers a person may see, and how many to return (15, as many as Teams shows, when absent). */
export type CustomerSearchOptions = {
  readonly allowedIds?: readonly string[] | 'all';
  readonly limit?: number;
};

/**
 * Customers, users and SKUs to choose from. Searches answer from what is kept; an empty text lists the first ones.
 * What cannot be answered at all throws `DirectoryUnavailable`; while Partner Center is down, what is kept is
 * served with its age.
 */
export interface Directory {
  /** The customers that a text means, the likeliest first. */
  searchCustomers(text: string, options?: CustomerSearchOptions): Promise<readonly DirectoryCustomer[]>;
  /** One customer by tenant id; undefined when there is none. */
  customer(customerId: string): Promise<DirectoryCustomer | undefined>;
  /** The users of a customer that a text means; an exact user principal name is asked for live when it is not kept. */
  searchUsers(customerId: string, text: string, limit?: number): Promise<readonly DirectoryUser[]>;
  /** One user by object id or user principal name, read live unless read a moment ago; undefined when there is none. */
  user(customerId: string, idOrUpn: string): Promise<DirectoryUser | undefined>;
  /** The SKUs of a customer that a text means, by name, part number or abbreviation. */
  searchSkus(customerId: string, text: string, limit?: number): Promise<readonly DirectorySku[]>;
  /** All SKUs of a customer, at most a minute old unless Partner Center is down. */
  skus(customerId: string): Promise<DirectorySkuList>;
  /** What a user holds now, read live. */
  licensesOf(customerId: string, userId: string): Promise<readonly HeldLicense[]>;
  /**
   * Notes that the customer is in use and reads its users and SKUs if they were never read or are old. Waits a
   * short time for the first reading; what takes longer goes on by itself. Never throws for a failing remote.
   */
  ensureCustomer(customerId: string): Promise<DirectoryFreshness>;
  /** Reads users and SKUs of a customer anew and waits for it, longer than `ensureCustomer` does. */
  refresh(customerId: string): Promise<DirectoryFreshness>;
  freshness(customerId: string): Promise<DirectoryFreshness>;
  /** Waits until nothing is being read in the background, as tests and an orderly shutdown want. */
  idle(): Promise<void>;
}
