import assert from 'node:assert/strict';
import { pino } from 'pino';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { NowhereToDeliver } from '../../src/bot/nowhere-to-deliver.ts';
import { createOutbox, deliverOne, type OutboxDependencies } from '../../src/bot/outbox.ts';
import type { Notice } from '../../src/requests/notice.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createOutboxStore } from '../../src/storage/outbox-store.ts';
import { aLicenseRequest } from '../support/builders.ts';
import { aConnectorError } from '../support/fake-connector.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';
import { StillClock } from '../support/still-clock.ts';

const line = (text: string): Notice => ({
  kind: 'line',
  requestId: 'K7M2QX',
  to: { kind: 'thread' },
  text,
  values: {},
});

/** The outbox over a real queue, with a delivery that fails as it is told. */
async function aRig(database: Database) {
  const clock = new StillClock();
  const store = createOutboxStore(database);
  const log: string[] = [];
  const rig = {
    delivered: [] as string[],
    /** What the next deliveries throw, in their order; undefined lets one through. */
    failures: [] as (Error | undefined)[],
    /** What can never be delivered, for a reason of ours. */
    broken: '',
    maybeTwice: 0,
  };
  const dependencies: OutboxDependencies = {
    store,
    async deliver(notice) {
      const failure = rig.failures.shift();
      if (failure) throw failure;
      const text = notice.kind === 'line' ? notice.text : notice.kind;
      if (text === rig.broken) throw new TypeError('a bug');
      rig.delivered.push(text);
    },
    onMaybeTwice: () => {
      rig.maybeTwice += 1;
    },
    clock: clock.read,
    random: () => 0,
    log: pino({ level: 'warn' }, { write: (text) => log.push(text) }),
  };
  /** Delivers what is due until nothing is; returns how many tries that took. */
  const run = async () => {
    for (let tries = 0; ; ) {
      const claimed = await store.claim(clock.read(), MINUTE, 16);
      if (claimed.length === 0) return tries;
      for (const queued of claimed) await deliverOne(queued, dependencies);
      tries += claimed.length;
    }
  };
  return Object.assign(rig, {
    clock,
    store,
    log,
    dependencies,
    run,
    put: (...texts: readonly string[]) => store.add(aLicenseRequest(), texts.map(line)),
    waiting: async () => (await database.selectFrom('outbox').selectAll().execute()).length,
  });
}

describe('what is to be told', () => {
  let database: Database;
  let rig: Awaited<ReturnType<typeof aRig>>;
  beforeEach(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    rig = await aRig(database);
  });
  afterEach(() => database.destroy());

  it('is delivered once, in order, and leaves nothing behind', async () => {
    await rig.put('one', 'two', 'three');
    await rig.run();
    assert.deepEqual(rig.delivered, ['one', 'two', 'three']);
    assert.equal(await rig.waiting(), 0);
  });

  it('is tried again after a pause that doubles, and nothing overtakes it', async () => {
    await rig.put('one', 'two');
    rig.failures = Array.from({ length: 4 }, () => aConnectorError(502));
    const tried: number[] = [];
    for (let second = 0; second < 20; second++) {
      if ((await rig.run()) > 0) tried.push(second);
      rig.clock.advance(SECOND);
    }
    assert.deepEqual(tried, [0, 1, 3, 7, 15]);
    assert.deepEqual(rig.delivered, ['one', 'two']);
  });

  it('is tried again, and is in no doubt, when Teams answers that something else came in between (412)', async () => {
    await rig.put('one');
    rig.failures = [aConnectorError(412)];
    await rig.run();
    rig.clock.advance(SECOND);
    await rig.run();
    assert.deepEqual([rig.delivered, rig.maybeTwice], [['one'], 0]);
  });

  it('waits for exactly as long as Teams asks, however often', async () => {
    await rig.put('one');
    rig.failures = [aConnectorError(429, 'POST', { retryAfterMs: 7000 })];
    await rig.run();
    rig.clock.advance(6999);
    assert.equal(await rig.run(), 0);
    rig.clock.advance(1);
    await rig.run();
    assert.deepEqual(rig.delivered, ['one']);
  });

  it('is never given up for being throttled', async () => {
    await rig.put('one');
    rig.failures = Array.from({ length: 400 }, () => aConnectorError(429, 'POST', { retryAfterMs: 1000 }));
    for (let second = 0; second < 450; second++) {
      await rig.run();
      rig.clock.advance(1100);
    }
    assert.deepEqual(rig.delivered, ['one']);
  });

  for (const [what, failure] of [
    ['the app is not there', new NowhereToDeliver('not installed')],
    ['the conversation is closed to us', aConnectorError(403)],
    ['the conversation is gone', aConnectorError(404)],
    ['the message is too large', aConnectorError(413)],
    ['the message is malformed', aConnectorError(400)],
    [
      'the address is not one of Teams',
      new ConnectorError('host-not-allowed', { call: 'POST', mayHaveBeenSent: false }),
    ],
  ] as const) {
    it(`is given up at once when ${what}, and the next goes on`, async () => {
      await rig.put('one', 'two');
      rig.failures = [failure];
      await rig.run();
      assert.deepEqual(rig.delivered, ['two']);
      assert.equal(await rig.waiting(), 0);
      assert.equal(rig.log.length, 1);
    });
  }

  it('is tried for a day when Teams is out of reach', async () => {
    await rig.put('one');
    rig.failures = Array.from({ length: 10_000 }, () => aConnectorError(503));
    for (let minutes = 0; minutes < 23 * 60; minutes++) {
      await rig.run();
      rig.clock.advance(MINUTE);
    }
    assert.equal(await rig.waiting(), 1);
    rig.clock.advance(HOUR);
    rig.failures = [];
    await rig.run();
    assert.deepEqual(rig.delivered, ['one']);
  });

  it('is given up some day when the fault is ours, so that it does not block its lane', async () => {
    await rig.put('one', 'two');
    rig.broken = 'one';
    for (let minutes = 0; minutes < 120; minutes++) {
      await rig.run();
      rig.clock.advance(MINUTE);
    }
    assert.deepEqual(rig.delivered, ['two']);
  });

  it('is counted when it may stand there twice, and only then', async () => {
    await rig.put('one', 'two', 'three');
    rig.failures = [
      aConnectorError(502),
      undefined,
      aConnectorError(429),
      undefined,
      aConnectorError(502, 'PUT'),
      undefined,
    ];
    for (let n = 0; n < 10; n++) {
      await rig.run();
      rig.clock.advance(5 * SECOND);
    }
    assert.deepEqual(rig.delivered, ['one', 'two', 'three']);
    assert.equal(rig.maybeTwice, 1);
  });

  it('is in doubt when a process died while it sent it', async () => {
    await rig.put('one');
    await rig.store.claim(rig.clock.read(), MINUTE, 16);
    rig.clock.advance(MINUTE);
    await rig.run();
    assert.deepEqual([rig.delivered, rig.maybeTwice], [['one'], 1]);
  });

  it('is looked for when it falls due', async () => {
    await rig.put('one');
    const worker = createOutbox(rig.dependencies);
    worker.start();
    await worker.idle();
    await worker.stop();
    assert.deepEqual(rig.delivered, ['one']);
  });

  it('names the request, the kind and the lane in the log, never the words', async () => {
    const secret: Notice = {
      ...line('line.rejected'),
      kind: 'line',
      text: 'line.rejected',
      values: { reason: 'a secret' },
    };
    await rig.store.add(aLicenseRequest(), [secret]);
    rig.failures = [aConnectorError(403)];
    await rig.run();
    assert.match(rig.log[0] ?? '', /K7M2QX.*thread a:sarah/);
    assert.doesNotMatch(rig.log[0] ?? '', /a secret/);
  });
});
