import type { PersonId } from '../requests/person.ts';

/** Why a person has to sign in before we can act for them. */
export type SignInReason = 'no-token' | 'expired' | 'revoked' | 'mfa' | 'consent' | 'interaction';

/** What asking for a person's Partner Center token came to. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly accessToken: string; readonly expiresAt: string }
  | { readonly kind: 'sign-in'; readonly why: SignInReason; readonly claims: string | null };

/** How to ask for a token. */
export type AcquireOptions = {
  /** Asks Entra ID even while a cached token is good, so that its rules are applied now (`freshToken`). */
  readonly forceRefresh?: boolean;
  /**
   * Partner Center refused the last token for want of MFA (401, 900421, 10001): asks for one stepped-up sign-in.
   * If the tokens come from such a sign-in already, `IdentityUnavailable('mfa-not-enforced')` is thrown.
   */
  readonly afterMfaRefusal?: boolean;
};

/** Partner Center tokens of the people who approve; one call per person is under way at a time. */
export interface ApproverTokens {
  /** Throws `IdentityUnavailable` when the fault is not the person's. */
  acquire(person: PersonId, options?: AcquireOptions): Promise<TokenAnswer>;
}
