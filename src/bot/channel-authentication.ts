import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type ChannelKeys, ChannelKeysUnavailable } from './channel-keys.ts';
import { Refusal, type RefusalReason } from './refusal.ts';

/** Says whether it was really Teams that sent an activity. */
export interface ChannelAuthentication {
  /**
   * Checks the `Authorization` header of a request against the activity's `serviceUrl`.
   * @throws Refusal 401 unless the channel vouches for it; 503 while its keys cannot be had.
   */
  check(authorization: string | undefined, serviceUrl: string | undefined): Promise<void>;
}

/** What a channel token is compared with; `issuer` is `https://api.botframework.com` in Microsoft's public cloud. */
export type ChannelAuthenticationDeps = {
  readonly appId: string;
  readonly issuer: string;
  readonly keys: ChannelKeys;
  readonly clock: () => Date;
};

const CHANNEL = 'msteams';
const CLOCK_SKEW_SECONDS = 300;

/**
 * Checks channel tokens as the Bot Connector's authentication reference asks for, RS256 only.
 * Tokens of skills, of the emulator and of other clouds are not accepted, and there is no way to switch this off.
 * @throws RangeError when the app id or the issuer is empty.
 */
export function createChannelAuthentication(deps: ChannelAuthenticationDeps): ChannelAuthentication {
  const { appId, issuer, keys, clock } = deps;
  if (appId.trim() === '') throw new RangeError('A bot without an app id would let everybody in');
  if (issuer.trim() === '') throw new RangeError('The issuer of channel tokens is missing');
  const audience = [appId, appId.toLowerCase()];

  async function keyFor(header: { readonly kid?: string | undefined }) {
    if (typeof header.kid !== 'string' || header.kid === '') throw new Refusal(401, 'unknown-key');
    const found = await keys.find(header.kid);
    if (!found) throw new Refusal(401, 'unknown-key');
    if (!found.endorsements.has(CHANNEL)) throw new Refusal(401, 'key-not-endorsed');
    return found.key;
  }

  async function readClaims(token: string): Promise<JWTPayload> {
    try {
      const options = { algorithms: ['RS256'], issuer, audience, requiredClaims: ['exp'] };
      const now = { clockTolerance: CLOCK_SKEW_SECONDS, currentDate: clock() };
      return (await jwtVerify(token, keyFor, { ...options, ...now })).payload;
    } catch (error) {
      throw asRefusal(error);
    }
  }

  return {
    async check(authorization, serviceUrl) {
      if (!authorization?.startsWith('Bearer ')) throw new Refusal(401, 'no-token');
      const claims = await readClaims(authorization.slice('Bearer '.length));
      const vouched = claims['serviceurl'];
      if (typeof vouched !== 'string' || vouched === '' || vouched !== serviceUrl)
        throw new Refusal(401, 'service-url-mismatch');
    },
  };
}

const REASONS: Readonly<Record<string, RefusalReason>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'bad-signature',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm-not-allowed',
};

const CLAIM_REASONS: Readonly<Record<string, RefusalReason>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  nbf: 'not-yet-valid',
};

/** What kept a token from being accepted; faults of our own are passed on. */
function asRefusal(error: unknown): unknown {
  if (error instanceof ChannelKeysUnavailable) return new Refusal(503, 'keys-unavailable');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Refusal(401, CLAIM_REASONS[error.claim] ?? 'wrong-claims');
  if (error instanceof errors.JOSEError) return new Refusal(401, REASONS[error.code] ?? 'unreadable-token');
  return error;
}
