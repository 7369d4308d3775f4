import type { PersonId } from '../requests/person.ts';
import type { TokenAnswer } from './approver-tokens.ts';

/** How the account that reads the directory is doing. */
export type DirectoryHealth = {
  readonly state: 'not-connected' | 'connected' | 'needs-sign-in' | 'failing';
  readonly account: PersonId | null;
  readonly connectedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastFailure: { readonly at: string; readonly code: string } | null;
};

/** The partner account with which customers, users and SKUs are read; connected by signing in with purpose `directory`. */
export interface DirectoryAccount {
  /** Answers `sign-in` / `no-token` while none is connected; throws `IdentityUnavailable` as `ApproverTokens` does. */
  acquire(): Promise<TokenAnswer>;
  /** Forgets the account and its tokens; returns whose it was, or null when none was connected. */
  disconnect(): Promise<PersonId | null>;
  health(): Promise<DirectoryHealth>;
}
