import { BundleView } from '../../src/bot/bundle-view.ts';
import type { LanguageStore } from '../../src/bot/language-store.ts';
import { Languages } from '../../src/bot/languages.ts';
import { NoticeDelivery } from '../../src/bot/notice-delivery.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import { createPacedConnector } from '../../src/bot/paced-connector.ts';
import { RequestView } from '../../src/bot/request-view.ts';
import { SendingPace } from '../../src/bot/sending-pace.ts';
import { SharedView } from '../../src/bot/shared-view.ts';
import { SignInCards } from '../../src/bot/sign-in-cards.ts';
import type { CardRenderer } from '../../src/dialogs/card-renderer.ts';
import { Fulfilment } from '../../src/fulfilment/fulfilment.ts';
import { createFulfilmentWorker } from '../../src/fulfilment/fulfilment-worker.ts';
import { LicenseReader } from '../../src/fulfilment/license-reader.ts';
import type { TextValues, Translator } from '../../src/i18n/translator.ts';
import { RequestService } from '../../src/requests/request-service.ts';
import { RequestWriter } from '../../src/requests/request-writer.ts';
import { ALL_SIGNED_IN } from '../support/all-signed-in.ts';
import type { Instance } from './instance.ts';
import { HELPDESK_CHANNEL } from './teams-model.ts';
import type { World } from './world.ts';

/** The parts of License Desk that a simulated person can reach. */
export type Program = { readonly instance: Instance; readonly service: RequestService };

/** Cards as data: what they show of a request is what is checked. */
const cards: CardRenderer = {
  render: (template, { id = null, revision = null, revisions = null }) => ({
    template,
    requestId: id,
    revision,
    revisions,
  }),
};

const text = Object.assign(
  (key: string, values: TextValues = {}) => (values['seq'] === undefined ? key : `${key} #${values['seq']}`),
  { language: 'en' },
);
const translator: Translator = { for: () => text };
const noLanguages: LanguageStore = {
  ofConversation: async () => undefined,
  chooseForConversation: async () => {},
  chooseForPerson: async () => {},
};

/** Starts the program's own code on what a world has: everything it calls is reached through the instance. */
export function startProgram(instance: Instance, world: World): Program {
  const { scheduler, random, ledger, checks, log } = world;
  // The clocks of two machines never agree quite.
  const skew = random.between(-1000, 1000);
  const clock = () => new Date(scheduler.now + skew);
  const requests = instance.reach(world.requests, 'store');
  const outboxStore = instance.reach(world.outbox, 'store');
  const people = instance.reach(world.database.people, 'store');
  const copies = instance.reach(world.database.copies, 'store');
  const channels = instance.reach(world.database.channels, 'store');
  const policy = instance.reach(world.policy);
  const tokens = instance.reach(world.tokens);
  const client = instance.reach(world.partnerCenter);
  const wake = () => {
    fulfilmentWorker.wake();
    outbox.wake();
  };
  const newId = () => world.newId();

  const service = new RequestService({
    store: requests,
    policy,
    preflight: instance.reach(world.preflight),
    reachability: instance.reach(world.reachability),
    clock,
    newRequestId: newId,
    onChange: wake,
  });
  const writer = new RequestWriter(requests, policy, wake);
  const fulfilment = new Fulfilment({
    store: requests,
    client,
    reader: new LicenseReader(client, tokens),
    writer,
    tokens,
    policy,
    reachability: instance.reach(world.reachability),
    preflight: instance.reach(world.preflight),
    seats: instance.reach(world.seats),
    clock,
    newId,
    random: random.number,
    log,
  });
  const fulfilmentWorker = createFulfilmentWorker({
    store: requests,
    fulfilment,
    writer,
    leases: world.hasLeases ? instance.reach(world.database.leases, 'store') : null,
    clock,
    log,
  });

  const pace = new SendingPace({ now: () => scheduler.now, wait: (ms) => scheduler.sleep(ms) });
  const connector = createPacedConnector(instance.reach(world.teams), pace);
  const languages = new Languages({ store: noLanguages, translator });
  const signInCards = new SignInCards({
    connector,
    people,
    copies,
    cards,
    signIns: { invite: async () => 'https://desk.example/auth/start?s=x' },
    languages,
    applicationIdUri: 'api://botid-simulated',
    newId,
  });
  const delivery = new NoticeDelivery({
    requests,
    outbox: outboxStore,
    connector,
    people,
    channels,
    copies,
    updates: { end: async () => {} },
    view: new SharedView({
      requests,
      view: new RequestView({ cards, policy, people, health: ALL_SIGNED_IN, clock }),
      bundles: new BundleView({ cards, policy, people, health: ALL_SIGNED_IN, clock }),
    }),
    cards,
    signInCards,
    languages,
    helpdeskChannel: async () => HELPDESK_CHANNEL,
  });
  const outbox = createOutbox({
    store: outboxStore,
    deliver: (notice) => delivery.deliver(notice),
    onMaybeTwice: (queued) => checks.deliveredTwicePerhaps(queued),
    clock,
    random: random.number,
    log,
  });
  ledger.note(`${instance.name} starts`);
  fulfilmentWorker.start();
  outbox.start();
  return { instance, service };
}
