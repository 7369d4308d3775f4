import type { DirectoryCustomer } from './directory-entries.ts';

/** What the synchronisation needs of the database beside the directory itself; times are ISO. */
export interface DirectorySyncStore {
  /** Takes or renews the lease by which one instance at a time synchronises; false while another one holds it. */
  takeLease(owner: string, now: string, heldUntil: string): Promise<boolean>;
  releaseLease(owner: string): Promise<void>;
  /** Customers used since `usedSince` that are due at `now`, longest due first. */
  dueCustomers(usedSince: string, now: string, limit: number): Promise<readonly string[]>;
  /** When the next customer used since `usedSince` is due; null when there is none. */
  nextCustomerDueAt(usedSince: string): Promise<string | null>;
  /** Forgets users and SKUs of a customer not used since `usedBefore`, a part at a time; false when nothing is left. */
  forgetUnused(usedBefore: string): Promise<boolean>;
  overview(): Promise<DirectoryOverview>;
}

/** What the directory holds, for operators. */
export type DirectoryOverview = {
  readonly customers: number;
  readonly customersInUse: number;
  /** Customers that refuse to be read; at most fifty are named. */
  readonly refused: readonly DirectoryCustomer[];
};
