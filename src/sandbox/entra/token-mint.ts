import type { JWTPayload } from 'jose';
import { appOnlyClaims, delegatedClaims, RESOURCES, ssoClaims } from './claims.ts';
import { type EntraDesk, factsOf, signInOf } from './entra-desk.ts';
import { SigningKey } from './signing-key.ts';
import { PARTNER_TOKEN_ISSUER } from './verify-access-token.ts';

/** How a minted token differs from the usual one. */
export type MintOptions = {
  /** Whether the sign-in used a second factor; true where the person has one. */
  readonly withMfa?: boolean;
  /** Time to live; negative for a token that has ended. */
  readonly expiresInSeconds?: number;
  /** Claims to set or (undefined) to leave out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that nobody published. */
  readonly isForged?: boolean;
};

/** How a minted Partner Center token differs from an approver's usual one. */
export type PartnerCenterMintOptions = MintOptions & {
  readonly kind?: 'app-plus-user' | 'app-only' | 'partner-token';
  readonly audience?: string;
};

/** The token that Teams hands over for single sign-on: for our own app, scope `access_as_user`. */
export function mintSsoToken(desk: EntraDesk, person: string, options: MintOptions = {}): Promise<string> {
  return sign(desk, ssoClaims(signInOf(desk, person, options), factsOf(desk)), options);
}

/** A token for Partner Center without the detour over a sign-in, good or deliberately wrong. */
export function mintPartnerCenterToken(
  desk: EntraDesk,
  person: string,
  options: PartnerCenterMintOptions = {},
): Promise<string> {
  const audience = options.audience ?? RESOURCES.partnerCenter;
  const facts = factsOf(desk);
  const signIn = signInOf(desk, person, options);
  if (options.kind === 'app-only') {
    return sign(desk, appOnlyClaims(audience, signIn.person.tenantId, facts), options);
  }
  const claims = delegatedClaims(audience, 'user_impersonation', signIn, facts);
  const isLegacy = options.kind === 'partner-token';
  return sign(desk, isLegacy ? { ...claims, iss: PARTNER_TOKEN_ISSUER } : claims, options);
}

async function sign(desk: EntraDesk, claims: JWTPayload, options: MintOptions): Promise<string> {
  const { expiresInSeconds, isForged } = options;
  const issuedAt = claims.iat ?? 0;
  const times =
    expiresInSeconds === undefined
      ? {}
      : {
          iat: Math.min(issuedAt, issuedAt + expiresInSeconds - 60),
          nbf: Math.min(issuedAt, issuedAt + expiresInSeconds - 60),
          exp: issuedAt + expiresInSeconds,
        };
  const changed = { ...claims, ...times, ...options.claims };
  return (isForged ? new SigningKey() : desk.signingKey()).sign(changed);
}
