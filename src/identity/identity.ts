import type { INetworkModule } from '@azure/msal-node';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { Translator } from '../i18n/translator.ts';
import type { PersonId } from '../requests/person.ts';
import type { ApproverTokens } from './approver-tokens.ts';
import type { DirectoryAccount } from './directory-account.ts';
import type { DirectoryAccountStore } from './directory-account-store.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { SignInPages } from './sign-in-pages.ts';
import type { SignInStore } from './sign-in-store.ts';
import type { SignedIn, SignIns } from './sign-ins.ts';
import type { SsoExchange } from './sso-exchange.ts';
import type { TokenCipher } from './token-cipher.ts';
import type { VaultStore } from './vault-store.ts';

/** How our app registration proves itself to Entra ID. */
export type AppCredential =
  | { readonly secret: string }
  | { readonly certificate: AppCertificate }
  | { readonly assertion: () => Promise<string> };

/** A certificate registered with the app; `x5c` is the PEM chain where subject-name trust is used. */
export type AppCertificate = {
  readonly thumbprintSha256: string;
  readonly privateKey: string;
  readonly x5c?: string;
};

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
  /** Path of TeamsJS on our own host; without it the end page only says that it can be closed. */
  readonly teamsJsPath?: string | undefined;
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
