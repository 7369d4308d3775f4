import { pino } from 'pino';
import { v4 as uuid } from 'uuid';
import { appCredential } from '../compose/app-credential.ts';
import type { Config } from '../config.ts';
import { createTranslator } from '../i18n/translator.ts';
import { createIdentity } from '../identity/identity.ts';
import { createMemoryVault } from '../identity/memory-vault.ts';
import { createTokenCipher, passingTokenKey } from '../identity/token-cipher.ts';
import { createPartnerCenterClient } from '../partner-center/client.ts';
import { type PersonId, personKey } from '../requests/person.ts';
import { teamOf } from '../requests/policy-people.ts';
import { createChannelStore } from '../storage/channel-store.ts';
import type { Database } from '../storage/database.ts';
import { createDirectoryAccountStore } from '../storage/directory-account-store.ts';
import { createExchangeStore } from '../storage/exchange-store.ts';
import { createPeopleStore } from '../storage/people-store.ts';
import { readRoleRefusals } from '../storage/role-refusals.ts';
import { createSignInStore } from '../storage/sign-in-store.ts';
import { createVaultStore } from '../storage/vault-store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DirectoryAccountLook } from './check-directory-account.ts';
import type { PolicyLook } from './check-policy.ts';

const TIMEOUT_MS = 10_000;

/** What checks need beside the configuration. */
export type RoomParts = {
  readonly config: Config;
  readonly surroundings: Pick<Surroundings, 'entra'>;
  readonly fetch: typeof fetch;
  readonly clock: () => Date;
};

/** The directory account, as the running program would use it. */
export function directoryAccountLook(database: Database, parts: RoomParts): DirectoryAccountLook {
  const { config, surroundings, clock } = parts;
  const log = pino({ level: 'silent' });
  const directoryAccounts = createDirectoryAccountStore(database);
  const identity = createIdentity({
    clientId: config.botAppId,
    credential: appCredential(config.credential),
    partnerTenantId: config.partnerTenantId,
    publicUrl: config.publicUrl,
    network: surroundings.entra,
    vault: config.tokenKeys ? createVaultStore(database) : createMemoryVault(),
    signIns: createSignInStore(database),
    exchanges: createExchangeStore(database),
    directoryAccounts,
    cipher: createTokenCipher(config.tokenKeys ?? [passingTokenKey()]),
    translator: createTranslator(),
    clock,
    newId: uuid,
    log,
    onSignedIn: async () => {},
    timeoutMs: TIMEOUT_MS,
  });
  const client = createPartnerCenterClient({
    baseUrl: config.partnerCenterUrl,
    fetch: parts.fetch,
    newId: uuid,
    application: 'License Desk',
    timeoutMs: TIMEOUT_MS,
    readDeadlineMs: TIMEOUT_MS,
    log,
    clock,
  });
  return {
    acquire: () => identity.directory.acquire(),
    isConnected: async () => (await directoryAccounts.read()) !== undefined,
    client,
  };
}

/** The people and channels that License Desk has met. */
export function metPeople(
  database: Database,
  { config, clock }: Pick<RoomParts, 'config' | 'clock'>,
): Pick<PolicyLook, 'people' | 'knowsChannel' | 'roleRefusals'> {
  const store = createPeopleStore(database, clock);
  const channels = createChannelStore(database);
  const { partnerTenantId: tenantId } = config;
  return {
    people: {
      async find(reference) {
        const team = teamOf(reference);
        if (team) {
          const isKnown = (await channels.ofTeam(team)) !== undefined;
          return isKnown ? { key: reference, canBeWrittenTo: true, isTeam: true } : undefined;
        }
        const person: PersonId = { tenantId, objectId: reference };
        const known = reference.includes('@')
          ? await store.findByUpn(tenantId, reference)
          : await store.find(person);
        return known && { key: personKey(known), canBeWrittenTo: known.chat !== null, isTeam: false };
      },
    },
    knowsChannel: async (channelId) => (await channels.find(channelId)) !== undefined,
    roleRefusals: () => readRoleRefusals(database),
  };
}
