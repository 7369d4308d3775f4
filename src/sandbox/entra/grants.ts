import { createHash, randomBytes } from 'node:crypto';
import { appOnlyClaims, clientInfo, delegatedClaims, idClaims, RESOURCES, type SignIn } from './claims.ts';
import { type EntraDesk, factsOf } from './entra-desk.ts';
import type { Grant } from './entra-faults.ts';
import type { TokenErrorName } from './token-errors.ts';
import { verifyAccessToken } from './verify-access-token.ts';

/** The end of a token request: tokens, or the name of a refusal. */
export type GrantResult =
  | { readonly kind: 'tokens'; readonly body: object; readonly person: string | null }
  | { readonly kind: 'refused'; readonly error: TokenErrorName; readonly person: string | null };

/** What a grant works on, behind the client's proof. */
export type GrantCall = {
  readonly desk: EntraDesk;
  readonly form: URLSearchParams;
  readonly tenantId: string;
};

const CODE_LIFETIME_MS = 10 * 60 * 1000;
const GRAPH_SCOPE = 'User.Read';

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
  books.codes.set(text, { ...code, isRedeemed: true });
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

type Wish = { readonly scope: string; readonly nonce: string | null };

/** Tokens for a person, unless consent, MFA or a claims challenge stands against it. */
async function giveTokens(desk: EntraDesk, signIn: SignIn, wish: Wish): Promise<GrantResult> {
  const { books } = desk;
  const { key } = signIn.person;
  const asked = wish.scope.split(' ').filter((scope) => scope !== '');
  const resource = resourceOf(asked, books.world.botAppId);
  if (resource === null) return refused('unknown-resource', key);
  const problem =
    resource.audience === RESOURCES.partnerCenter ? refusePartnerCenter(desk, signIn) : undefined;
  if (problem !== undefined) return refused(problem, key);

  const facts = factsOf(desk);
  const sign = (claims: Parameters<ReturnType<EntraDesk['signingKey']>['sign']>[0]) =>
    desk.signingKey().sign(claims);
  const refreshToken = asked.includes('offline_access') ? newRefreshToken(desk, signIn) : null;
  return {
    kind: 'tokens',
    person: key,
    body: {
      token_type: 'Bearer',
      // MSAL finds a token in its cache only if the answer lists the full names of the scopes that were asked for.
      scope: [...new Set([...asked.filter((scope) => scope !== 'offline_access'), ...resource.granted])].join(
        ' ',
      ),
      expires_in: facts.lifetimeSeconds,
      ext_expires_in: facts.lifetimeSeconds,
      access_token: await sign(delegatedClaims(resource.audience, resource.claim, signIn, facts)),
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      ...(asked.includes('openid') ? { id_token: await sign(idClaims(signIn, wish.nonce, facts)) } : {}),
      client_info: clientInfo(signIn.person),
    },
  };
}

function refusePartnerCenter({ books }: EntraDesk, signIn: SignIn): TokenErrorName | undefined {
  if (books.lacksConsent(signIn.person)) return 'consent-required';
  if (books.kept.isMfaRequired && !signIn.hasMfa) return 'mfa-required';
  return books.kept.challenged.includes(signIn.person.key) ? 'mfa-required' : undefined;
}

type Resource = { readonly audience: string; readonly claim: string; readonly granted: readonly string[] };

/** The API that the scopes name, by whose token they are answered; null for one that nobody knows. */
function resourceOf(asked: readonly string[], appId: string): Resource | null {
  const own = ['openid', 'profile', 'email', 'offline_access'];
  const [named] = asked.filter((scope) => !own.includes(scope));
  if (named === undefined || named === GRAPH_SCOPE) {
    return { audience: RESOURCES.graph, claim: GRAPH_SCOPE, granted: [GRAPH_SCOPE] };
  }
  const [, audience = '', name = ''] = /^(.*)\/([^/]+)$/.exec(named) ?? [];
  if (audience === RESOURCES.partnerCenter && (name === 'user_impersonation' || name === '.default')) {
    return { audience, claim: 'user_impersonation', granted: [`${audience}/user_impersonation`] };
  }
  if (audience === `api://botid-${appId}` && name === 'access_as_user') {
    return { audience: appId, claim: name, granted: [named] };
  }
  return null;
}

function newRefreshToken({ books }: EntraDesk, signIn: SignIn): string {
  const token = `1.A${randomBytes(48).toString('base64url')}`;
  books.keepRefreshToken(token, signIn);
  return token;
}

function fitsChallenge(verifier: string | null, challenge: string | null): boolean {
  if (challenge === null) return verifier === null;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function isExpiry(reason: unknown): boolean {
  return reason instanceof Error && 'code' in reason && reason.code === 'ERR_JWT_EXPIRED';
}

function refused(error: TokenErrorName, person: string | null): GrantResult {
  return { kind: 'refused', error, person };
}
