/** What a sign-in is for: what waits for it, or which account it connects. */
export type SignInPurpose =
  | { readonly kind: 'approve'; readonly requestId: string }
  | { readonly kind: 'directory' }
  | { readonly kind: 'refresh' };
