import { randomBytes } from 'node:crypto';
import { clientInfo, delegatedClaims, idClaims, RESOURCES, type SignIn } from './claims.ts';
import { type EntraDesk, factsOf } from './entra-desk.ts';
import type { TokenErrorName } from './token-errors.ts';

/** The end of a token request: tokens, or the name of a refusal. */
export type GrantResult =
  | { readonly kind: 'tokens'; readonly body: object; readonly person: string | null }
  | { readonly kind: 'refused'; readonly error: TokenErrorName; readonly person: string | null };

const GRAPH_SCOPE = 'User.Read';

/** What a grant asks for. */
type Wish = { readonly scope: string; readonly nonce: string | null };

/** Tokens for a person, unless consent, MFA or a claims challenge stands against it. */
export async function giveTokens(desk: EntraDesk, signIn: SignIn, wish: Wish): Promise<GrantResult> {
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

/** The end of a token request that was refused. */
export function refused(error: TokenErrorName, person: string | null): GrantResult {
  return { kind: 'refused', error, person };
}
