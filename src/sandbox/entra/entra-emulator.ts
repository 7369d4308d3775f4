import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTranslator, type Translator } from '../../i18n/translator.ts';
import { createLoopbackServer, type LoopbackServer } from '../loopback-server.ts';
import type { VerifyToken } from '../partner-center/access-token.ts';
import type { World } from '../world.ts';
import { answerAuthorize } from './authorize-endpoint.ts';
import { issuerOf } from './claims.ts';
import type { AppCredentials } from './client-authentication.ts';
import { EntraBooks, type EntraSnapshot } from './entra-books.ts';
import type { EntraDesk, TokenRequest } from './entra-desk.ts';
import { EntraFaults, type Grant } from './entra-faults.ts';
import { EntraSwitches } from './entra-switches.ts';
import { SigningKey } from './signing-key.ts';
import { answerToken } from './token-endpoint.ts';
import {
  type MintOptions,
  mintPartnerCenterToken,
  mintSsoToken,
  type PartnerCenterMintOptions,
} from './token-mint.ts';
import { verifyAccessToken } from './verify-access-token.ts';

/** What the emulator is made of; `state` is a snapshot kept from an earlier run. */
export type EntraEmulatorParts = {
  readonly world: World;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** The client secret of the bot; a random one when not told. */
  readonly clientSecret?: string;
  readonly translator?: Translator;
  readonly state?: unknown;
};

/** An Entra ID on loopback: sign-in page, token endpoint and published keys for every tenant of the world. */
export interface EntraEmulator extends LoopbackServer {
  /** The bot's client secret at this Entra ID. */
  readonly clientSecret: string;
  readonly faults: EntraFaults;
  readonly switches: EntraSwitches;
  /** Checks signature and lifetime of an access token; for the emulated Partner Center and Teams. */
  readonly verifyAccessToken: VerifyToken;
  mintSsoToken(person: string, options?: MintOptions): Promise<string>;
  mintPartnerCenterToken(person: string, options?: PartnerCenterMintOptions): Promise<string>;
  /** The latest calls of the token endpoint, oldest first. */
  tokenLog(): readonly TokenRequest[];
  /** Calls back for every call of the token endpoint from now on; the answer ends it. */
  onTokenRequest(listener: (request: TokenRequest) => void): () => void;
  /** How often the token endpoint was called, by grant. */
  tokenRequests(): Readonly<Record<Grant, number>>;
  /** How often the published keys were fetched. */
  keyRequests(): number;
  /** Calls back whenever something remembered has changed; the answer ends it. */
  onChange(listener: () => void): () => void;
  /** Everything to be kept over a restart, the signing key included. */
  snapshot(): Promise<EntraSnapshot>;
  /** Goes back to a snapshot; throws when it is not one. */
  restore(kept: unknown): void;
}

/** Makes an Entra ID emulator; it answers once `listen` was called. */
export function createEntraEmulator(parts: EntraEmulatorParts): EntraEmulator {
  const { world, clock, newId, translator = createTranslator() } = parts;
  const clientSecret = parts.clientSecret ?? randomBytes(24).toString('base64url');
  const credentials: AppCredentials = {
    secrets: new Set([clientSecret]),
    certificateKeys: [],
    federated: [],
  };
  const books = new EntraBooks(world, parts.state);
  let key = new SigningKey(books.kept.signingKey ?? undefined);
  const desk: EntraDesk = {
    ...{ books, credentials, clock, newId },
    faults: new EntraFaults(),
    signingKey: () => key,
    log: [],
    logListeners: new Set(),
    counts: { ...noRequests, keys: 0 },
    automatic: { next: null },
  };
  const server = createLoopbackServer((request, response) =>
    handle(desk, translator, { request, response, base: server.url }),
  );
  return {
    get url() {
      return server.url;
    },
    listen: (port) => server.listen(port),
    close: () => server.close(),
    clientSecret,
    faults: desk.faults,
    switches: new EntraSwitches(desk),
    verifyAccessToken: (token) => verifyAccessToken(token, key, clock()),
    mintSsoToken: (person, options) => mintSsoToken(desk, person, options),
    mintPartnerCenterToken: (person, options) => mintPartnerCenterToken(desk, person, options),
    tokenLog: () => desk.log,
    onTokenRequest: (listener) => {
      desk.logListeners.add(listener);
      return () => desk.logListeners.delete(listener);
    },
    tokenRequests: () => {
      const { keys: _keys, ...byGrant } = desk.counts;
      return byGrant;
    },
    keyRequests: () => desk.counts.keys,
    onChange: (listener) => books.listen(listener),
    snapshot: async () => structuredClone({ ...books.kept, signingKey: { ...(await key.exported()) } }),
    restore: (kept) => {
      books.restore(kept);
      key = new SigningKey(books.kept.signingKey ?? undefined);
    },
  };
}

const noRequests = {
  authorization_code: 0,
  refresh_token: 0,
  on_behalf_of: 0,
  client_credentials: 0,
} as const;

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly base: string;
};

async function handle(desk: EntraDesk, translator: Translator, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const { pathname } = new URL(request.url ?? '/', exchange.base);
  const [, tenant = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  const route = `${request.method} ${rest.join('/')}`.toLowerCase();
  switch (route) {
    case 'get v2.0/.well-known/openid-configuration':
      return sendMetadata(desk, tenant, exchange);
    case 'get discovery/v2.0/keys':
      return sendKeys(desk, tenant, response);
    case 'get oauth2/v2.0/authorize':
    case 'post oauth2/v2.0/authorize':
      return answerAuthorize(desk, translator, tenant, exchange);
    case 'post oauth2/v2.0/token':
      return answerToken(desk, tenant, request, response);
    default:
      return sendJson(response, 404, { error: 'not_found' });
  }
}

async function sendMetadata(desk: EntraDesk, tenant: string, { response, base }: Exchange): Promise<void> {
  const tenantId = desk.books.tenantId(tenant);
  if (tenantId === undefined) return sendJson(response, 400, { error: 'invalid_tenant' });
  sendJson(response, 200, {
    issuer: issuerOf(tenantId),
    authorization_endpoint: `${base}/${tenantId}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: `${base}/${tenantId}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    code_challenge_methods_supported: ['S256'],
  });
}

/** The token endpoint's faults can hold the keys too, if they are scripted for them. */
async function sendKeys(desk: EntraDesk, tenant: string, response: ServerResponse): Promise<void> {
  desk.counts.keys += 1;
  const fault = desk.faults.take({ grant: 'keys', tenantId: desk.books.tenantId(tenant) ?? '' });
  if (fault === 'hang') return;
  if (fault === 'cut') {
    response.destroy();
    return;
  }
  if (typeof fault === 'object') await fault.until;
  else if (fault !== undefined) return sendJson(response, 503, { error: 'temporarily_unavailable' });
  sendJson(response, 200, await desk.signingKey().publicKeys());
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
