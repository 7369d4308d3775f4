import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { PersonId } from '../requests/person.ts';
import { isPerson } from './whose.ts';

/** Why a token that Teams handed us is not accepted; `other-person` is worth an alarm. */
export type TokenRefusal = 'not-valid' | 'other-person' | 'keys-unavailable';

type Rules = {
  readonly clientId: string;
  readonly tenantId: string;
  readonly keys: JWTVerifyGetKey;
  readonly now: Date;
};

const LONGEST_TOKEN = 16_384;
const CLOCK_SKEW_SECONDS = 60;

const claims = z.object({ oid: z.string(), tid: z.string(), scp: z.string() });

/**
 * Checks an Entra access token for our own app (v2): signature, algorithm, `aud`, `iss`, `exp`, `nbf`, `scp`, and that
 * `oid` and `tid` are the person who pressed. Returns null when it is good.
 */
export async function refuseExchangeToken(
  token: string,
  person: PersonId,
  { clientId, tenantId, keys, now }: Rules,
): Promise<TokenRefusal | null> {
  if (token.length > LONGEST_TOKEN) return 'not-valid';
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      audience: clientId,
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now,
      requiredClaims: ['exp'],
    });
    const found = claims.safeParse(payload);
    if (!found.success || !found.data.scp.split(' ').includes('access_as_user')) return 'not-valid';
    if (found.data.tid.toLowerCase() !== tenantId.toLowerCase()) return 'not-valid';
    return isPerson({ tenantId: found.data.tid, objectId: found.data.oid }, person) ? null : 'other-person';
  } catch (error) {
    return isAboutTheToken(error) ? 'not-valid' : 'keys-unavailable';
  }
}

/** The published signing keys of a tenant, fetched when they are first needed and kept. */
export function tenantSigningKeys(tenantId: string, timeoutMs: number): JWTVerifyGetKey {
  const address = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;
  return createRemoteJWKSet(new URL(address), { timeoutDuration: timeoutMs });
}

/** Everything else that the library throws is about getting the keys. */
function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey
  );
}
