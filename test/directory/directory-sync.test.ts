import assert from 'node:assert/strict';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import { DIRECTORY_TIMINGS } from '../../src/directory/directory-timings.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import {
  anAnswer,
  aSku,
  aUser,
  FakePartnerCenterReads,
  nobody,
} from '../support/fake-partner-center-reads.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('synchronising the directory', () => {
  let database: Database;
  let remote: FakePartnerCenterReads;
  let now: Date;

  beforeEach(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    now = new Date('2026-11-21T09:00:00.000Z');
    remote = new FakePartnerCenterReads();
    remote.pageSize = 10;
    for (let number = 0; number < 35; number++) {
      const customer = remote.add({ id: idOf(number), name: `Customer ${number}` });
      customer.users = [aUser(`u${number}`, `User ${number}`, `user${number}@example.com`)];
      customer.skus = [aSku('SPE_E3', 'Microsoft 365 E3')];
    }
  });

  afterEach(() => database.destroy());

  const idOf = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const anInstance = (name: string) =>
    createDirectory({
      client: remote,
      account: { acquire: async () => ({ kind: 'token', accessToken: 'token' }) },
      store: createDirectoryStore(database),
      syncStore: createDirectorySyncStore(database),
      newId: () => name,
      clock: () => now,
      log: pino({ level: 'silent' }),
      unknownSkuName: (id) => id,
    });
  const callsOf = (start: string) => remote.calls.filter((call) => call.startsWith(start));

  it('reads all customers page by page, and again when they are due', async () => {
    const { sync, searchCustomers } = anInstance('one');
    const nextAt = await sync.runOnce();
    assert.deepEqual(
      remote.calls,
      ['0', '10', '20', '30'].map((start) => `customers from ${start}`),
    );
    assert.equal((await searchCustomers('', { limit: 100 })).length, 35);
    assert.equal(nextAt.getTime(), now.getTime() + DIRECTORY_TIMINGS.customersEveryMs);
    await sync.runOnce();
    assert.equal(remote.calls.length, 4);
    later(DIRECTORY_TIMINGS.customersEveryMs);
    await sync.runOnce();
    assert.equal(remote.calls.length, 8);
  });

  it('hides customers that Partner Center no longer lists', async () => {
    const { sync, searchCustomers } = anInstance('one');
    await sync.runOnce();
    remote.customers.delete(idOf(7));
    later(DIRECTORY_TIMINGS.customersEveryMs);
    await sync.runOnce();
    const found = await searchCustomers('customer 7');
    assert.ok(found.length > 0 && found.every((customer) => customer.id !== idOf(7)));
    assert.equal((await sync.overview()).customers, 34);
  });

  it('does not believe that all customers are gone', async () => {
    const { sync } = anInstance('one');
    await sync.runOnce();
    remote.customers.clear();
    later(DIRECTORY_TIMINGS.customersEveryMs);
    await sync.runOnce();
    assert.equal((await sync.overview()).customers, 35);
  });

  it('goes on behind the last page that was read, after a pause that grows', async () => {
    const { sync } = anInstance('one');
    remote.fail = (call) => (call === 'customers from 20' ? nobody() : undefined);
    await sync.runOnce();
    assert.equal((await sync.overview()).customers, 20);
    remote.calls.length = 0;
    await sync.runOnce();
    assert.deepEqual(remote.calls, []);
    later(DIRECTORY_TIMINGS.retryMs);
    const nextAt = await sync.runOnce();
    assert.deepEqual(remote.calls, ['customers from 20']);
    assert.equal(nextAt.getTime(), now.getTime() + 2 * DIRECTORY_TIMINGS.retryMs);
    remote.fail = () => undefined;
    later(2 * DIRECTORY_TIMINGS.retryMs);
    remote.calls.length = 0;
    await anInstance('restarted').sync.runOnce();
    assert.deepEqual(remote.calls, ['customers from 20', 'customers from 30']);
    assert.equal((await sync.overview()).customers, 35);
  });

  it('waits as long as Partner Center asks', async () => {
    const { sync } = anInstance('one');
    const throttled = anAnswer(429, null);
    Object.defineProperty(throttled, 'retryAfterMs', { value: HOUR });
    remote.fail = () => throttled;
    await sync.runOnce();
    remote.calls.length = 0;
    later(HOUR - 1);
    await sync.runOnce();
    assert.deepEqual(remote.calls, []);
    later(1);
    await sync.runOnce();
    assert.equal(remote.calls.length, 1);
  });

  it('begins anew when the page token is no longer taken, or is too old', async () => {
    const { sync } = anInstance('one');
    remote.fail = (call) => (call === 'customers from 20' ? nobody() : undefined);
    await sync.runOnce();
    remote.fail = (call) => (call === 'customers from 20' ? anAnswer(400, '3000') : undefined);
    remote.beforeAnswer = async (call) => {
      if (call === 'customers from 0') remote.fail = () => undefined;
    };
    remote.calls.length = 0;
    later(DIRECTORY_TIMINGS.retryMs);
    await sync.runOnce();
    assert.equal(remote.calls[0], 'customers from 20');
    assert.equal(remote.calls[1], 'customers from 0');
    assert.equal((await sync.overview()).customers, 35);
  });

  it('reads users and SKUs of customers in use again, and of no other', async () => {
    const directory = anInstance('one');
    await directory.sync.runOnce();
    await directory.ensureCustomer(idOf(3));
    remote.calls.length = 0;
    later(DIRECTORY_TIMINGS.customerEveryMs);
    await directory.sync.runOnce();
    assert.deepEqual(remote.calls, [`skus ${idOf(3)}`, `users ${idOf(3)} from 0`]);
    assert.equal((await directory.freshness(idOf(3))).state, 'fresh');
  });

  it('goes on with the others when one customer refuses, and names it', async () => {
    const directory = anInstance('one');
    await directory.sync.runOnce();
    for (const number of [1, 2, 3]) await directory.ensureCustomer(idOf(number));
    remote.fail = (call) => (call.includes(idOf(2)) ? anAnswer(403, '900309') : undefined);
    remote.calls.length = 0;
    later(DIRECTORY_TIMINGS.customerEveryMs);
    await directory.sync.runOnce();
    assert.equal(callsOf('users').length, 3);
    const { refused, customersInUse } = await directory.sync.overview();
    assert.equal(customersInUse, 3);
    assert.deepEqual(
      refused.map((customer) => [customer.name, customer.refusal?.meaning]),
      [['Customer 2', 'conditional-access']],
    );
    assert.deepEqual(
      (await directory.searchUsers(idOf(2), 'user')).map((user) => user.name),
      ['User 2'],
      'what is kept is still served',
    );
    remote.calls.length = 0;
    later(DIRECTORY_TIMINGS.customerEveryMs);
    await directory.sync.runOnce();
    assert.equal(callsOf('users').length, 2, 'a customer that refuses is asked less often');
  });

  it('leaves the others alone while Partner Center is down', async () => {
    const directory = anInstance('one');
    await directory.sync.runOnce();
    for (let number = 0; number < 20; number++) await directory.ensureCustomer(idOf(number));
    remote.fail = nobody;
    remote.calls.length = 0;
    later(DIRECTORY_TIMINGS.customerEveryMs);
    const nextAt = await directory.sync.runOnce();
    assert.ok(callsOf('users').length <= 6, `${callsOf('users').length} customers were tried`);
    assert.equal(nextAt.getTime(), now.getTime() + DIRECTORY_TIMINGS.retryMs);
  });

  it('forgets users and SKUs of customers that nobody used for thirty days', async () => {
    const directory = anInstance('one');
    await directory.sync.runOnce();
    await directory.ensureCustomer(idOf(1));
    await directory.ensureCustomer(idOf(2));
    later(20 * DAY);
    await directory.searchUsers(idOf(2), 'user');
    later(11 * DAY);
    await directory.sync.runOnce();
    assert.equal((await directory.freshness(idOf(1))).state, 'never');
    assert.equal((await directory.sync.overview()).customersInUse, 1);
    const users = await database.selectFrom('directory_users').select('id').execute();
    assert.deepEqual(
      users.map((user) => user.id),
      ['u2'],
    );
    assert.equal((await directory.searchUsers(idOf(1), 'user')).length, 1, 'it can be used again');
  });

  it('is done by one instance at a time; another takes over from one that says nothing', async () => {
    const one = anInstance('one');
    const two = anInstance('two');
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const reached = new Promise<void>((resolve) => {
      remote.beforeAnswer = async (call) => {
        if (call !== 'customers from 10') return;
        resolve();
        await held;
      };
    });
    const running = one.sync.runOnce();
    await reached;
    remote.calls.length = 0;
    await two.sync.runOnce();
    assert.deepEqual(remote.calls, []);
    later(DIRECTORY_TIMINGS.leaseMs + 1);
    remote.beforeAnswer = async () => undefined;
    await two.sync.runOnce();
    assert.deepEqual(remote.calls, ['customers from 10', 'customers from 20', 'customers from 30']);
    release();
    await running;
    assert.equal((await two.sync.overview()).customers, 35);
  });

  it('runs by itself when started, reads on demand, and stops at the next page', async () => {
    const directory = anInstance('one');
    const begun = new Promise<void>((resolve) => {
      remote.beforeAnswer = async (call) => {
        if (call === 'customers from 30') resolve();
      };
    });
    directory.sync.start();
    await begun;
    await directory.idle();
    const again = new Promise<void>((resolve) => {
      remote.beforeAnswer = async (call) => {
        if (call === 'customers from 10') resolve();
      };
    });
    later(1);
    await directory.sync.readNow();
    await again;
    await directory.sync.stop();
    const calls = remote.calls.length;
    await directory.sync.readNow();
    assert.ok(calls <= 7, 'it did not read to the end');
    assert.equal(remote.calls.length, calls);
  });
});
