import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import { readAuditKeys } from '../../src/audit-keys.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Chat, type PressAnswer, TeamsClientError } from '../../src/sandbox/teams/teams-client.ts';
import { personOf, type World } from '../../src/sandbox/world.ts';
import { createAuditStore } from '../../src/storage/audit-store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { viewMessageCard } from '../support/card-view.ts';
import { askerOf, crowdedWorld, upnOf } from '../support/crowded-world.ts';
import { type DeskProcess, type Dispatch, type Fleet, inTurn, startFleet } from '../support/desk-fleet.ts';
import { describeOnPostgres, newPostgresDatabase } from '../support/postgres.ts';
import { headerOf, linesIn, newestWith, requestIdIn } from '../support/story-readers.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';
import { until, untilNoneLeft } from '../support/until.ts';

const REQUESTS = 200;
const AT_ONCE = 8;
const ASKERS = Array.from({ length: 10 }, (_, number) => askerOf(number));
const APPROVERS = ['grace', 'kenji'] as const;
/** Nothing here depends on speed: what goes on may take its time, what stands still fails. */
const LONG = 15 * 60_000;
const PATIENCE = 60_000;

describeOnPostgres('two instances on one database', () => {
  let folder: string;
  let sandbox: Sandbox;
  let fleet: Fleet;
  let instances: readonly DeskProcess[];
  let database: Database;
  let world: World;
  const requests: { readonly id: string; readonly requester: string }[] = [];

  before(async function start() {
    this.timeout(LONG);
    folder = makeThrowAwayFolder('instances');
    world = crowdedWorld(createWorld(), { users: REQUESTS, askers: ASKERS.length });
    const address = await newPostgresDatabase();
    sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
      world,
      environment: { DATABASE_URL: address },
      teams: { answerLimitMs: PATIENCE },
      hasSingleSignOn: true,
      hasSendingLimits: false,
    });
    fleet = await startFleet(sandbox, crossing(world));
    instances = await Promise.all([fleet.start(), fleet.start()]);
    database = openDatabase(address, { readOnly: true });
  });

  after(async function stop() {
    this.timeout(LONG);
    await fleet.stop();
    await sandbox.stop();
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  const chat = (key: string) => sandbox.teams.client(key).personalChat();
  const textFor = (key: string) => createTranslator().for(personOf(world, key).locale);
  const rows = async (table: 'requests' | 'outbox', status?: string) => {
    const all = database.selectFrom(table).select((row) => row.fn.countAll().as('count'));
    const { count } = await (status ? all.where('status', '=', status) : all).executeTakeFirstOrThrow();
    return Number(count);
  };
  const lacking = (key: string) => {
    const cards = cardsIn(chat(key));
    return requests.filter(({ id }) => !cards.includes(id)).length;
  };

  it('take requests of the same conversations in turn', async function ask() {
    this.timeout(LONG);
    const ask = async (requester: string, first: number) => {
      for (let number = first; number < REQUESTS; number += ASKERS.length) {
        await chat(requester).say(`Visio Plan 2 for ${upnOf(number)} because of plan ${number}`);
        const id = requestIdIn(await chat(requester).press('latest', 'draft.submit'));
        requests.push({ id, requester });
      }
    };
    await Promise.all(ASKERS.map(ask));
    assert.equal(new Set(requests.map(({ id }) => id)).size, REQUESTS);
    await untilNoneLeft('every approver has every card', () =>
      APPROVERS.reduce((sum, key) => sum + lacking(key), 0),
    );
  });

  it('carry out each request once, though two approvers approve it at the same moment through both', async function approve() {
    this.timeout(LONG);
    let isBusy = 0;
    const press = async (key: string, id: string): Promise<void> => {
      const busy = textFor(key)('error.busy');
      for (;;) {
        const answer = await pressApprove(chat(key), id);
        if (answer?.text !== busy) {
          assert(!answer || answer.kind === 'card', `${key} sees how ${id} stands: ${answer?.text}`);
          return;
        }
        isBusy += 1;
      }
    };
    const left = requests.map(({ id }) => id);
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const request = id;
        await Promise.all(APPROVERS.map((key) => press(key, request)));
      }
    };
    const sent: (string | undefined)[] = [];
    const stopListening = sandbox.partnerCenter.onExchange((exchange) => {
      if (exchange.path.endsWith('/licenseupdates')) sent.push(headerOf(exchange, 'ms-requestid'));
    });
    const before = instances.map((instance) => instance.activities());
    const since = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await untilNoneLeft(
      'all are carried out',
      async () => REQUESTS - (await rows('requests', 'completed')),
      2 * PATIENCE,
    );
    const seconds = (performance.now() - since) / 1000;
    stopListening();

    const updates = sandbox.partnerCenter.switches.effectiveUpdates();
    const users = new Set(updates.map(({ userId }) => userId));
    const presses = instances.map((instance, index) => instance.activities() - (before[index] ?? 0));
    console.log(
      `      ${REQUESTS} requests, ${REQUESTS * 2} presses of approve (${isBusy} more were asked to wait): ` +
        `${sent.length} calls, ${updates.length} effective updates for ${users.size} users ` +
        `in ${seconds.toFixed(1)} s; presses by instance: ${presses.join(' and ')}`,
    );
    assert.equal(updates.length, REQUESTS);
    assert.equal(users.size, REQUESTS);
    assert.equal(sent.length, REQUESTS, 'nothing was sent twice');
    assert.equal(new Set(sent).size, REQUESTS);
    for (const count of presses) assert(count >= REQUESTS / 2, 'both had their part');
  });

  it('bring every card to its outcome, and tell each outcome once', async function converge() {
    this.timeout(LONG);
    await untilNoneLeft('everything is told', () => rows('outbox'), 2 * PATIENCE);
    const helpdesk = sandbox.teams.client('tom').channel();
    const places = requests.flatMap(({ id, requester }) =>
      [requester, ...APPROVERS]
        .map((key) => ({ id, key, place: chat(key) }))
        .concat({ id, key: requester, place: helpdesk }),
    );
    const stale = places.filter(({ id, key, place }) => !isAtOutcome(textFor(key), place, id));
    const told = ASKERS.flatMap((key) => {
      const [begin = ''] = textFor(key)('line.completed').split(':');
      return linesIn(chat(key)).filter((line) => line.startsWith(begin));
    });
    console.log(
      `      ${places.length} cards, ${stale.length} of them not at their outcome; ${told.length} outcomes told`,
    );
    assert.deepEqual(
      stale.map(({ id, key }) => `${id} with ${key}`),
      [],
    );
    assert.equal(told.length, REQUESTS);
  });

  it('let a message wait for the one before it, though another instance has that', async function wait() {
    this.timeout(LONG);
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const reads = ['user', 'users', 'licenses', 'subscribed-skus'];
    sandbox.partnerCenter.faults.next({ kind: 'held', until: answered }, 1, ({ route }) =>
      reads.includes(route),
    );
    const received = () => instances.reduce((sum, instance) => sum + instance.activities(), 0);
    const slow = chat('sarah').say('Visio Plan 2 for somebody.new@contoso.com because of a plan');
    await until(
      'the first message is looked into',
      () => sandbox.partnerCenter.faults.pending().length === 0,
      PATIENCE,
    );
    const linesBefore = linesIn(chat('sarah')).length;
    const receivedBefore = received();
    let isAnswered = false;
    const quick = chat('sarah')
      .say('discard')
      .finally(() => {
        isAnswered = true;
      });
    await until('the second message has arrived', () => received() > receivedBefore, PATIENCE);
    // Whoever has it answers all this in the meantime.
    for (let round = 0; round < 5; round += 1) {
      for (const { url } of instances) await (await fetch(`${url}/readyz`)).text();
    }
    assert.equal(isAnswered, false, 'the second message was answered before the first');
    answer();
    await Promise.all([slow, quick]);
    assert.deepEqual(linesIn(chat('sarah')).slice(linesBefore), [textFor('sarah')('draft.discarded')]);
  });

  it('write one audit trail without gap or fork', async function verify() {
    this.timeout(LONG);
    const keys = readAuditKeys(sandbox.variables);
    const store = createAuditStore(database, keys);
    const check = new AuditCheck(keys, { expectedEnd: await store.head() });
    for await (const { event, fields } of store.read()) check.add(event, fields);
    const report = check.finish();
    console.log(`      ${report.events} events in the audit trail, ${report.problems.length} problems`);
    assert.deepEqual(report.problems, []);
    const decisions = await database
      .selectFrom('audit_events')
      .select((row) => row.fn.countAll().as('count'))
      .where('kind', '=', 'approved')
      .executeTakeFirstOrThrow();
    assert.equal(Number(decisions.count), REQUESTS);
  });
});

/** What the cards in a place say of themselves, the ids of their requests among it. */
function cardsIn(place: Chat): string {
  return place
    .messages()
    .flatMap(({ cards }) => cards.map((card) => String(card['speak'])))
    .join('\n');
}

/** Presses *Approve*; undefined when the button has gone because the other approver was first. */
async function pressApprove(place: Chat, id: string): Promise<PressAnswer | undefined> {
  try {
    return await place.press(newestWith(place, id), 'request.approve');
  } catch (error) {
    if (error instanceof TeamsClientError && error.code === 'unknown-action') return undefined;
    throw error;
  }
}

function isAtOutcome(text: (key: string) => string, place: Chat, id: string): boolean {
  if (!cardsIn(place).includes(id)) return false;
  const done = text('request.status.completed');
  return viewMessageCard(newestWith(place, id)).lines.some((line) => line.includes(done));
}

/** Sends the two presses on one request to different instances, and everything else to one after the other. */
function crossing(world: World): Dispatch {
  const others = inTurn();
  const first = world.people.find(({ key }) => key === APPROVERS[0])?.objectId;
  return (activity, running) => {
    const text = JSON.stringify(activity);
    const id = /"requestId":"([0-9A-Z]{6})"/.exec(text)?.[1];
    if (!id || !text.includes('"request.approve"')) return others(activity, running);
    const side = id.charCodeAt(5) % 2;
    return (text.includes(`"${first}"`) ? side : 1 - side) % running.length;
  };
}
