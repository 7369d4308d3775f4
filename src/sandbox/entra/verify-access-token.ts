import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { AccessTokenClaims, TokenKind } from '../partner-center/access-token.ts';
import type { SigningKey } from './signing-key.ts';

/** Issuer of the legacy partner token, which `generatetoken` hands out. */
export const PARTNER_TOKEN_ISSUER = 'https://api.partnercenter.microsoft.com/generatetoken';

const accessToken = z.object({
  aud: z.string(),
  iss: z.string(),
  tid: z.string(),
  oid: z.string().optional(),
  idtyp: z.string().optional(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  name: z.string().optional(),
  upn: z.string().optional(),
  preferred_username: z.string().optional(),
  scp: z.string().optional(),
  amr: z.array(z.string()).optional(),
});

/** Reads an access token of the emulated Entra ID; rejects when signature, lifetime or shape are wrong. */
export async function verifyAccessToken(
  token: string,
  key: SigningKey,
  now: Date,
): Promise<AccessTokenClaims> {
  return readClaims(await key.verify(token, now));
}

function readClaims(payload: JWTPayload): AccessTokenClaims {
  const claims = accessToken.parse(payload);
  const kind = kindOf(claims);
  const isPerson = kind !== 'app-only';
  return {
    audience: claims.aud,
    kind,
    tenantId: claims.tid,
    appId: claims.appid ?? claims.azp ?? '',
    objectId: isPerson ? (claims.oid ?? null) : null,
    name: isPerson ? (claims.name ?? null) : null,
    upn: isPerson ? (claims.upn ?? claims.preferred_username ?? null) : null,
    scopes: (claims.scp ?? '').split(' ').filter((scope) => scope !== ''),
    methods: claims.amr ?? [],
  };
}

function kindOf(claims: z.infer<typeof accessToken>): TokenKind {
  if (claims.iss === PARTNER_TOKEN_ISSUER) return 'partner-token';
  return claims.idtyp === 'app' || claims.scp === undefined ? 'app-only' : 'app-plus-user';
}
