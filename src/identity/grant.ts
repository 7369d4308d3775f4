import type { AuthenticationResult, ConfidentialClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { PersonId } from '../requests/person.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';

/** What Entra ID granted: a Partner Center token, whose it is, and MSAL's cache after it. */
export type Grant = {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly owner: PersonId;
  readonly username: string;
  readonly nonce: string | null;
  /** MSAL's serialised cache; null when it did not change. */
  readonly cache: string | null;
};

const ownerClaims = z.object({ oid: z.string().min(1), tid: z.string().min(1) });
const idClaims = z.object({ nonce: z.string().optional(), preferred_username: z.string().optional() });
const cachedTokens = z.looseObject({ AccessToken: z.record(z.string(), z.looseObject({})) });

/**
 * Reads what MSAL returned. Whose token it is says the token itself, and what MSAL has on file must say the same.
 * Throws `IdentityUnavailable` when it does not, or when there is no token.
 */
export function toGrant(result: AuthenticationResult, client: ConfidentialClientApplication): Grant {
  // MSAL takes an error status without an error body, e.g. a proxy's 429, for an answer with an empty token.
  if (result.accessToken === '') throw new IdentityUnavailable('entra-unavailable');
  const { oid, tid } = readOwner(result.accessToken);
  if (oid !== result.uniqueId || tid !== result.tenantId) {
    throw new IdentityUnavailable('token-of-another-person');
  }
  const id = idClaims.safeParse(result.idTokenClaims);
  const tokens = client.getTokenCache();
  return {
    accessToken: result.accessToken,
    expiresAt: (result.expiresOn ?? new Date(0)).toISOString(),
    owner: { objectId: oid, tenantId: tid },
    username: id.data?.preferred_username ?? result.account?.username ?? '',
    nonce: id.data?.nonce ?? null,
    cache: tokens.hasChanged() ? tokens.serialize() : null,
  };
}

/** MSAL files an on-behalf-of token under a hash of the assertion: neither may outlive the exchange. */
export function withoutAssertionHash(grant: Grant): Grant {
  if (grant.cache === null) return grant;
  const cache = cachedTokens.parse(JSON.parse(grant.cache));
  const entries = Object.entries(cache.AccessToken).map(([key, { userAssertionHash: _, ...rest }]) => [
    key,
    rest,
  ]);
  return { ...grant, cache: JSON.stringify({ ...cache, AccessToken: Object.fromEntries(entries) }) };
}

function readOwner(accessToken: string): z.infer<typeof ownerClaims> {
  try {
    return ownerClaims.parse(decodeJwt(accessToken));
  } catch {
    throw new IdentityUnavailable('token-of-another-person');
  }
}
