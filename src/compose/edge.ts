import { setTimeout as pause } from 'node:timers/promises';
import { v4 as uuid } from 'uuid';
import { BundleActions } from '../bot/bundle-actions.ts';
import { BundleView } from '../bot/bundle-view.ts';
import { isShownTo } from '../bot/card-copy-store.ts';
import { CardUpdates } from '../bot/card-updates.ts';
import { ChannelCommands } from '../bot/channel-commands.ts';
import { Commands } from '../bot/commands.ts';
import { DelegationCommands } from '../bot/delegation-commands.ts';
import { DirectoryCommands } from '../bot/directory-commands.ts';
import { DraftConversation } from '../bot/draft-conversation.ts';
import { DraftSending } from '../bot/draft-sending.ts';
import type { ExecutorHealth } from '../bot/executor-health.ts';
import { FailedTurns } from '../bot/failed-turns.ts';
import { checkLines } from '../bot/finding-lines.ts';
import { Installations } from '../bot/installations.ts';
import { readingLocale } from '../bot/languages.ts';
import { LastLists } from '../bot/last-lists.ts';
import { LicenseBot } from '../bot/license-bot.ts';
import { LinkCommand } from '../bot/link-command.ts';
import { ManyRequests } from '../bot/many-requests.ts';
import { NoticeDelivery } from '../bot/notice-delivery.ts';
import { createOutbox } from '../bot/outbox.ts';
import { PersonLimits } from '../bot/person-limits.ts';
import { createReplyConnector } from '../bot/reply-connector.ts';
import { RequestActions } from '../bot/request-actions.ts';
import { RequestListViews } from '../bot/request-list-views.ts';
import { RequestView } from '../bot/request-view.ts';
import { SharedTurns } from '../bot/shared-turns.ts';
import { SharedView } from '../bot/shared-view.ts';
import { SignInCards } from '../bot/sign-in-cards.ts';
import { createTeamsAdapter } from '../bot/teams-adapter.ts';
import { TurnQueue } from '../bot/turn-queue.ts';
import { LONGEST_WAIT_MS } from '../bot/turns.ts';
import { createDirectoryChoices } from '../dialogs/directory-choices.ts';
import { LicenseRequestDialog } from '../dialogs/license-request-dialog.ts';
import { BundleService } from '../requests/bundle-service.ts';
import type { PersonId } from '../requests/person.ts';
import { redraw } from '../requests/redraw-pending.ts';
import { RequestLists } from '../requests/request-lists.ts';
import { createBotStateStorage } from '../storage/bot-state-storage.ts';
import { createCardCopyStore } from '../storage/card-copy-store.ts';
import { isPostgres } from '../storage/database.ts';
import { readRoleRefusals } from '../storage/role-refusals.ts';
import { createTurnLeaseStore } from '../storage/turn-lease-store.ts';
import type { Core } from './core.ts';
import { CONNECTOR_TIMEOUT_MS, type Ground } from './ground.ts';
import type { Rules } from './rules.ts';

/** Makes what people meet in Teams (cards, words, drafts) and the outbox that tells them more. */
export function createEdge(ground: Ground, rules: Rules, core: Core) {
  const {
    config,
    log,
    clock,
    database,
    cards,
    languages,
    connector,
    observation,
    people,
    credentials,
    connectorFetch,
    surroundings,
    translator,
  } = ground;
  const { people: peopleStore, requests: requestStore, outbox: outboxStore, channels, seen } = ground.stores;
  const { policy, helpdesk, delegations } = rules;
  const { identity, directory, preflight, service, forgetTokens } = core;
  const { requesterTenants } = config;
  const { metrics } = observation;
  const health: ExecutorHealth = {
    of: async (person, customerId) => {
      const refusals = await readRoleRefusals(database, customerId);
      const objectId = person.objectId.toLowerCase();
      if (refusals.some(({ executor }) => executor === objectId)) return 'refused-before';
      return (await identity.tokens.isSignedIn(person)) ? 'signed-in' : 'sign-in-needed';
    },
  };
  const drawing = { cards, policy, people: peopleStore, health, clock };
  const view = new RequestView(drawing);
  const bundleView = new BundleView(drawing);
  const sharedView = new SharedView({ requests: requestStore, view, bundles: bundleView });
  const copies = createCardCopyStore(database);
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
    isShownTo: (person, requestId, message) => isShownTo(person, copies, { requestId, ...message }),
    redraw: async (request) => {
      await redraw(request, { policy, outbox: outboxStore });
      outbox.wake();
    },
  });
  const botState = createBotStateStorage(database, clock);
  const replies = createReplyConnector(connector);
  const many = new ManyRequests({ actions, bundles, service, limits });
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
    connector: replies,
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
  const sending = new DraftSending({ service, view: sharedView, limits, connector: replies, log });
  const dialog = new LicenseRequestDialog({
    cards,
    directory: choices,
    checks: {
      check: (change) => preflight.check(change),
      refusals: (members, person) => service.refusalsOf(members, person),
      lines: checkLines,
    },
    submit: (draft, turn) => sending.send(draft, turn),
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
        sleep: pause,
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
    connector: replies,
    failures: new FailedTurns({ connector, sleep: ground.sleep, log }),
    updates,
    cards,
    languages,
    clock,
    log,
  });
  const teams = createTeamsAdapter({
    appId: config.botAppId,
    allowedTenants: [config.partnerTenantId, ...requesterTenants.keys()],
    channel: surroundings.channel,
    credentials,
    fetch: connectorFetch,
    allowedServiceHosts: surroundings.allowedServiceHosts,
    clock,
    log,
    timeoutMs: CONNECTOR_TIMEOUT_MS,
    describeFailure: (locale, reference) => translator.for(locale)('error.unexpected', { reference }),
  });
  const onActivity = observation.observedTurns((request) =>
    teams.process(request, (context) => bot.handle(context)),
  );
  return { bot, outbox, onActivity };
}
