import { v4 as uuid } from 'uuid';
import { BundleActions } from '../../src/bot/bundle-actions.ts';
import { BundleView } from '../../src/bot/bundle-view.ts';
import { isShownTo } from '../../src/bot/card-copy-store.ts';
import { ChannelCommands } from '../../src/bot/channel-commands.ts';
import { DelegationCommands } from '../../src/bot/delegation-commands.ts';
import { Languages } from '../../src/bot/languages.ts';
import { LastLists } from '../../src/bot/last-lists.ts';
import { ManyRequests } from '../../src/bot/many-requests.ts';
import { NoticeDelivery } from '../../src/bot/notice-delivery.ts';
import { RequestActions } from '../../src/bot/request-actions.ts';
import { RequestListViews } from '../../src/bot/request-list-views.ts';
import { RequestView } from '../../src/bot/request-view.ts';
import { SharedView } from '../../src/bot/shared-view.ts';
import { SignInCards } from '../../src/bot/sign-in-cards.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { BundleService } from '../../src/requests/bundle-service.ts';
import { Delegations } from '../../src/requests/delegations.ts';
import { HelpdeskChannels } from '../../src/requests/helpdesk-channels.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { Notice, Recipient } from '../../src/requests/notice.ts';
import type { Person } from '../../src/requests/person.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { RequestLists } from '../../src/requests/request-lists.ts';
import { createBotStateStorage } from '../../src/storage/bot-state-storage.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createChannelChoiceStore } from '../../src/storage/channel-choice-store.ts';
import { createChannelStore } from '../../src/storage/channel-store.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createDelegationStore } from '../../src/storage/delegation-store.ts';
import { createLanguageStore } from '../../src/storage/language-store.ts';
import { createPeopleStore } from '../../src/storage/people-store.ts';
import { ALL_SIGNED_IN } from './all-signed-in.ts';
import { aLicenseRequest, aPlace, GRACE, KENJI, PARTNER_TENANT, SARAH } from './builders.ts';
import { FakeConnector } from './fake-connector.ts';
import { aRequestRig } from './request-rig.ts';
import { createStrictTranslator } from './strict-translator.ts';

export const HELPDESK = '19:helpdesk@thread.tacv2';

/** The Teams edge over a database in memory and a connector of the tests; everybody has installed the app. */
export async function aTeamsEdge() {
  const database = openDatabase(':memory:');
  await migrate(database);
  const rig = aRequestRig();
  const { store, policy, clock, service } = rig;
  const connector = new FakeConnector();
  const translator = createStrictTranslator();
  const cards = createTemplateCards();
  const people = createPeopleStore(database, clock.read);
  const channels = createChannelStore(database);
  const copies = createCardCopyStore(database);
  const languages = new Languages({ store: createLanguageStore(database, clock.read), translator });
  const view = new RequestView({ cards, policy, people, health: ALL_SIGNED_IN, clock: clock.read });
  const bundleView = new BundleView({ cards, policy, people, health: ALL_SIGNED_IN, clock: clock.read });
  const bundles = new BundleActions({
    bundles: new BundleService(service),
    view: bundleView,
    requestView: view,
  });
  /** Invitations that were made, as `person purpose claims`. */
  const invited: { readonly person: string; readonly kind: string; readonly claims: string | null }[] = [];
  const signIns = {
    invite: async (
      person: { readonly objectId: string },
      purpose: { readonly kind: string },
      { claims = null }: { readonly claims?: string | null },
    ) => {
      invited.push({ person: person.objectId, kind: purpose.kind, claims });
      return `https://desk.example.com/auth/start?s=${invited.length}`;
    },
  };
  const delegations = new Delegations({
    store: createDelegationStore(database),
    rules: () => parsePolicy('approval: { stages: [{ anyOf: [grace@partner.example] }] }'),
    people: { findPerson: async () => undefined },
    reachability: {
      unreachable: async (asked) => {
        const known = await Promise.all(asked.map((person) => people.find(person)));
        return asked.filter((_, index) => !known[index]?.chat);
      },
    },
    isApprover: (person) => policy.isApprover(person),
    partnerTenantId: PARTNER_TENANT,
    clock: clock.read,
    newId: uuid,
    onChange: () => {},
  });
  /** Ids of requests whose cards were drawn anew. */
  const redrawn: string[] = [];
  /** Notices that came to light while something else was told. */
  const added: Notice[] = [];
  const delivery = new NoticeDelivery({
    requests: store,
    outbox: { add: async (_request, notices) => void added.push(...notices) },
    connector,
    people,
    channels,
    copies,
    updates: { end: async () => {} },
    view: new SharedView({ requests: store, view, bundles: bundleView }),
    cards,
    signInCards: new SignInCards({
      connector,
      people,
      copies,
      cards,
      signIns,
      languages,
      applicationIdUri: 'api://botid-1',
      newId: () => 'exchange',
    }),
    languages,
    helpdeskChannel: async () => HELPDESK,
  });
  /** Has the card of a number stand in a channel's thread, as message `shared` there. */
  const standInThread = async (requestId: string) => {
    const place = aPlace('19:team;messageid=1');
    await copies.put({ requestId, lane: 'thread', place, activityId: 'shared' });
    return { conversationId: place.conversationId, cardId: 'shared' };
  };
  const meet = (person: Person, locale = 'en-GB') =>
    people.remember({
      ...person,
      teamsId: `29:${person.objectId}`,
      upn: `${person.objectId}@partner.example`,
      locale,
      chat: chatOf(person),
    });
  for (const person of [SARAH, GRACE, KENJI]) await meet(person);
  await channels.remember({
    channelId: HELPDESK,
    teamId: 'team',
    tenantId: PARTNER_TENANT,
    serviceUrl: aPlace('').serviceUrl,
  });

  const actions = new RequestActions({
    service,
    view,
    bundles,
    isShownTo: (person, requestId, message) => isShownTo(person, copies, { requestId, ...message }),
    redraw: async ({ id }) => void redrawn.push(id),
  });
  const many = new ManyRequests({ actions, bundles, service, limits: { allows: () => true } });

  return {
    ...rig,
    database,
    connector,
    cards,
    people,
    channels,
    copies,
    languages,
    view,
    signIns,
    invited,
    delegations,
    channelCommands: new ChannelCommands({
      helpdesk: new HelpdeskChannels({
        store: createChannelChoiceStore(database),
        rules: () => parsePolicy('approval: { stages: [{ anyOf: [grace@partner.example] }] }'),
        clock: clock.read,
      }),
      channels,
      directory: { searchCustomers: async () => [] },
      policy,
    }),
    delegationCommands: new DelegationCommands({ delegations, people, clock: clock.read }),
    added,
    delivery,
    standInThread,
    actions,
    many,
    bundles,
    bundleView,
    redrawn,
    lists: new RequestListViews({
      lists: new RequestLists({ store, policy }),
      policy,
      many,
      last: new LastLists(createBotStateStorage(database, clock.read)),
      cards,
      clock: clock.read,
    }),
    text: translator.for('en'),
    meet,
    put: (request: Partial<LicenseRequest> = {}) => store.put(aLicenseRequest(request)),
    /** Delivers the card of the request to a recipient. */
    card: (to: Recipient) => delivery.deliver({ kind: 'card', requestId: 'K7M2QX', to }),
    /** Delivers a line of the request to a recipient. */
    line: (to: Recipient, text: string, values: Extract<Notice, { kind: 'line' }>['values'] = {}) =>
      delivery.deliver({ kind: 'line', requestId: 'K7M2QX', to, text, values }),
    close: () => database.destroy(),
  };
}

/** A person's own chat with the bot. */
export function chatOf(person: Person) {
  return aPlace(`a:${person.name.split(' ')[0]?.toLowerCase()}`);
}
