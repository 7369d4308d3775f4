import {
  AuthError,
  ConfidentialClientApplication,
  type Configuration,
  type INetworkModule,
} from '@azure/msal-node';
import type { PersonId } from '../requests/person.ts';
import { type AppCredential, proofsOf } from './app-credential.ts';
import { withDeadline } from './deadline.ts';
import { type Grant, toGrant, withoutAssertionHash } from './grant.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { isPerson } from './whose.ts';

/** The one permission we ask for, as Entra ID spells it; `.default` would miss MSAL's cache. */
const PARTNER_CENTER_SCOPE = 'https://api.partnercenter.microsoft.com/user_impersonation';

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

type Work<Result> = (client: ConfidentialClientApplication) => Promise<Result>;

const scopes = [PARTNER_CENTER_SCOPE];

/** Speaks with Entra ID through MSAL; every answer is waited for no longer than `timeoutMs`. */
export function createEntraClient(settings: EntraSettings): EntraClient {
  const { redirectUri, timeoutMs } = settings;
  const configurations = configurationsOf(settings);

  /** With each credential in turn, until one is accepted. */
  function converse<Result>(work: Work<Result>): Promise<Result> {
    return withDeadline(timeoutMs, attempt(configurations, work));
  }

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
      return converse((client) => client.getAuthCodeUrl(request));
    },
    redeem(code, { verifier, nonce }) {
      // The nonce must stand in the request: in the second argument MSAL 7.2 drops it.
      const request = { scopes, redirectUri, code, codeVerifier: verifier, nonce };
      return converse(async (client) => toGrant(await client.acquireTokenByCode(request), client));
    },
    silent(cache, person, forceRefresh) {
      return converse(async (client) => {
        client.getTokenCache().deserialize(cache);
        const accounts = await client.getTokenCache().getAllAccounts();
        const account = accounts.find((known) =>
          isPerson(person, { objectId: known.localAccountId, tenantId: known.tenantId }),
        );
        if (!account) return null;
        return toGrant(await client.acquireTokenSilent({ scopes, account, forceRefresh }), client);
      });
    },
    onBehalfOf(assertion) {
      return converse(async (client) => {
        const result = await client.acquireTokenOnBehalfOf({ scopes, oboAssertion: assertion });
        if (!result) throw new IdentityUnavailable('entra-unavailable');
        return withoutAssertionHash(toGrant(result, client));
      });
    },
  };
}

async function attempt<Result>(
  configurations: readonly Configuration[],
  work: Work<Result>,
): Promise<Result> {
  const [configuration, ...others] = configurations;
  if (!configuration) throw new IdentityUnavailable('our-registration');
  try {
    return await work(new ConfidentialClientApplication(configuration));
  } catch (error) {
    const isRefused = error instanceof AuthError && error.errorCode === 'invalid_client';
    if (!isRefused || others.length === 0) throw error;
    return attempt(others, work);
  }
}

function configurationsOf({
  clientId,
  credential,
  tenantId,
  networkClient,
}: EntraSettings): readonly Configuration[] {
  return proofsOf(credential).map((proof) => ({
    auth: {
      clientId,
      authority: `https://login.microsoftonline.com/${tenantId}`,
      // Says that we answer claims challenges, so that Entra ID sends them instead of a plain refusal.
      clientCapabilities: ['CP1'],
      ...proof,
    },
    system: { networkClient },
  }));
}
