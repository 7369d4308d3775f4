import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readAuditKeys } from '../../src/audit-keys.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { createWorld, personOf, productOf, type World } from '../../src/sandbox/world.ts';
import { createAuditStore } from '../../src/storage/audit-store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { viewMessageCard } from '../support/card-view.ts';
import { type DeskProcess, type Dispatch, type Fleet, inTurn, startFleet } from '../support/desk-fleet.ts';
import { describeOnPostgres, newPostgresDatabase } from '../support/postgres.ts';
import { headerOf, linesIn, newestWith, requestIdIn } from '../support/story-readers.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';
import { until } from '../support/until.ts';

const REQUESTS = 200;
const AT_ONCE = 10;
const REQUESTERS = ['sarah', 'elif'] as const;
const APPROVERS = ['grace', 'kenji'] as const;

describeOnPostgres('two instances on one database', () => {
  let folder: string;
  let sandbox: Sandbox;
  let fleet: Fleet;
  let instances: readonly DeskProcess[];
  let database: Database;
  let world: World;
  const requests: { readonly id: string; readonly requester: string }[] = [];

  before(async function start() {
    this.timeout(60_000);
    folder = makeThrowAwayFolder('instances');
    world = withManyUsers(createWorld());
    const address = await newPostgresDatabase();
    sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
      world,
      environment: { DATABASE_URL: address },
      hasSingleSignOn: true,
      hasSendingLimits: false,
    });
    fleet = await startFleet(sandbox, crossing(world));
    instances = await Promise.all([fleet.start(), fleet.start()]);
    database = openDatabase(address, { readOnly: true });
  });

  after(async () => {
    await fleet.stop();
    await sandbox.stop();
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  const chat = (key: string) => sandbox.teams.client(key).personalChat();
  const textFor = (key: string) => createTranslator().for(personOf(world, key).locale);
  const hasCard = (place: Chat, id: string) =>
    place.messages().some(({ cards }) => cards.some((card) => String(card['speak']).includes(id)));
  const isDone = (key: string, place: Chat, id: string) => {
    const done = textFor(key)('request.status.completed');
    return (
      hasCard(place, id) && viewMessageCard(newestWith(place, id)).lines.some((line) => line.includes(done))
    );
  };
  const rows = async (table: 'requests' | 'outbox', status?: string) => {
    const all = database.selectFrom(table).select((row) => row.fn.countAll().as('count'));
    const { count } = await (status ? all.where('status', '=', status) : all).executeTakeFirstOrThrow();
    return Number(count);
  };

  it('take requests of the same conversations in turn', async function ask() {
    this.timeout(180_000);
    const ask = async (requester: (typeof REQUESTERS)[number], from: number) => {
      for (let number = from; number < REQUESTS; number += REQUESTERS.length) {
        await chat(requester).say(`Visio Plan 2 for ${upnOf(number)} because of plan ${number}`);
        const id = requestIdIn(await chat(requester).press('latest', 'draft.submit'));
        requests.push({ id, requester });
      }
    };
    await Promise.all(REQUESTERS.map(ask));
    assert.equal(new Set(requests.map(({ id }) => id)).size, REQUESTS);
    await until(
      'every approver has every card',
      () => requests.every(({ id }) => APPROVERS.every((key) => hasCard(chat(key), id))),
      60_000,
    );
  });

  it('carry out each request once, though two approvers approve it at the same moment through both', async function approve() {
    this.timeout(180_000);
    let refused = 0;
    const decide = async (id: string) => {
      const answers = await Promise.all(
        APPROVERS.map((key) => chat(key).press(newestWith(chat(key), id), 'request.approve')),
      );
      refused += answers.filter(({ kind }) => kind !== 'card').length;
    };
    const left = requests.map(({ id }) => id);
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) await decide(id);
    };
    const sent: (string | undefined)[] = [];
    const stopListening = sandbox.partnerCenter.onExchange((exchange) => {
      if (exchange.path.endsWith('/licenseupdates')) sent.push(headerOf(exchange, 'ms-requestid'));
    });
    const since = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await until(
      'all are carried out',
      async () => (await rows('requests', 'completed')) === REQUESTS,
      120_000,
    );
    const seconds = (performance.now() - since) / 1000;
    stopListening();

    const updates = sandbox.partnerCenter.switches.effectiveUpdates();
    const users = new Set(updates.map(({ userId }) => userId));
    const presses = instances.map((instance) => instance.activities());
    console.log(
      `      ${REQUESTS} requests, ${REQUESTS * 2} presses of approve: ${sent.length} calls, ${updates.length} effective updates for ` +
        `${users.size} users in ${seconds.toFixed(1)} s; activities by instance: ${presses.join(' and ')}`,
    );
    assert.equal(updates.length, REQUESTS);
    assert.equal(users.size, REQUESTS);
    assert.equal(sent.length, REQUESTS, 'nothing was sent twice');
    assert.equal(new Set(sent).size, REQUESTS);
    assert.equal(refused, 0, 'whoever was second sees how it stands');
    for (const count of presses) assert(count > REQUESTS, 'both had their part');
  });

  it('bring every card to its outcome, and tell each outcome once', async function converge() {
    this.timeout(120_000);
    await until('everything is told', async () => (await rows('outbox')) === 0, 90_000);
    const helpdesk = sandbox.teams.client('tom').channel();
    const places = requests.flatMap(({ id, requester }) =>
      [requester, ...APPROVERS]
        .map((key) => ({ id, key, place: chat(key) }))
        .concat({ id, key: requester, place: helpdesk }),
    );
    const stale = places.filter(({ id, key, place }) => !isDone(key, place, id));
    const told = REQUESTERS.flatMap((key) => {
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
    this.timeout(60_000);
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const reads = ['user', 'users', 'licenses', 'subscribed-skus'];
    sandbox.partnerCenter.faults.next({ kind: 'held', until: answered }, 1, ({ route }) =>
      reads.includes(route),
    );
    const slow = chat('sarah').say('Visio Plan 2 for somebody.new@contoso.com because of a plan');
    await until(
      'the first message is looked into',
      () => sandbox.partnerCenter.faults.pending().length === 0,
    );
    const before = linesIn(chat('sarah')).length;
    const quick = chat('sarah').say('discard');
    const isEarly = await Promise.race([quick.then(() => true), sleep(300, false)]);
    answer();
    await Promise.all([slow, quick]);
    assert.equal(isEarly, false, 'the second message was answered before the first');
    assert.deepEqual(linesIn(chat('sarah')).slice(before), [textFor('sarah')('draft.discarded')]);
  });

  it('write one audit trail without gap or fork', async () => {
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

const upnOf = (number: number) => `user${number}@tailspin.example`;

function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The sandbox's world with one more customer, who has a user and a seat for every request. */
function withManyUsers(world: World): World {
  const users = Array.from({ length: REQUESTS }, (_, number) => ({
    id: guidOf(upnOf(number)),
    upn: upnOf(number),
    firstName: 'User',
    lastName: `Number${number}`,
    displayName: `User Number${number}`,
    usageLocation: 'GB',
    state: 'active' as const,
    licenses: [],
  }));
  const visio = productOf(world, 'VISIOCLIENT').skuId;
  const tailspin = {
    id: guidOf('Tailspin Toys'),
    commerceId: guidOf('Tailspin Toys of Commerce'),
    name: 'Tailspin Toys',
    domain: 'tailspin.example',
    country: 'GB',
    blocksPartners: false,
    users,
    subscriptions: [{ skuId: visio, seats: REQUESTS, capabilityStatus: 'Enabled' as const }],
  };
  return { ...world, customers: [...world.customers, tailspin] };
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
