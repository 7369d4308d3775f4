import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { v4 as uuid } from 'uuid';
import { createDirectory } from '../directory/create-directory.ts';
import type { ExecutorTokens } from '../fulfilment/executor-tokens.ts';
import { Fulfilment } from '../fulfilment/fulfilment.ts';
import { createFulfilmentWorker } from '../fulfilment/fulfilment-worker.ts';
import { LicenseReader } from '../fulfilment/license-reader.ts';
import { createIdentity, type Identity } from '../identity/identity.ts';
import { IdentityUnavailable } from '../identity/identity-unavailable.ts';
import { createMemoryVault } from '../identity/memory-vault.ts';
import { createTokenCipher, passingTokenKey } from '../identity/token-cipher.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createPartnerCenterClient } from '../partner-center/client.ts';
import { ChangePreflight } from '../requests/change-preflight.ts';
import { isSameSku } from '../requests/license-change.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import type { PersonId } from '../requests/person.ts';
import { newRequestId } from '../requests/request-id.ts';
import { RequestService } from '../requests/request-service.ts';
import { RequestWriter } from '../requests/request-writer.ts';
import { isPostgres } from '../storage/database.ts';
import { createDirectoryAccountStore } from '../storage/directory-account-store.ts';
import { createDirectoryStore } from '../storage/directory-store.ts';
import { createDirectorySyncStore } from '../storage/directory-sync-store.ts';
import { createExchangeStore } from '../storage/exchange-store.ts';
import { createRequestLeases } from '../storage/request-leases.ts';
import { createSignInStore } from '../storage/sign-in-store.ts';
import { createVaultStore } from '../storage/vault-store.ts';
import { ENTRA_TIMEOUT_MS, type Ground } from './ground.ts';
import type { Rules } from './rules.ts';

const PARTNER_CENTER_TIMEOUT_MS = 60_000;

/** Requests and what carries them out: the directory, sign-ins, the use cases, the worker. */
export type Core = ReturnType<typeof createCore>;

/** Makes the core; `wakeOutbox` has told what a change tells. */
export function createCore(ground: Ground, { policy }: Rules, wakeOutbox: () => void) {
  const { config, log, clock, surroundings, database, translator, observation, credential, people } = ground;
  const { requests: requestStore } = ground.stores;
  const { partnerTenantId } = config;
  const { metrics, partnerCenterFetch } = observation;
  const identity = createIdentity({
    clientId: config.botAppId,
    credential,
    partnerTenantId,
    publicUrl: config.publicUrl,
    network: observation.entraNetwork(surroundings.entra),
    signingKeys: surroundings.signingKeys,
    openerOrigin: surroundings.openerOrigin,
    teamsJs: surroundings.openerOrigin ? undefined : readTeamsJs(),
    vault: config.tokenKeys ? createVaultStore(database) : createMemoryVault(),
    signIns: createSignInStore(database),
    exchanges: createExchangeStore(database),
    directoryAccounts: createDirectoryAccountStore(database),
    cipher: createTokenCipher(config.tokenKeys ?? [passingTokenKey()]),
    translator,
    clock,
    newId: uuid,
    log,
    timeoutMs: ENTRA_TIMEOUT_MS,
    onSignedIn: async ({ person, purpose }) => {
      await service.resumeAfterSignIn(person);
      if (purpose.kind !== 'directory') return;
      log.info('the directory account is connected');
      await directory.sync.readNow();
    },
  });
  const forgetTokens = async (person: PersonId) => {
    await identity.forget(person);
  };

  const partnerCenter = createPartnerCenterClient({
    baseUrl: config.partnerCenterUrl,
    fetch: partnerCenterFetch,
    newId: uuid,
    application: 'License Desk',
    timeoutMs: PARTNER_CENTER_TIMEOUT_MS,
    log,
    clock,
  });
  const directory = createDirectory({
    client: partnerCenter,
    account: { acquire: () => readingToken(identity) },
    unknownSkuName: (id) => translator.for(null)('directory.unknownSku', { id: id.slice(0, 8) }),
    store: createDirectoryStore(database),
    syncStore: createDirectorySyncStore(database),
    newId: uuid,
    clock,
    log,
  });
  const preflight = new ChangePreflight({ facts: directory, requests: requestStore, clock });

  const onChange = ({ status, dueAt }: LicenseRequest) => {
    // What waited for its end is due now.
    if (isEnded(status)) fulfilmentWorker.wake();
    else fulfilmentWorker.wakeBy(dueAt);
    wakeOutbox();
  };
  const service = new RequestService({
    store: requestStore,
    policy,
    preflight,
    reachability: people,
    clock,
    newRequestId,
    onChange,
  });

  const tokens = executorTokens(identity, metrics);
  const writer = new RequestWriter(requestStore, policy, onChange);
  const fulfilment = new Fulfilment({
    store: requestStore,
    client: partnerCenter,
    reader: new LicenseReader(partnerCenter, tokens),
    writer,
    tokens,
    policy,
    reachability: people,
    preflight,
    seats: {
      free: async (customerId, skuId) => {
        const list = await directory.skus(customerId).catch(() => null);
        return list?.skus.find((sku) => isSameSku(sku, { id: skuId }))?.availableUnits ?? null;
      },
    },
    clock,
    newId: uuid,
    random: Math.random,
    log,
  });
  const fulfilmentWorker = createFulfilmentWorker({
    store: requestStore,
    fulfilment,
    writer,
    leases: isPostgres(database) ? createRequestLeases(database) : null,
    clock,
    log,
  });

  return { identity, directory, preflight, service, fulfilmentWorker, forgetTokens };
}

/** The directory account's token; that none can be had is the same to the directory as that none is connected. */
async function readingToken(identity: Identity) {
  try {
    return await identity.directory.acquire();
  } catch (error) {
    if (error instanceof IdentityUnavailable) return { kind: 'sign-in' } as const;
    throw error;
  }
}

function executorTokens(identity: Identity, metrics: Metrics): ExecutorTokens {
  return {
    async acquire(person, options) {
      try {
        const answer = await identity.tokens.acquire(person, options);
        metrics.executorToken(answer.kind);
        return answer;
      } catch (error) {
        if (!(error instanceof IdentityUnavailable)) throw error;
        metrics.executorToken('unavailable');
        return { kind: 'unavailable', code: error.code, isTransient: error.isTransient };
      }
    },
    async acquireForReading() {
      const answer = await readingToken(identity);
      return answer.kind === 'token' ? answer.accessToken : null;
    },
  };
}

/** Microsoft's TeamsJS, by which the end of a sign-in closes the pop-up that Teams opened. */
function readTeamsJs(): string {
  const path = createRequire(import.meta.url).resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js');
  return readFileSync(path, 'utf8');
}
