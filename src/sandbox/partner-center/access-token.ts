/** The kinds of token Partner Center tells apart: with a user, of an application alone, and the legacy partner token. */
export type TokenKind = 'app-plus-user' | 'app-only' | 'partner-token';

/** What an access token says once its signature and lifetime have been checked. */
export type AccessTokenClaims = {
  readonly audience: string;
  readonly kind: TokenKind;
  readonly tenantId: string;
  readonly appId: string;
  /** Null for an application alone. */
  readonly objectId: string | null;
  readonly name: string | null;
  readonly upn: string | null;
  readonly scopes: readonly string[];
  /** Authentication methods (`amr`); `mfa` among them means multifactor authentication. */
  readonly methods: readonly string[];
};

/** Checks signature and lifetime of a token; rejects when one is wrong. The audience is the caller's business. */
export type VerifyToken = (token: string) => Promise<AccessTokenClaims>;
