import type { AuditEvent } from './audit-trail.ts';
import type { Named } from './license-change.ts';
import type { LicenseRequest, RequestStatus } from './license-request.ts';
import type { Notice } from './notice.ts';
import type { PersonId } from './person.ts';

/** What is saved together with a request, in the same transaction. */
export type Effects = { readonly event: AuditEvent; readonly notices: readonly Notice[] };

/** A request that is not saved yet, with what is saved beside it. */
export type NewRequest = { readonly request: LicenseRequest; readonly effects: Effects };

/** A place in a list of requests: beside the one made then, with this id. */
export type RequestMark = { readonly createdAt: string; readonly id: string };

/** Which requests to list; all given conditions must hold. */
export type RequestQuery = {
  readonly requester?: PersonId;
  readonly executor?: PersonId;
  readonly statuses?: readonly RequestStatus[];
  readonly customerId?: string;
  /** One of these customers. */
  readonly customerIds?: readonly string[];
  readonly userId?: string;
  /** The newest first where nothing is said. */
  readonly order?: 'newest' | 'oldest';
  /** Only those that come behind this place in that order. */
  readonly after?: RequestMark;
  readonly bundleId?: string;
  readonly limit: number;
};

/** What must hold for new requests besides their ids. */
export type InsertCondition = {
  /** Ids of the open requests that were looked at: no other may be open for the users concerned. */
  readonly openSeen: readonly string[];
};

/** What must hold for a write besides the version; of a request that is opened anew, the same as of a new one. */
export type SaveCondition =
  | InsertCondition
  | {
      /** How many other requests for the same user of the customer are `executing` or `unconfirmed`. */
      readonly openAttempts: number;
    };

/** Where requests are kept. Every write is compare-and-set: nothing is overwritten unread. */
export interface RequestStore {
  find(id: string): Promise<LicenseRequest | undefined>;
  list(query: RequestQuery): Promise<readonly LicenseRequest[]>;
  /** The customers of all such requests, each once. */
  customers(query: Omit<RequestQuery, 'limit' | 'order' | 'after'>): Promise<readonly Named[]>;
  /** Requests whose `dueAt` is not after `now` (ISO time), longest due first. */
  due(now: string, limit: number): Promise<readonly LicenseRequest[]>;
  /** The earliest `dueAt` of all, so that a sleeper knows when to wake. */
  nextDueAt(): Promise<string | null>;
  /** Returns false when the id is taken or the condition does not hold; nothing is written then. */
  insert(request: LicenseRequest, effects: Effects, condition?: InsertCondition): Promise<boolean>;
  /**
   * Saves all of them in one transaction, or none: false when an id of theirs, or that of their bundle, is taken, or the
   * condition does not hold.
   */
  insertAll(entries: readonly NewRequest[], condition?: InsertCondition): Promise<boolean>;
  /** Writes `next` if the stored version is still `next.version - 1` and the condition holds; returns whether it did. */
  save(next: LicenseRequest, effects: Effects, condition?: SaveCondition): Promise<boolean>;
}
