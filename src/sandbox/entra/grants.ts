import { createHash } from 'node:crypto';
import { appOnlyClaims, RESOURCES } from './claims.ts';
import { type EntraDesk, factsOf } from './entra-desk.ts';
import type { Grant } from './entra-faults.ts';
import { type GrantResult, giveTokens, refused } from './give-tokens.ts';
import { verifyAccessToken } from './verify-access-token.ts';

/** What a grant works on, behind the client's proof. */
export type GrantCall = {
  readonly desk: EntraDesk;
  readonly form: URLSearchParams;
  readonly tenantId: string;
};

const CODE_LIFETIME_MS = 10 * 60 * 1000;

/** Carries out one grant. */
export function carryOutGrant(grant: Grant, call: GrantCall): Promise<GrantResult> {
  switch (grant) {
    case 'authorization_code':
      return redeemCode(call);
    case 'refresh_token':
      return refresh(call);
    case 'on_behalf_of':
      return actOnBehalf(call);
    case 'client_credentials':
      return actAsApp(call);
  }
}

async function redeemCode({ desk, form, tenantId }: GrantCall): Promise<GrantResult> {
  const { books } = desk;
  const text = form.get('code') ?? '';
  const code = books.codes.get(text);
  if (!code || code.signIn.person.tenantId !== tenantId) return refused('grant-unknown', null);
  const { key } = code.signIn.person;
  if (code.isRedeemed) return refused('code-redeemed', key);
  books.keepCode(text, { ...code, isRedeemed: true });
  if (desk.clock().getTime() - code.issuedAt > CODE_LIFETIME_MS) return refused('code-expired', key);
  if (form.get('redirect_uri') !== code.redirectUri) return refused('redirect-differs', key);
  if (!fitsChallenge(form.get('code_verifier'), code.challenge)) return refused('verifier-wrong', key);
  if (code.signIn.contexts.includes('c1')) {
    books.change(({ challenged }) => ({ challenged: challenged.filter((person) => person !== key) }));
  }
  return giveTokens(desk, code.signIn, { scope: form.get('scope') ?? code.scope, nonce: code.nonce });
}

async function refresh({ desk, form, tenantId }: GrantCall): Promise<GrantResult> {
  const { books } = desk;
  const entry = books.kept.refreshTokens.find(({ token }) => token === form.get('refresh_token'));
  if (!entry) return refused('grant-unknown', null);
  const signIn = books.signInOf(entry);
  if (signIn.person.tenantId !== tenantId) return refused('grant-unknown', entry.person);
  if (entry.isRevoked) return refused('grant-revoked', entry.person);
  const result = await giveTokens(desk, signIn, { scope: form.get('scope') ?? '', nonce: null });
  if (books.kept.isRotationStrict && result.kind === 'tokens') {
    books.revoke(({ token }) => token === entry.token);
  }
  return result;
}

/** The assertion is the single sign-on token; what it says about MFA holds for the new token too. */
async function actOnBehalf({ desk, form, tenantId }: GrantCall): Promise<GrantResult> {
  const { books, clock } = desk;
  const assertion = await verifyAccessToken(form.get('assertion') ?? '', desk.signingKey(), clock()).catch(
    (reason: unknown) => (isExpiry(reason) ? 'expired' : 'bad'),
  );
  if (assertion === 'expired') return refused('assertion-expired', null);
  if (typeof assertion === 'string') return refused('bad-assertion', null);
  const person = assertion.objectId && books.personWith(assertion.objectId, assertion.tenantId);
  const isOurs = assertion.audience === books.world.botAppId && assertion.scopes.includes('access_as_user');
  if (!person || !isOurs || person.tenantId !== tenantId) return refused('bad-assertion', null);
  const signIn = { person, hasMfa: assertion.methods.includes('mfa'), contexts: [] };
  return giveTokens(desk, signIn, { scope: form.get('scope') ?? '', nonce: null });
}

async function actAsApp({ desk, form, tenantId }: GrantCall): Promise<GrantResult> {
  const scope = form.get('scope') ?? '';
  const audience = Object.values(RESOURCES).find((resource) => scope === `${resource}/.default`);
  if (audience === undefined) return refused('unknown-resource', null);
  const facts = factsOf(desk);
  const access_token = await desk.signingKey().sign(appOnlyClaims(audience, tenantId, facts));
  const expires_in = facts.lifetimeSeconds;
  return {
    kind: 'tokens',
    person: null,
    body: { token_type: 'Bearer', expires_in, ext_expires_in: expires_in, access_token },
  };
}

function fitsChallenge(verifier: string | null, challenge: string | null): boolean {
  if (challenge === null) return verifier === null;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function isExpiry(reason: unknown): boolean {
  return reason instanceof Error && 'code' in reason && reason.code === 'ERR_JWT_EXPIRED';
}
