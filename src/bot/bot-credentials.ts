import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type INetworkModule,
  ServerError,
} from '@azure/msal-node';
import type { Logger } from 'pino';
import { type AppCredential, proofsOf } from '../identity/app-credential.ts';
import { createEntraNetwork } from '../identity/entra-network.ts';
import { IdentityUnavailable } from '../identity/identity-unavailable.ts';

/** The bot's own identity towards the Bot Connector. */
export interface BotCredentials {
  /**
   * An app token that is good for some minutes at least.
   * @throws BotCredentialsError
   */
  token(): Promise<string>;
}

/** How the bot's registration proves itself; a second secret is tried when the first is refused (rotation). */
export type BotCredential = AppCredential;

/** No app token: `credential-refused` (or not to be had) needs an operator, `entra-unavailable` may pass. */
export class BotCredentialsError extends Error {
  readonly code: 'credential-refused' | 'entra-unavailable';

  constructor(code: BotCredentialsError['code'], options?: ErrorOptions) {
    super(code, options);
    this.name = 'BotCredentialsError';
    this.code = code;
  }
}

/** What is needed to get app tokens of a single-tenant bot. */
export type BotCredentialsDeps = {
  readonly appId: string;
  readonly tenantId: string;
  readonly credential: BotCredential;
  readonly fetch: typeof fetch;
  /** Replaces the way to Entra ID; only the sandbox does that. */
  readonly networkClient?: INetworkModule | undefined;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Longest wait for Entra ID, in milliseconds. */
  readonly timeoutMs: number;
};

const SCOPE = 'https://api.botframework.com/.default';
const MINUTE_MS = 60_000;
// A token with less than this left is not given out while a new one can be had.
const TOO_SHORT_MS = 5 * MINUTE_MS;
const REFRESH_AHEAD_MS = 15 * MINUTE_MS;
const REFRESH_AGAIN_AFTER_MS = MINUTE_MS;

type Token = { readonly text: string; readonly expiresAt: number };

/**
 * App tokens through MSAL: kept until five minutes before they end, renewed in the background before that, and asked
 * for once however many calls need one at the same time.
 * @throws RangeError when the app id, the tenant or every secret is missing.
 */
export function createBotCredentials(deps: BotCredentialsDeps): BotCredentials {
  const { appId, tenantId } = deps;
  if (appId.trim() === '' || tenantId.trim() === '')
    throw new RangeError('The bot needs an app id and a tenant id');
  return new MsalBotCredentials(deps);
}

class MsalBotCredentials implements BotCredentials {
  readonly #deps: BotCredentialsDeps;
  readonly #clients: readonly ConfidentialClientApplication[];
  #working = 0;
  #token: Token | undefined;
  #refreshing: Promise<Token> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: BotCredentialsDeps) {
    this.#deps = deps;
    this.#clients = proofsOf(deps.credential).map((proof) => createClient(deps, proof));
  }

  async token(): Promise<string> {
    const now = this.#deps.clock().getTime();
    const left = (this.#token?.expiresAt ?? 0) - now;
    if (this.#token && left > TOO_SHORT_MS) {
      if (left <= REFRESH_AHEAD_MS) this.#refreshInBackground(now);
      return this.#token.text;
    }
    return (await this.#refreshOrKeep(now)).text;
  }

  #refreshInBackground(now: number): void {
    if (now - this.#triedAt < REFRESH_AGAIN_AFTER_MS) return;
    this.#refresh(now).catch(() => {});
  }

  /** A token in its last minutes is better than none, and than waiting again for an Entra ID that just failed. */
  async #refreshOrKeep(now: number): Promise<Token> {
    const last = this.#token && this.#token.expiresAt > now ? this.#token : undefined;
    if (last && !this.#refreshing && now - this.#triedAt < REFRESH_AGAIN_AFTER_MS) return last;
    try {
      return await this.#refresh(now);
    } catch (error) {
      if (last) return last;
      throw error;
    }
  }

  #refresh(now: number): Promise<Token> {
    if (this.#refreshing) return this.#refreshing;
    this.#triedAt = now;
    this.#refreshing = this.#acquire().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #acquire(): Promise<Token> {
    for (let tries = 1; ; tries += 1) {
      try {
        this.#token = readToken(await this.#ask());
        return this.#token;
      } catch (error) {
        const isRefused = error instanceof ServerError && error.errorCode === 'invalid_client';
        if (isRefused && tries < this.#clients.length) this.#working += 1;
        else throw this.#reported(error, isRefused || error instanceof IdentityUnavailable);
      }
    }
  }

  /** Logged here, once for all who wait for the same token. */
  #reported(cause: unknown, isOurs: boolean): BotCredentialsError {
    const error = new BotCredentialsError(isOurs ? 'credential-refused' : 'entra-unavailable', { cause });
    this.#deps.log.warn({ err: error }, 'no app token could be had');
    return error;
  }

  async #ask(): Promise<AuthenticationResult | null> {
    const client = this.#clients[this.#working % this.#clients.length];
    // MSAL's own cache is passed over: when a token is too old is decided here.
    return client ? client.acquireTokenByClientCredential({ scopes: [SCOPE], skipCache: true }) : null;
  }
}

type Proof = ReturnType<typeof proofsOf>[number];

function createClient(deps: BotCredentialsDeps, proof: Proof): ConfidentialClientApplication {
  const authority = `https://login.microsoftonline.com/${deps.tenantId}`;
  const networkClient = deps.networkClient ?? createEntraNetwork(deps.fetch, deps.timeoutMs);
  return new ConfidentialClientApplication({
    auth: { clientId: deps.appId, authority, ...proof },
    system: { networkClient },
  });
}

function readToken(result: AuthenticationResult | null): Token {
  if (!result?.accessToken || !result.expiresOn) throw new Error('Entra ID answered without a token');
  return { text: result.accessToken, expiresAt: result.expiresOn.getTime() };
}
