import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INetworkModule } from '@azure/msal-node';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { v4 as uuid } from 'uuid';
import { postAuditHead } from './bot/audit-head-message.ts';
import { createBotCredentials } from './bot/bot-credentials.ts';
import { BundleActions } from './bot/bundle-actions.ts';
import { BundleView } from './bot/bundle-view.ts';
import { CardUpdates } from './bot/card-updates.ts';
import { ChannelCommands } from './bot/channel-commands.ts';
import { Commands } from './bot/commands.ts';
import { createConnectorClient } from './bot/connector-client.ts';
import { DelegationCommands } from './bot/delegation-commands.ts';
import { DirectoryCommands } from './bot/directory-commands.ts';
import { DraftConversation } from './bot/draft-conversation.ts';
import { checkLines } from './bot/finding-lines.ts';
import { Installations } from './bot/installations.ts';
import { Languages, readingLocale } from './bot/languages.ts';
import { LastLists } from './bot/last-lists.ts';
import { LicenseBot } from './bot/license-bot.ts';
import { LinkCommand } from './bot/link-command.ts';
import { ManyRequests } from './bot/many-requests.ts';
import { NoticeDelivery } from './bot/notice-delivery.ts';
import { OperatorWatch } from './bot/operator-watch.ts';
import { createOutbox } from './bot/outbox.ts';
import { createPacedConnector } from './bot/paced-connector.ts';
import { People } from './bot/people.ts';
import { PersonLimits } from './bot/person-limits.ts';
import { tellPolicyFault } from './bot/policy-fault-message.ts';
import { RequestActions } from './bot/request-actions.ts';
import { RequestListViews } from './bot/request-list-views.ts';
import { RequestView } from './bot/request-view.ts';
import { SendingPace } from './bot/sending-pace.ts';
import { type AllowedServiceHosts, isTeamsServiceUrl } from './bot/service-url.ts';
import { SharedTurns } from './bot/shared-turns.ts';
import { SharedView } from './bot/shared-view.ts';
import { SignInCards } from './bot/sign-in-cards.ts';
import { createTeamsAdapter } from './bot/teams-adapter.ts';
import { createTemplateCards } from './bot/template-cards.ts';
import { threadOf } from './bot/thread-reference.ts';
import { TurnQueue } from './bot/turn-queue.ts';
import { LONGEST_WAIT_MS } from './bot/turns.ts';
import type { Config, RegistrationCredential } from './config.ts';
import { createDirectoryChoices } from './dialogs/directory-choices.ts';
import { membersOf } from './dialogs/draft-members.ts';
import { LicenseRequestDialog } from './dialogs/license-request-dialog.ts';
import { createDirectory } from './directory/create-directory.ts';
import type { ExecutorTokens } from './fulfilment/executor-tokens.ts';
import { Fulfilment } from './fulfilment/fulfilment.ts';
import { createFulfilmentWorker } from './fulfilment/fulfilment-worker.ts';
import { LicenseReader } from './fulfilment/license-reader.ts';
import { RequestWriter } from './fulfilment/request-writer.ts';
import { createHealth } from './health.ts';
import { titleOf } from './i18n/change-title.ts';
import { createTranslator } from './i18n/translator.ts';
import { daysLeft, daysToWarnOf } from './identity/app-certificate.ts';
import type { AppCredential } from './identity/app-credential.ts';
import { createIdentity, type EntraNetwork, type Identity } from './identity/identity.ts';
import { IdentityUnavailable } from './identity/identity-unavailable.ts';
import { createMemoryVault } from './identity/memory-vault.ts';
import { createTokenCipher, passingTokenKey } from './identity/token-cipher.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createMetricsServer } from './metrics/metrics-server.ts';
import { addStateGauges } from './metrics/state-gauges.ts';
import { createObservation } from './observation.ts';
import { createPartnerCenterClient } from './partner-center/client.ts';
import { createAuditHeadPost } from './requests/audit-head-post.ts';
import { cardSubjectOf } from './requests/bundle.ts';
import { BundleService } from './requests/bundle-service.ts';
import { ChangePreflight } from './requests/change-preflight.ts';
import { createDelegationWatch } from './requests/delegation-watch.ts';
import { Delegations } from './requests/delegations.ts';
import { RequestError } from './requests/errors.ts';
import { FilePolicy } from './requests/file-policy.ts';
import { HelpdeskChannels } from './requests/helpdesk-channels.ts';
import { isSameSku } from './requests/license-change.ts';
import { isEnded, REQUEST_STATUSES } from './requests/license-request.ts';
import type { PersonId } from './requests/person.ts';
import { parsePolicy } from './requests/policy-file.ts';
import { policyFindings } from './requests/policy-findings.ts';
import { PolicyKeeper } from './requests/policy-keeper.ts';
import { redraw, redrawPending, setClocks } from './requests/redraw-pending.ts';
import { newRequestId } from './requests/request-id.ts';
import { RequestLists } from './requests/request-lists.ts';
import { RequestService } from './requests/request-service.ts';
import { tellingStore } from './requests/telling-store.ts';
import { settlesWithin } from './running-work.ts';
import { createServer } from './server.ts';
import { createAuditHeadSchedule } from './storage/audit-store.ts';
import { createBotStateStorage } from './storage/bot-state-storage.ts';
import { createCardCopyStore } from './storage/card-copy-store.ts';
import { createChannelChoiceStore } from './storage/channel-choice-store.ts';
import { createChannelStore } from './storage/channel-store.ts';
import { isPostgres, migrate, openDatabase } from './storage/database.ts';
import { createDelegationStore } from './storage/delegation-store.ts';
import { createDirectoryAccountStore } from './storage/directory-account-store.ts';
import { createDirectoryStore } from './storage/directory-store.ts';
import { createDirectorySyncStore } from './storage/directory-sync-store.ts';
import { createExchangeStore } from './storage/exchange-store.ts';
import { createLanguageStore } from './storage/language-store.ts';
import { createOutboxStore } from './storage/outbox-store.ts';
import { createPeopleStore } from './storage/people-store.ts';
import { createRequestLeases } from './storage/request-leases.ts';
import { createRequestStore } from './storage/request-store.ts';
import { readRoleRefusals } from './storage/role-refusals.ts';
import { createSeenActivityStore } from './storage/seen-activity-store.ts';
import { createSignInStore } from './storage/sign-in-store.ts';
import { createStateReader } from './storage/state-reader.ts';
import { createTurnLeaseStore } from './storage/turn-lease-store.ts';
import { createVaultStore } from './storage/vault-store.ts';

const CONNECTOR_TIMEOUT_MS = 8000;
const ENTRA_TIMEOUT_MS = 10_000;
const PARTNER_CENTER_TIMEOUT_MS = 60_000;
const TEND_EVERY_MS = 60_000;
const DATABASE_CLOSING_MS = 2000;

/** Where the remote parties are. Production knows only Microsoft's; the sandbox puts its emulators here. */
export type Surroundings = {
  readonly channel: { readonly openIdMetadataUrl: string; readonly issuer: string };
  readonly allowedServiceHosts: AllowedServiceHosts;
  readonly entra?: EntraNetwork;
  readonly botNetworkClient?: INetworkModule;
  readonly signingKeys?: JWTVerifyGetKey;
  /** Origin of the page that opens sign-in pop-ups. */
  readonly openerOrigin?: string;
};

/** Microsoft's public cloud. */
export const MICROSOFT: Surroundings = {
  channel: {
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
  },
  allowedServiceHosts: isTeamsServiceUrl,
};

export type AppParts = {
  readonly config: Config;
  readonly log: Logger;
  readonly surroundings: Surroundings;
  readonly clock?: () => Date;
  /** Keeps sends under Teams' limits; null where the other side has none. */
  readonly pace?: SendingPace | null;
};

/** The running program. */
export interface App {
  /** The port in use once started. */
  readonly port: number;
  /** The port of the metrics once started; 0 where they are off. */
  readonly metricsPort: number;
  /** Starts to listen and takes up what an earlier run left. */
  start(): Promise<void>;
  /** Says from now on that it is not ready, and goes on serving. */
  drain(): void;
  /**
   * Stops taking requests, finishes what is under way and closes the database, within `deadlineMs`. Resolves to whether
   * everything was finished; what was not is taken up by the next start, or by another instance.
   */
  stop(options?: { readonly deadlineMs: number }): Promise<boolean>;
  /** What is done every minute: sign-ins are retold, operators are told what only they can mend. */
  tend(): Promise<void>;
  /** Resolves when nothing is under way and nothing is due. */
  idle(): Promise<void>;
}

/** Puts the program together: the one place that knows every room. Throws `PolicyFileError`. */
export async function createApp({ config, log, surroundings, ...parts }: AppParts): Promise<App> {
  const { clock = () => new Date(), pace = new SendingPace({ now: () => performance.now() }) } = parts;
  const policyKeeper = new PolicyKeeper({
    read: () => readFile(config.policyFile, 'utf8'),
    rules: parsePolicy(readFileSync(config.policyFile, 'utf8')),
    onChanged: async () => {
      await redrawPending(requestStore, { policy, outbox: outboxStore });
      await setClocks({ store: requestStore, policy, clock });
      wake();
      delegationWatch.wake();
      await logPolicyFindings();
    },
    onFault: (fault) =>
      tellPolicyFault(fault, {
        connector,
        channels,
        people: peopleStore,
        operators: () => policy.operators(),
        helpdeskChannel,
        translator,
        log,
      }),
    log,
  });
  const logPolicyFindings = async () => {
    const findings = await policyFindings(policyKeeper.rules, {
      people,
      reachability: people,
      roleRefusals: () => readRoleRefusals(database),
    });
    for (const finding of findings) log.warn(finding, 'the policy lacks people');
  };
  const database = openDatabase(config.database, {
    maxConnections: config.databaseConnections,
    onLostConnection: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  });
  await migrate(database);
  const translator = createTranslator();
  const cards = createTemplateCards();
  const languages = new Languages({ store: createLanguageStore(database, clock), translator });

  const observation = createObservation({ log, entraTimeoutMs: ENTRA_TIMEOUT_MS });
  const { metrics, partnerCenterFetch, connectorFetch } = observation;
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
  const { allowedServiceHosts, channel } = surroundings;
  const directConnector = createConnectorClient({
    fetch: connectorFetch,
    credentials,
    allowedServiceHosts,
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
  const { partnerTenantId, requesterTenants } = config;
  const people = new People({ store: peopleStore, channels, connector, partnerTenantId, clock, log });
  const policy = new FilePolicy({
    rules: () => policyKeeper.rules,
    people,
    delegations: () => delegations.inForce(),
    partnerTenantId,
    requesterTenants,
  });

  const wake = () => {
    fulfilmentWorker.wake();
    outbox.wake();
  };

  const helpdesk = new HelpdeskChannels({
    store: createChannelChoiceStore(database, config.auditKeys),
    rules: () => policyKeeper.rules,
    clock,
  });
  const delegationStore = createDelegationStore(database, config.auditKeys);
  const delegations = new Delegations({
    store: delegationStore,
    rules: () => policyKeeper.rules,
    people,
    reachability: people,
    isApprover: (person) => policy.isApprover(person),
    partnerTenantId,
    clock,
    newId: uuid,
    onChange: () => {
      delegationWatch.wake();
      outbox.wake();
    },
  });
  const delegationWatch = createDelegationWatch({
    delegations,
    store: delegationStore,
    redraw: async () => {
      await redrawPending(requestStore, { policy, outbox: outboxStore });
      outbox.wake();
    },
    clock,
    log,
  });

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

  const service = new RequestService({
    store: requestStore,
    policy,
    preflight,
    reachability: people,
    clock,
    newRequestId,
    onChange: wake,
  });

  const tokens = executorTokens(identity, metrics);
  const writer = new RequestWriter(requestStore, policy, wake);
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

  const view = new RequestView({
    cards,
    policy,
    people: peopleStore,
    health: {
      of: async (person, customerId) => {
        const refusals = await readRoleRefusals(database, customerId);
        const objectId = person.objectId.toLowerCase();
        if (refusals.some(({ executor }) => executor === objectId)) return 'refused-before';
        return (await identity.tokens.isSignedIn(person)) ? 'signed-in' : 'sign-in-needed';
      },
    },
    clock,
  });
  const bundleView = new BundleView({ cards, policy, people: peopleStore });
  const sharedView = new SharedView({ requests: requestStore, view, bundles: bundleView });
  const copies = createCardCopyStore(database);
  const outboxStore = createOutboxStore(database);
  const updates = new CardUpdates(connector, log);
  const delivery = new NoticeDelivery({
    requests: requestStore,
    outbox: outboxStore,
    connector,
    people: peopleStore,
    channels,
    copies,
    view: sharedView,
    updates,
    cards,
    signInCards: new SignInCards({
      connector,
      people: peopleStore,
      copies,
      cards,
      signIns: identity.signIns,
      languages,
      applicationIdUri: `api://botid-${config.botAppId}`,
      newId: uuid,
    }),
    languages,
    helpdeskChannel: (customerId) => helpdesk.channelFor(customerId),
  });
  const outbox = createOutbox({
    store: outboxStore,
    deliver: observation.observedDelivery((notice) => delivery.deliver(notice)),
    onMaybeTwice: ({ notice }) => metrics.delivery(notice.kind, 'repeated'),
    clock,
    random: Math.random,
    log,
  });

  const limits = new PersonLimits({
    now: () => performance.now(),
    onLimit: (action) => metrics.limited(action),
  });
  const bundles = new BundleActions({
    bundles: new BundleService(service),
    view: bundleView,
    requestView: view,
  });
  const actions = new RequestActions({
    service,
    view,
    bundles,
    redraw: async (request) => {
      await redraw(request, { policy, outbox: outboxStore });
      outbox.wake();
    },
  });
  const botState = createBotStateStorage(database, clock);
  const many = new ManyRequests({ actions, service, limits });
  const lists = new RequestListViews({
    lists: new RequestLists({ store: requestStore, policy }),
    policy,
    many,
    last: new LastLists(botState),
    cards,
    clock,
  });
  const choices = createDirectoryChoices({
    directory,
    policy,
    requesterTenants,
    upnOf: async (person) => (await peopleStore.find(person))?.upn ?? null,
  });
  const commands = new Commands({
    actions,
    bundles,
    lists,
    many,
    view,
    cards,
    connector,
    policy,
    directory: new DirectoryCommands({ directory, sync: directory.sync, policy, limits, cards }),
    links: new LinkCommand({ botAppId: config.botAppId, directory: choices, policy }),
    channels: new ChannelCommands({ helpdesk, channels, directory, policy }),
    delegations: new DelegationCommands({ delegations, people: peopleStore, clock }),
    languages,
    signIns: identity.signIns,
    limits,
    forgetTokens,
    clock,
  });
  const dialog = new LicenseRequestDialog({
    cards,
    directory: choices,
    checks: {
      check: (change) => preflight.check(change),
      refusals: (members, person) => service.refusalsOf(members, person),
      lines: checkLines,
    },
    submit: async (draft, turn) => {
      const { place, isPersonal, person, locale, text } = turn;
      const thread = threadOf({ place, isPersonal, cardId: draft.cardId });
      const reason = draft.reason ?? '';
      if (!limits.allows(person, 'submit')) throw new RequestError('too-often');
      const about = { reason, follows: draft.follows, requester: person, thread, locale };
      const [only, ...others] = membersOf(draft);
      if (!only) throw new RequestError('empty-change');
      const made =
        others.length === 0
          ? [await service.submit({ ...about, change: only.change })]
          : await service.submitBundle({ ...about, members: [only, ...others] });
      const [request] = made;
      if (!request) throw new Error('a draft came to no request');
      if (!turn.press) {
        const line = text('reply.submitted', {
          id: cardSubjectOf(request),
          title: titleOf(request.change, text),
        });
        await connector.send(place, { type: 'message', textFormat: 'markdown', text: line });
      }
      return sharedView.forPerson(request, { person, text });
    },
  });
  const offerSignIn = async (person: PersonId, { isSilentFirst }: { readonly isSilentFirst: boolean }) => {
    const waiting = await requestStore.list({ executor: person, statuses: ['awaiting_sign_in'], limit: 5 });
    for (const { id: requestId } of waiting) {
      const to = { kind: 'person', person } as const;
      await delivery.deliver({ kind: 'sign-in', requestId, to, claims: null, isSilentFirst });
    }
  };
  const turns = isPostgres(database)
    ? new SharedTurns({
        store: createTurnLeaseStore(database),
        newId: uuid,
        clock,
        sleep,
        longestWaitMs: LONGEST_WAIT_MS,
        log,
      })
    : new TurnQueue(LONGEST_WAIT_MS);
  const bot = new LicenseBot({
    turns,
    actions,
    lists,
    commands,
    drafts: new DraftConversation({ storage: botState, dialog, newId: uuid }),
    installations: new Installations({
      people,
      peopleStore,
      channels,
      connector,
      seen,
      welcome: async (speaker) => {
        const known = await peopleStore.find(speaker.person);
        const text = languages.forReader(readingLocale(known, speaker.locale));
        await commands.welcome(speaker, text);
      },
      offerSignIn: (person) => offerSignIn(person, { isSilentFirst: true }),
      forgetTokens,
      clock,
      log,
    }),
    people,
    peopleStore,
    directory: choices,
    sso: identity.sso,
    limits,
    offerSignInButton: (person) => offerSignIn(person, { isSilentFirst: false }),
    seen,
    connector,
    updates,
    cards,
    languages,
    clock,
    log,
  });
  const teams = createTeamsAdapter({
    appId: config.botAppId,
    allowedTenants: [partnerTenantId, ...requesterTenants.keys()],
    channel,
    credentials,
    fetch: connectorFetch,
    allowedServiceHosts,
    clock,
    log,
    timeoutMs: CONNECTOR_TIMEOUT_MS,
    describeFailure: (locale, reference) => translator.for(locale)('error.unexpected', { reference }),
  });
  let isDraining = false;
  const server = createServer({
    onActivity: observation.observedTurns((request) =>
      teams.process(request, (context) => bot.handle(context)),
    ),
    pages: identity.pages,
    health: createHealth({
      isDraining: () => isDraining,
      state,
      workers: () => ({ fulfilment: fulfilmentWorker.lookedAt, outbox: outbox.lookedAt }),
      clock,
    }),
    log,
    clock,
  });
  addStateGauges(metrics.registry, {
    state,
    openStatuses: REQUEST_STATUSES.filter((status) => !isEnded(status)),
    directoryAccount: async () => (await identity.directory.health()).state,
    certificateDays: () => certificateDays(config.credential, clock()),
    clock,
  });
  const metricsServer = createMetricsServer(metrics.registry, log);
  const helpdeskChannel = () => helpdesk.general();
  const auditHeadPost = createAuditHeadPost({
    schedule: createAuditHeadSchedule(database),
    post: (head) => postAuditHead(head, { connector, channels, helpdeskChannel, languages }),
    clock,
    log,
  });

  const operatorWatch = new OperatorWatch({
    directoryHealth: () => identity.directory.health(),
    certificateDaysLeft: (now) =>
      config.credential.kind === 'certificate' ? daysToWarnOf(config.credential.endsAt, now) : null,
    operators: () => policy.operators(),
    people: peopleStore,
    connector,
    translator,
    told: seen,
    clock,
    log,
  });
  const tend = async () => {
    try {
      await identity.tend();
      await operatorWatch.look();
    } catch (error) {
      log.error({ err: error }, 'tending failed');
    }
  };

  let tending: NodeJS.Timeout | undefined;
  let stopping: Promise<boolean> | undefined;
  const stopWithin = async (deadlineMs: number) => {
    isDraining = true;
    clearInterval(tending);
    await policyKeeper.stop();
    const deadline = performance.now() + deadlineMs;
    const withinDeadline = (work: Promise<unknown>) =>
      settlesWithin(Math.max(deadline - performance.now(), 0), work);
    const isServed = await server.close({ deadlineMs: deadlineMs / 2 });
    const isCarriedOut = await withinDeadline(
      bot.idle().then(() => Promise.all([fulfilmentWorker.stop(), delegationWatch.stop()])),
    );
    const isTold = await withinDeadline(Promise.all([outbox.stop(), auditHeadPost.stop()]));
    const isRead = await withinDeadline(directory.sync.stop().then(() => directory.idle()));
    await metricsServer.close();
    await settlesWithin(DATABASE_CLOSING_MS, database.destroy());
    return isServed && isCarriedOut && isTold && isRead;
  };
  return {
    get port() {
      return server.port;
    },
    get metricsPort() {
      return metricsServer.port;
    },
    async start() {
      await identity.tend();
      // The rules may be others than at the last stop.
      await setClocks({ store: requestStore, policy, clock });
      fulfilmentWorker.start();
      delegationWatch.start();
      outbox.start();
      auditHeadPost.start();
      policyKeeper.start();
      await logPolicyFindings();
      directory.sync.start();
      tending = setInterval(() => void tend(), TEND_EVERY_MS);
      tending.unref();
      if (config.metrics) await metricsServer.listen(config.metrics.port, config.metrics.host);
      await server.listen(config.port, config.host);
    },
    drain() {
      isDraining = true;
    },
    stop({ deadlineMs } = { deadlineMs: 10_000 }) {
      stopping ??= stopWithin(deadlineMs);
      return stopping;
    },
    tend,
    async idle() {
      await policyKeeper.look();
      // What fell due since the workers went to sleep is taken up first.
      wake();
      delegationWatch.wake();
      auditHeadPost.wake();
      // Each may give the others something to do.
      do {
        await bot.idle();
        await directory.idle();
        await delegationWatch.idle();
        await fulfilmentWorker.idle();
        await outbox.idle();
        await auditHeadPost.idle();
      } while (bot.isBusy || fulfilmentWorker.isBusy || outbox.isBusy);
    },
  };
}

/** The credential of the configuration as the rooms take it. */
export function appCredential(credential: RegistrationCredential): AppCredential {
  switch (credential.kind) {
    case 'secrets':
      return { secrets: credential.secrets };
    case 'certificate':
      return { certificate: credential.certificate };
    case 'federated':
      return { assertion: async () => readFileSync(credential.tokenFile, 'utf8').trim() };
  }
}

/** Whole days until our certificate ends; null where there is none. */
function certificateDays(credential: RegistrationCredential, now: Date): number | null {
  return credential.kind === 'certificate' ? daysLeft(credential.endsAt, now) : null;
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
