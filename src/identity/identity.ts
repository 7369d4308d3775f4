import type { INetworkModule } from '@azure/msal-node';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { Translator } from '../i18n/translator.ts';
import type { PersonId } from '../requests/person.ts';
import { createAnnouncer } from './announcer.ts';
import type { AppCredential } from './app-credential.ts';
import { type ApproverTokens, createApproverTokens } from './approver-tokens.ts';
import { createDirectoryAccount, type DirectoryAccount } from './directory-account.ts';
import type { DirectoryAccountStore } from './directory-account-store.ts';
import { createEntraClient, type EntraClient } from './entra-client.ts';
import { createEntraNetwork } from './entra-network.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { tenantSigningKeys } from './exchange-token.ts';
import { createSignInFinish } from './sign-in-finish.ts';
import { createSignInPages, type SignInPages } from './sign-in-pages.ts';
import { createSignInStart } from './sign-in-start.ts';
import type { SignInStore } from './sign-in-store.ts';
import { createSignIns, pageUrl, type SignedIn, type SignIns } from './sign-ins.ts';
import { createSsoExchange, type SsoExchange } from './sso-exchange.ts';
import type { TokenCipher } from './token-cipher.ts';
import type { VaultStore } from './vault-store.ts';
import { createVaultTokens } from './vault-tokens.ts';
import { isPerson, personSlot, whose } from './whose.ts';

/** Where Entra ID is not at its own address: the sandbox sends both our calls and the browser to loopback. */
export type EntraNetwork = {
  readonly networkClient: INetworkModule;
  /** Turns the authorize URL into the one that the browser is sent to. */
  readonly browserUrl: (url: string) => string;
};

/** What the identity room needs from the rest of the program. */
export type IdentityDeps = {
  readonly clientId: string;
  readonly credential: AppCredential;
  readonly partnerTenantId: string;
  /** Our own address as browsers see it, e.g. `https://desk.example.com`. */
  readonly publicUrl: string;
  readonly network?: EntraNetwork | undefined;
  /** The keys that sign Entra ID's tokens for our app; by default the partner tenant's published ones. */
  readonly signingKeys?: JWTVerifyGetKey | undefined;
  /** The text of Microsoft's TeamsJS, served from our own host; without it the end page only says that it can be closed. */
  readonly teamsJs?: string | undefined;
  /** Origin of a page that opened the sign-in in a pop-up and wants to be told (the sandbox's). */
  readonly openerOrigin?: string | undefined;
  readonly vault: VaultStore;
  readonly signIns: SignInStore;
  readonly exchanges: ExchangeStore;
  readonly directoryAccounts: DirectoryAccountStore;
  readonly cipher: TokenCipher;
  readonly translator: Translator;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
  /** Called after the tokens are saved, once; again only when it threw or the program died meanwhile. */
  readonly onSignedIn: (event: SignedIn) => Promise<void>;
  /** Longest wait for Entra ID in milliseconds; 10 000 by default. */
  readonly timeoutMs?: number | undefined;
};

/** Everything by which the program acts as somebody. */
export interface Identity {
  readonly tokens: ApproverTokens;
  readonly signIns: SignIns;
  readonly pages: SignInPages;
  readonly sso: SsoExchange;
  readonly directory: DirectoryAccount;
  /** Signs a person out: their tokens are deleted. The directory account is disconnected separately. */
  forget(person: PersonId): Promise<{ readonly hadTokens: boolean; readonly isDirectoryAccount: boolean }>;
  /** To be called at start and every minute: tells about sign-ins that nobody was told of, and cleans up. */
  tend(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** Used and expired invitations are kept this long, so that their links can still say what happened. */
const KEEP_SIGN_INS_MS = 7 * 24 * 60 * 60 * 1000;
const KEEP_EXCHANGES_MS = 60 * 60 * 1000;

/** Wires the identity room. Nothing is started: `tend` does what is to be done from time to time. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { partnerTenantId, publicUrl, clock, log, cipher, signIns: store } = deps;
  const timeoutMs = deps.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const entra = entraFor(deps, timeoutMs);
  const tokens = createVaultTokens({ ...deps, entra });
  const announcer = createAnnouncer({ store, clock, log, onSignedIn: deps.onSignedIn });
  const directory = createDirectoryAccount({
    store: deps.directoryAccounts,
    signIns: store,
    tokens,
    clock,
    log,
  });
  const start = createSignInStart({ store, entra, cipher, clock, log });
  const finish = createSignInFinish({
    ...{ store, entra, tokens, cipher, announcer, clock, log },
    connectDirectory: (person, grant) => directory.connect(person, grant),
  });
  const keys = deps.signingKeys ?? tenantSigningKeys(partnerTenantId, timeoutMs);

  return {
    tokens: createApproverTokens({ partnerTenantId, tokens, signIns: store, clock }),
    signIns: createSignIns({ partnerTenantId, publicUrl, store }),
    pages: createSignInPages({ ...deps, start, finish }),
    sso: createSsoExchange({ ...deps, keys, entra, tokens, announcer }),
    directory,
    async forget(person) {
      const hadTokens = await tokens.remove(personSlot(person));
      await store.setStepUp(person, null);
      const account = (await deps.directoryAccounts.read())?.account;
      log.info({ person: whose(person), hadTokens }, 'signed out');
      return { hadTokens, isDirectoryAccount: account !== undefined && isPerson(account, person) };
    },
    async tend() {
      await announcer.catchUp();
      const now = clock().getTime();
      await store.purge(new Date(now - KEEP_SIGN_INS_MS).toISOString());
      await deps.exchanges.purge(new Date(now - KEEP_EXCHANGES_MS).toISOString());
      const resealed = await tokens.reseal();
      if (resealed > 0) log.info({ resealed }, 'tokens were sealed again with the newest key');
    },
  };
}

/** Entra ID as our app sees it; where there is a reroute, the browser is sent the same way. */
function entraFor(deps: IdentityDeps, timeoutMs: number): EntraClient {
  const { clientId, credential, partnerTenantId: tenantId, publicUrl, network } = deps;
  const entra = createEntraClient({
    ...{ clientId, credential, tenantId, timeoutMs },
    redirectUri: pageUrl(publicUrl, '/auth/callback'),
    networkClient: network?.networkClient ?? createEntraNetwork(fetch, timeoutMs),
  });
  if (!network) return entra;
  return { ...entra, authorizeUrl: async (request) => network.browserUrl(await entra.authorizeUrl(request)) };
}

export type { AppCertificate, AppCredential } from './app-credential.ts';
