import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INetworkModule } from '@azure/msal-node';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { createEntraNetwork } from '../../src/identity/entra-network.ts';

/** Somebody who can sign in at the double. */
export type EntraUser = { readonly oid: string; readonly tid: string; readonly upn: string };

/** One answer of the token endpoint that is not the usual one; `hang` never answers. */
export type TokenFault =
  | { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly hang: true };

type Code = { user: EntraUser; challenge: string; nonce: string; redirectUri: string; claims: string | null };

const HOST = 'https://login.microsoftonline.com';
const SCOPE = 'https://api.partnercenter.microsoft.com/user_impersonation';

/** Made once: an RSA key costs more than a whole test. */
const signingKeys = generateKeyPair('RS256', { extractable: true });

/** A small Entra ID over loopback HTTP: authorize, token (code + PKCE, refresh, on-behalf-of), signing keys. */
export async function startEntraDouble(options: { clientId: string; secret: string }) {
  const { publicKey, privateKey } = await signingKeys;
  const jwks: JSONWebKeySet = {
    keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
  };
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, EntraUser>();
  const issued: string[] = [];
  const tokenCalls: URLSearchParams[] = [];
  const faults: TokenFault[] = [];
  const hanging = new Set<ServerResponse>();
  const state = {
    /** Changes what is put into tokens, to play a faulty or hostile answer. */
    twist: {} as {
      nonce?: string;
      accessTokenUser?: EntraUser;
      refreshUser?: EntraUser;
      expiresIn?: number;
      withoutRefreshToken?: boolean;
    },
    /** What the authorize endpoint sends back instead of a code. */
    refuseAuthorize: null as Record<string, string> | null,
    /** What the token endpoint waits for before it answers. */
    gate: Promise.resolve() as Promise<unknown>,
  };

  const sign = (claims: Record<string, unknown>, audience: string, tid: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(`${HOST}/${tid}/v2.0`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);

  function remember(token: string): string {
    issued.push(token);
    return token;
  }

  async function grant(user: EntraUser, nonce: string | null): Promise<Record<string, unknown>> {
    const owner = state.twist.accessTokenUser ?? user;
    const idClaims = {
      oid: user.oid,
      tid: user.tid,
      sub: user.oid,
      preferred_username: user.upn,
      name: user.upn,
    };
    const shownNonce = state.twist.nonce ?? nonce;
    const accessToken = await sign(
      { oid: owner.oid, tid: owner.tid, scp: 'user_impersonation', n: randomBytes(6).toString('hex') },
      'https://api.partnercenter.microsoft.com',
      user.tid,
    );
    const refreshToken = `rt-${randomBytes(16).toString('hex')}`;
    refreshTokens.set(refreshToken, user);
    return {
      token_type: 'Bearer',
      scope: `${SCOPE} openid profile offline_access`,
      expires_in: state.twist.expiresIn ?? 3600,
      access_token: remember(accessToken),
      ...(state.twist.withoutRefreshToken ? {} : { refresh_token: remember(refreshToken) }),
      id_token: remember(
        await sign(
          { ...idClaims, ...(shownNonce === null ? {} : { nonce: shownNonce }) },
          options.clientId,
          user.tid,
        ),
      ),
      client_info: Buffer.from(JSON.stringify({ uid: user.oid, utid: user.tid })).toString('base64url'),
    };
  }

  async function redeem(form: URLSearchParams): Promise<Record<string, unknown>> {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) {
      return refusal('invalid_grant', 'AADSTS70000: the code is not valid');
    }
    return grant(code.user, code.nonce);
  }

  async function onBehalfOf(form: URLSearchParams): Promise<Record<string, unknown>> {
    const payload = (form.get('assertion') ?? '').split('.')[1] ?? '';
    const { oid, tid, preferred_username } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return grant({ oid, tid, upn: preferred_username }, null);
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    tokenCalls.push(form);
    await state.gate;
    const fault = faults.shift();
    if (fault && 'hang' in fault) {
      hanging.add(response);
      return;
    }
    if (fault) return answer(response, fault.status, fault.body);
    const isProven = form.get('client_secret') === options.secret || form.has('client_assertion');
    if (!isProven) {
      return answer(response, 401, refusal('invalid_client', 'AADSTS7000215: wrong secret'));
    }
    const result = await byGrantType(form);
    answer(response, 'error' in result ? 400 : 200, result);
  }

  async function byGrantType(form: URLSearchParams): Promise<Record<string, unknown>> {
    if (form.get('grant_type') === 'authorization_code') return redeem(form);
    if (form.get('requested_token_use') === 'on_behalf_of') return onBehalfOf(form);
    const user = refreshTokens.get(form.get('refresh_token') ?? '');
    return user
      ? grant(state.twist.refreshUser ?? user, null)
      : refusal('invalid_grant', 'AADSTS700082: the refresh token has expired');
  }

  function authorize(request: IncomingMessage, response: ServerResponse): void {
    const query = new URL(request.url ?? '/', HOST).searchParams;
    const user: EntraUser = JSON.parse(String(request.headers['x-signed-in-as'] ?? 'null'));
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (state.refuseAuthorize) {
      for (const [name, value] of Object.entries(state.refuseAuthorize)) back.searchParams.set(name, value);
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    const code = remember(`code-${randomBytes(16).toString('hex')}`);
    codes.set(code, {
      user,
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      claims: query.get('claims'),
    });
    back.searchParams.set('code', code);
    response.writeHead(302, { Location: back.href }).end();
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', HOST).pathname;
    if (path.endsWith('/oauth2/v2.0/authorize')) authorize(request, response);
    else if (path.endsWith('/oauth2/v2.0/token')) void token(request, response);
    else answer(response, 404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const toLoopback = (url: string) => url.replace(HOST, base);

  return {
    base,
    jwks,
    state,
    faults,
    /** Every code and token that was given out. */
    issued,
    /** What the token endpoint was asked. */
    tokenCalls,
    networkClient(timeoutMs: number): INetworkModule {
      return createEntraNetwork((url, init) => fetch(toLoopback(String(url)), init), timeoutMs);
    },
    browserUrl: toLoopback,
    revokeAll: () => refreshTokens.clear(),
    /** A Teams exchange token: an access token for our own app. */
    exchangeToken: async (user: EntraUser, twist: Record<string, unknown> = {}) =>
      remember(
        await sign(
          { oid: user.oid, tid: user.tid, preferred_username: user.upn, scp: 'access_as_user', ...twist },
          options.clientId,
          user.tid,
        ),
      ),
    sign,
    async stop(): Promise<void> {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The double, started. */
export type EntraDouble = Awaited<ReturnType<typeof startEntraDouble>>;

/** An error answer of the token endpoint as Entra ID shapes it. */
export function refusal(error: string, description: string, more: Record<string, unknown> = {}) {
  const number = /AADSTS(\d+)/.exec(description)?.[1];
  return {
    error,
    error_description: `${description} Trace ID: 1 Correlation ID: 2 Timestamp: 2026-11-20 10:00:00Z`,
    error_codes: number ? [Number(number)] : [],
    timestamp: '2026-11-20 10:00:00Z',
    trace_id: '1',
    correlation_id: '2',
    ...more,
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
