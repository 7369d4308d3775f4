import { isSame } from '../is-same.ts';
import { type ClaimsWish, readClaimsRequest } from './claims-request.ts';
import type { EntraBooks } from './entra-books.ts';

/** A sign-in that an app asks for, checked as far as it can be before somebody picks an account. */
export type AuthorizationRequest = {
  readonly tenantId: string;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scope: string;
  readonly nonce: string | null;
  /** PKCE challenge (S256); null when the app uses none. */
  readonly challenge: string | null;
  readonly loginHint: string | null;
  readonly isSilent: boolean;
  readonly wish: ClaimsWish;
};

/** Why there is nobody to send the person back to; shown on a page. */
export type PageProblem = 'tenant' | 'app' | 'redirect';

/** A request, a problem to show, or a problem to send back to the app. */
export type ReadRequest =
  | { readonly kind: 'request'; readonly request: AuthorizationRequest }
  | { readonly kind: 'page'; readonly problem: PageProblem; readonly detail: string }
  | { readonly kind: 'redirect'; readonly to: string };

/** Reads the query of `authorize`. A redirect address that is not registered is never followed. */
export function readAuthorizationRequest(
  query: URLSearchParams,
  tenantSegment: string,
  books: EntraBooks,
): ReadRequest {
  const tenantId = books.tenantId(tenantSegment);
  if (tenantId === undefined) return { kind: 'page', problem: 'tenant', detail: tenantSegment };
  const clientId = query.get('client_id') ?? '';
  if (!isSame(clientId, books.world.botAppId)) return { kind: 'page', problem: 'app', detail: clientId };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!books.redirectUris.has(redirectUri)) return { kind: 'page', problem: 'redirect', detail: redirectUri };

  const state = query.get('state');
  const wish = readClaimsRequest(query.get('claims'));
  const problem = wish ? problemOf(query) : 'AADSTS50146: The claims parameter is not a claims request.';
  if (!wish || problem !== undefined) {
    return { kind: 'redirect', to: refusalAddress({ redirectUri, state }, 'invalid_request', problem) };
  }
  return {
    kind: 'request',
    request: {
      ...{ tenantId, redirectUri, state, wish },
      scope: query.get('scope') ?? '',
      nonce: query.get('nonce'),
      challenge: query.get('code_challenge'),
      loginHint: query.get('login_hint'),
      isSilent: query.get('prompt') === 'none',
    },
  };
}

type WayBack = Pick<AuthorizationRequest, 'redirectUri' | 'state'>;

/** The address that takes an error back to the app. */
export function refusalAddress({ redirectUri, state }: WayBack, error: string, description = ''): string {
  return withQuery(redirectUri, {
    error,
    error_description: description,
    ...(state === null ? {} : { state }),
  });
}

/** The address that takes a code back to the app. */
export function codeAddress({ redirectUri, state }: WayBack, code: string, sessionState: string): string {
  return withQuery(redirectUri, {
    code,
    ...(state === null ? {} : { state }),
    session_state: sessionState,
  });
}

function problemOf(query: URLSearchParams): string | undefined {
  if (query.get('response_type') !== 'code') {
    return 'AADSTS900144: The request must contain response_type=code.';
  }
  const mode = query.get('response_mode') ?? 'query';
  if (mode !== 'query') return 'AADSTS9002: This stand-in answers in the query only.';
  if ((query.get('scope') ?? '') === '') return 'AADSTS900144: The request must contain the parameter scope.';
  const method = query.get('code_challenge_method');
  if (query.has('code_challenge') && method !== 'S256') {
    return 'AADSTS501491: Only the code challenge method S256 is supported here.';
  }
  return undefined;
}

function withQuery(address: string, values: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return url.href;
}
