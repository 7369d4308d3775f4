/** Why a person has to sign in before we can act for them. */
export type SignInReason = 'no-token' | 'expired' | 'revoked' | 'mfa' | 'consent' | 'interaction';

/** What asking for a person's Partner Center token came to. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly accessToken: string; readonly expiresAt: string }
  | { readonly kind: 'sign-in'; readonly why: SignInReason; readonly claims: string | null };
