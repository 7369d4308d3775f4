import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet } from 'jose';
import { pino } from 'pino';
import { createTranslator } from '../../src/i18n/translator.ts';
import { createIdentity, type IdentityDeps } from '../../src/identity/identity.ts';
import type { SignedIn } from '../../src/identity/sign-ins.ts';
import { createTokenCipher, parseTokenKeys } from '../../src/identity/token-cipher.ts';
import type { PersonId } from '../../src/requests/person.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryAccountStore } from '../../src/storage/directory-account-store.ts';
import { createExchangeStore } from '../../src/storage/exchange-store.ts';
import { createSignInStore } from '../../src/storage/sign-in-store.ts';
import { createVaultStore } from '../../src/storage/vault-store.ts';
import { type EntraUser, startEntraDouble } from './entra-double.ts';

export const PARTNER_TENANT = '11111111-1111-4111-8111-111111111111';
export const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';
export const CLIENT_ID = '33333333-3333-4333-8333-333333333333';
export const SECRET = 'the-client-secret-of-the-tests';

export const ada: EntraUser = {
  oid: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  tid: PARTNER_TENANT,
  upn: 'ada@fabrikam.example',
};
export const bob: EntraUser = {
  oid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
  tid: PARTNER_TENANT,
  upn: 'bob@fabrikam.example',
};
/** Ada's object id in a tenant that is not the partner's. */
export const foreignAda: EntraUser = { ...ada, tid: OTHER_TENANT };

export const idOf = (user: EntraUser): PersonId => ({ tenantId: user.tid, objectId: user.oid });

/** One key of the ring, as `TOKEN_KEYS` spells it. */
export const tokenKey = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

/** The identity room over a real database, the Entra double and a real HTTP server with its pages. */
export async function startIdentityRig(options: { timeoutMs?: number; keys?: string } = {}) {
  const entra = await startEntraDouble({ clientId: CLIENT_ID, secret: SECRET });
  const database = openDatabase(':memory:');
  await migrate(database);
  const logLines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  const told: SignedIn[] = [];
  const clock = { now: new Date() };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const timeoutMs = options.timeoutMs ?? 5000;

  const deps: IdentityDeps = {
    clientId: CLIENT_ID,
    credential: { secret: SECRET },
    partnerTenantId: PARTNER_TENANT,
    publicUrl,
    network: { networkClient: entra.networkClient(timeoutMs), browserUrl: entra.browserUrl },
    signingKeys: createLocalJWKSet(entra.jwks),
    openerOrigin: 'http://127.0.0.1:1',
    vault: createVaultStore(database),
    signIns: createSignInStore(database),
    exchanges: createExchangeStore(database),
    directoryAccounts: createDirectoryAccountStore(database),
    cipher: createTokenCipher(parseTokenKeys(options.keys ?? tokenKey('k1', 1))),
    translator: createTranslator(),
    clock: () => clock.now,
    newId: randomUUID,
    log,
    onSignedIn: async (event) => void told.push(event),
    timeoutMs,
  };
  const identity = createIdentity(deps);
  const served: string[] = [];

  server.on('request', async (request, response) => {
    const url = new URL(request.url ?? '/', publicUrl);
    const answer = await identity.pages.handle({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      cookies: parseCookies(request.headers.cookie ?? ''),
      acceptLanguage: request.headers['accept-language'] ?? null,
    });
    served.push(answer.body, JSON.stringify({ ...answer.headers, Location: '' }));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });

  return {
    entra,
    database,
    identity,
    deps,
    clock,
    told,
    logLines,
    /** Bodies and headers that browsers got, except redirect addresses. */
    served,
    publicUrl,
    /** A second instance of the program over the same database. */
    secondInstance: (change: Partial<IdentityDeps> = {}) => createIdentity({ ...deps, ...change }),
    later: (minutes: number) => new Date(clock.now.getTime() + minutes * 60_000).toISOString(),
    pass(minutes: number): void {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
    async stop(): Promise<void> {
      await entra.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.destroy();
    },
  };
}

/** The rig, started. */
export type IdentityRig = Awaited<ReturnType<typeof startIdentityRig>>;

function parseCookies(header: string): Record<string, string> {
  const pairs = header.split('; ').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
