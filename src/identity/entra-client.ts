import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type Configuration,
  type INetworkModule,
} from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { PersonId } from '../requests/person.ts';
import { withDeadline } from './deadline.ts';
import type { AppCredential } from './identity.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { isPerson } from './whose.ts';

/** The one permission we ask for, as Entra ID spells it; `.default` would miss MSAL's cache. */
export const PARTNER_CENTER_SCOPE = 'https://api.partnercenter.microsoft.com/user_impersonation';

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

/** What goes into the address that a browser is sent to. */
export type AuthorizeRequest = {
  readonly state: string;
  readonly nonce: string;
  readonly codeChallenge: string;
  readonly loginHint: string | null;
  readonly claims: string | null;
  readonly mustChooseAccount: boolean;
};

/** Our conversations with Entra ID. Each uses a client of its own that is thrown away. Errors are MSAL's. */
export interface EntraClient {
  authorizeUrl(request: AuthorizeRequest): Promise<string>;
  redeem(code: string, proof: { readonly verifier: string; readonly nonce: string }): Promise<Grant>;
  /** Null when the cache holds no account of `person`. */
  silent(cache: string, person: PersonId, forceRefresh: boolean): Promise<Grant | null>;
  onBehalfOf(assertion: string): Promise<Grant>;
}

/** What is needed to speak with Entra ID as our app. */
export type EntraSettings = {
  readonly clientId: string;
  readonly credential: AppCredential;
  readonly tenantId: string;
  readonly redirectUri: string;
  readonly networkClient: INetworkModule;
  readonly timeoutMs: number;
};

const scopes = [PARTNER_CENTER_SCOPE];

/** Speaks with Entra ID through MSAL; every answer is waited for no longer than `timeoutMs`. */
export function createEntraClient(settings: EntraSettings): EntraClient {
  const configuration = configure(settings);
  const { redirectUri, timeoutMs } = settings;
  const newClient = () => new ConfidentialClientApplication(configuration);

  return {
    authorizeUrl({ mustChooseAccount, loginHint, claims, ...proof }) {
      const request = {
        scopes,
        redirectUri,
        ...proof,
        codeChallengeMethod: 'S256',
        ...(loginHint && !mustChooseAccount ? { loginHint } : {}),
        ...(claims ? { claims } : {}),
        ...(mustChooseAccount ? { prompt: 'select_account' } : {}),
      };
      return withDeadline(timeoutMs, newClient().getAuthCodeUrl(request));
    },
    async redeem(code, { verifier, nonce }) {
      const client = newClient();
      // The nonce must stand in the request: in the second argument MSAL 7.2 drops it.
      const request = { scopes, redirectUri, code, codeVerifier: verifier, nonce };
      return toGrant(await withDeadline(timeoutMs, client.acquireTokenByCode(request)), client);
    },
    async silent(cache, person, forceRefresh) {
      const client = newClient();
      client.getTokenCache().deserialize(cache);
      const accounts = await client.getTokenCache().getAllAccounts();
      const account = accounts.find((known) =>
        isPerson(person, { objectId: known.localAccountId, tenantId: known.tenantId }),
      );
      if (!account) return null;
      const request = { scopes, account, forceRefresh };
      return toGrant(await withDeadline(timeoutMs, client.acquireTokenSilent(request)), client);
    },
    async onBehalfOf(assertion) {
      const client = newClient();
      const request = { scopes, oboAssertion: assertion };
      const result = await withDeadline(timeoutMs, client.acquireTokenOnBehalfOf(request));
      if (!result) throw new IdentityUnavailable('entra-unavailable');
      return withoutAssertionHash(toGrant(result, client));
    },
  };
}

function configure({ clientId, credential, tenantId, networkClient }: EntraSettings): Configuration {
  return {
    auth: {
      clientId,
      authority: `https://login.microsoftonline.com/${tenantId}`,
      // Says that we answer claims challenges, so that Entra ID sends them instead of a plain refusal.
      clientCapabilities: ['CP1'],
      ...proofOf(credential),
    },
    system: { networkClient },
  };
}

function proofOf(credential: AppCredential): Partial<Configuration['auth']> {
  if ('secret' in credential) return { clientSecret: credential.secret };
  if ('certificate' in credential) {
    const { thumbprintSha256, privateKey, x5c } = credential.certificate;
    return { clientCertificate: { thumbprintSha256, privateKey, ...(x5c === undefined ? {} : { x5c }) } };
  }
  const { assertion } = credential;
  return {
    clientAssertion: async () => {
      try {
        return await assertion();
      } catch (cause) {
        throw new IdentityUnavailable('our-registration', { cause });
      }
    },
  };
}

const ownerClaims = z.object({ oid: z.string().min(1), tid: z.string().min(1) });
const idClaims = z.object({ nonce: z.string().optional(), preferred_username: z.string().optional() });

/** Whose token it is says the token itself; what MSAL has on file must say the same. */
function toGrant(result: AuthenticationResult, client: ConfidentialClientApplication): Grant {
  // MSAL takes an error status without an error body, e.g. a proxy's 429, for an answer with an empty token.
  if (result.accessToken === '') throw new IdentityUnavailable('entra-unavailable');
  const { oid, tid } = readOwner(result.accessToken);
  if (oid !== result.uniqueId || tid !== result.tenantId)
    throw new IdentityUnavailable('token-of-another-person');
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

function readOwner(accessToken: string): z.infer<typeof ownerClaims> {
  try {
    return ownerClaims.parse(decodeJwt(accessToken));
  } catch {
    throw new IdentityUnavailable('token-of-another-person');
  }
}

const cachedTokens = z.looseObject({ AccessToken: z.record(z.string(), z.looseObject({})) });

/** MSAL files an on-behalf-of token under a hash of the assertion: neither may outlive the exchange. */
function withoutAssertionHash(grant: Grant): Grant {
  if (grant.cache === null) return grant;
  const cache = cachedTokens.parse(JSON.parse(grant.cache));
  const entries = Object.entries(cache.AccessToken).map(([key, { userAssertionHash: _, ...rest }]) => [
    key,
    rest,
  ]);
  return { ...grant, cache: JSON.stringify({ ...cache, AccessToken: Object.fromEntries(entries) }) };
}
