import type { LicenseRequest } from '../requests/license-request.ts';
import type { Note, Notice } from '../requests/notice.ts';

/** A notice that waits to be sent. */
export type QueuedNotice = {
  readonly id: string;
  /** Notices of one lane are sent in order. */
  readonly lane: string;
  readonly notice: Notice | Note;
  /** How often it was tried already. */
  readonly attempts: number;
  /** Whether an earlier try may have been sent although its answer was lost, or its process died. */
  readonly isDoubtful: boolean;
};

/** The queue of what is to be told. Rows are put in by the request store, together with the change they tell of. */
export interface OutboxStore {
  /** Puts in what came to light while something else was told. */
  add(request: LicenseRequest, notices: readonly Notice[]): Promise<void>;
  /**
   * Claims the first notice of each lane that is due, for as long as the lease lasts. A claimed notice is nobody
   * else's, and doubtful until it is known how its sending went.
   */
  claim(now: Date, leaseMs: number, limit: number): Promise<readonly QueuedNotice[]>;
  /** It was sent, or never can be. */
  remove(id: string): Promise<void>;
  /** It is tried again at `dueAt`; nothing of its lane overtakes it. `attempts` counts the tries that failed. */
  postpone(
    id: string,
    plan: { readonly dueAt: Date; readonly attempts: number; readonly isDoubtful: boolean },
  ): Promise<void>;
  /** When the next notice is due (ISO time), or null when the queue is empty. */
  nextDueAt(): Promise<string | null>;
}
