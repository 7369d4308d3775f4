import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createBotCredentials } from '../bot/bot-credentials.ts';
import { createConnectorClient } from '../bot/connector-client.ts';
import { Languages } from '../bot/languages.ts';
import { createPacedConnector } from '../bot/paced-connector.ts';
import { People } from '../bot/people.ts';
import { SendingPace } from '../bot/sending-pace.ts';
import { createTemplateCards } from '../bot/template-cards.ts';
import type { Config } from '../config.ts';
import { createTranslator } from '../i18n/translator.ts';
import { createObservation } from '../observation.ts';
import { tellingStore } from '../requests/telling-store.ts';
import { createChannelStore } from '../storage/channel-store.ts';
import { migrate, openDatabase } from '../storage/database.ts';
import { createLanguageStore } from '../storage/language-store.ts';
import { createOutboxStore } from '../storage/outbox-store.ts';
import { createPeopleStore } from '../storage/people-store.ts';
import { createRequestStore } from '../storage/request-store.ts';
import { createSeenActivityStore } from '../storage/seen-activity-store.ts';
import { createStateReader } from '../storage/state-reader.ts';
import type { Surroundings } from '../surroundings.ts';
import { appCredential } from './app-credential.ts';

export const CONNECTOR_TIMEOUT_MS = 8000;
export const ENTRA_TIMEOUT_MS = 10_000;

/** What the program is started with. */
export type AppParts = {
  readonly config: Config;
  readonly log: Logger;
  readonly surroundings: Surroundings;
  readonly clock?: () => Date;
  /** Keeps sends under Teams' limits; null where the other side has none. */
  readonly pace?: SendingPace | null;
  /** Waits between tries to reach somebody whose turn failed; tests wait for nothing. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
};

/** What everything else stands on: the database with its stores, texts, measures, and the way to Teams. */
export type Ground = Awaited<ReturnType<typeof layGround>>;

/** Opens the database, brings it up to date, and makes what everything else stands on. */
export async function layGround({ config, log, surroundings, ...parts }: AppParts) {
  const {
    clock = () => new Date(),
    pace = new SendingPace({ now: () => performance.now() }),
    sleep = setTimeout,
  } = parts;
  const database = openDatabase(config.database, {
    maxConnections: config.databaseConnections,
    onLostConnection: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  });
  await migrate(database);
  const translator = createTranslator();
  const cards = createTemplateCards();
  const languages = new Languages({ store: createLanguageStore(database, clock), translator });

  const observation = createObservation({ log, entraTimeoutMs: ENTRA_TIMEOUT_MS });
  const { connectorFetch } = observation;
  const credential = appCredential(config.credential);
  const credentials = createBotCredentials({
    appId: config.botAppId,
    tenantId: config.partnerTenantId,
    credential,
    fetch,
    networkClient: observation.botNetwork(surroundings.botNetworkClient),
    clock,
    log,
    timeoutMs: ENTRA_TIMEOUT_MS,
  });
  const directConnector = createConnectorClient({
    fetch: connectorFetch,
    credentials,
    allowedServiceHosts: surroundings.allowedServiceHosts,
    clock,
    timeoutMs: CONNECTOR_TIMEOUT_MS,
  });
  const connector = pace ? createPacedConnector(directConnector, pace) : directConnector;

  const peopleStore = createPeopleStore(database, clock);
  const state = createStateReader(database);
  const requestStore = tellingStore(
    createRequestStore(database, config.auditKeys),
    observation.onRequestWritten,
  );
  const seen = createSeenActivityStore(database);
  const channels = createChannelStore(database);
  const people = new People({
    store: peopleStore,
    channels,
    connector,
    partnerTenantId: config.partnerTenantId,
    clock,
    log,
  });
  return {
    config,
    log,
    clock,
    sleep,
    surroundings,
    database,
    translator,
    cards,
    languages,
    observation,
    credential,
    credentials,
    connector,
    connectorFetch,
    people,
    stores: {
      people: peopleStore,
      state,
      requests: requestStore,
      outbox: createOutboxStore(database),
      seen,
      channels,
    },
  };
}
