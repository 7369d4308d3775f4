import type { AuditEvent } from './audit-trail.ts';
import type { DatedDelegation } from './delegation.ts';
import type { Note } from './notice.ts';
import type { PersonId } from './person.ts';

/** A delegation that somebody gave in a chat. */
export type KeptDelegation = DatedDelegation & { readonly id: string };

/** What is saved together with a change of delegations, in the same transaction. */
export type DelegationEffects = { readonly event: AuditEvent; readonly notes: readonly Note[] };

/** Where delegations are kept that people gave in a chat. */
export interface DelegationStore {
  /** In force, to come, or over without anybody having looked. */
  all(): Promise<readonly KeptDelegation[]>;
  /**
   * Ends what somebody gave and is not over at `at`, and puts another in its place if there is one. Writes nothing when there
   * is neither. Returns what was ended.
   */
  replace(
    delegator: PersonId,
    next: KeptDelegation | null,
    change: {
      readonly at: string;
      readonly effects: (ended: readonly KeptDelegation[]) => DelegationEffects;
    },
  ): Promise<readonly KeptDelegation[]>;
  /** Up to when beginnings and ends of delegations were acted upon (ISO time); null while none was. */
  watchedUntil(): Promise<string | null>;
  /** They were acted upon up to a time: tells of it, unless that was done before; what was over by then is forgotten. */
  watched(until: string, notes: readonly Note[]): Promise<void>;
}
