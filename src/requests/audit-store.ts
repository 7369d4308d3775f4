import type { ChainHead, KeptField, SealedEvent } from './audit-chain.ts';
import type { PersonId } from './person.ts';

/** An event with its personal fields as far as they are still there. */
export type KeptEvent = { readonly event: SealedEvent; readonly fields: readonly KeptField[] };

/** What a reader of the trail wants to see; all given conditions must hold. Times are ISO, `until` excluded. */
export type AuditQuery = {
  readonly customerId?: string;
  readonly from?: string;
  readonly until?: string;
  /** The last event wanted. */
  readonly upTo?: number;
};

/** Whose personal fields are erased: those about a person, or all that are older than a time (ISO). */
export type Erasure = { readonly about: PersonId } | { readonly before: string };

/** The audit trail as readers see it. Events are added by the request store, together with the change they tell of. */
export interface AuditStore {
  /** Events in their order. */
  read(query?: AuditQuery): AsyncIterable<KeptEvent>;
  /** Where the trail ends, as the database says. */
  head(): Promise<ChainHead>;
  /** Erases personal fields and adds events that tell which; returns how many fields. */
  erase(erasure: Erasure, at: string): Promise<number>;
}

/** When the head of the trail is to be posted: a row that all instances share. */
export interface AuditHeadSchedule {
  /** Takes the duty to post, if it is due at `now`, for as long as the lease lasts; undefined when it is not. */
  take(now: Date, leaseMs: number): Promise<ChainHead | undefined>;
  /** It was posted; the next post is due at `dueAt`. */
  done(dueAt: Date): Promise<void>;
  /** When the next post is due (ISO time). */
  nextDueAt(): Promise<string | null>;
}
