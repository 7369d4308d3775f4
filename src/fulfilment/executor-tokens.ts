import type { TokenAnswer } from '../identity/token-answer.ts';
import type { PersonId } from '../requests/person.ts';

/** A token, the need of a sign-in, or the news that none can be had for a reason that is not the person's. */
export type ExecutorToken =
  | TokenAnswer
  | { readonly kind: 'unavailable'; readonly code: string; readonly isTransient: boolean };

/** The only way in which the worker gets a token. Never throws for what is foreseen in the answer. */
export interface ExecutorTokens {
  acquire(
    person: PersonId,
    options?: { readonly forceRefresh?: boolean; readonly afterMfaRefusal?: boolean },
  ): Promise<ExecutorToken>;
  /** The directory account's token, for reading back; null while there is none. */
  acquireForReading(): Promise<string | null>;
}
