import assert from 'node:assert/strict';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import type { Directory } from '../../src/directory/directory.ts';
import { DIRECTORY_TIMINGS } from '../../src/directory/directory-timings.ts';
import { DirectoryUnavailable } from '../../src/directory/directory-unavailable.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import { aSku, aUser, FakePartnerCenterReads } from '../support/fake-partner-center-reads.ts';

const CONTOSO = '11111111-aaaa-4111-8111-111111111111';
const WAIT_MS = 120;

describe('a Partner Center that does not answer in time', () => {
  let database: Database;
  let remote: FakePartnerCenterReads;
  let directory: Directory;
  let answer: () => void;
  let now: Date;

  beforeEach(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    now = new Date('2026-11-21T09:00:00.000Z');
    remote = new FakePartnerCenterReads();
    const contoso = remote.add({ id: CONTOSO, name: 'Contoso' });
    contoso.users = [aUser('u1', 'Ada Aksoy', 'ada@contoso.com')];
    contoso.skus = [aSku('SPE_E3', 'Microsoft 365 E3')];
    directory = createDirectory({
      client: remote,
      account: { acquire: async () => ({ kind: 'token', accessToken: 'token' }) },
      store: createDirectoryStore(database),
      syncStore: createDirectorySyncStore(database),
      newId: () => 'one',
      clock: () => now,
      log: pino({ level: 'silent' }),
      unknownSkuName: (id) => id,
      timings: { ...DIRECTORY_TIMINGS, firstWaitMs: WAIT_MS, liveWaitMs: WAIT_MS, refreshWaitMs: WAIT_MS },
    });
  });

  afterEach(async () => {
    answer();
    await directory.idle();
    await database.destroy();
  });

  /** From now on every call hangs until `answer`. */
  function hang(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    remote.beforeAnswer = () => promise;
    answer = resolve;
  }

  async function timeOf(work: Promise<unknown>): Promise<number> {
    const began = performance.now();
    await work.catch((error: unknown) => assert.ok(error instanceof DirectoryUnavailable));
    return performance.now() - began;
  }

  it('is waited for once, and what arrives later is there at the next question', async () => {
    hang();
    assert.ok((await timeOf(directory.ensureCustomer(CONTOSO))) >= WAIT_MS - 5);
    assert.equal((await directory.freshness(CONTOSO)).state, 'loading');
    const waits = [];
    for (const text of ['a', 'ad', 'ada']) waits.push(await timeOf(directory.searchUsers(CONTOSO, text)));
    assert.ok(Math.max(...waits) < WAIT_MS, `waited ${waits.map(Math.round)} ms`);
    answer();
    await directory.idle();
    assert.equal((await directory.searchUsers(CONTOSO, 'ada'))[0]?.name, 'Ada Aksoy');
  });

  it('does not hold up the list of customers at every key press', async () => {
    hang();
    await timeOf(directory.searchCustomers('c'));
    remote.beforeAnswer = async (call) => {
      if (!call.startsWith('customers CompanyName')) return new Promise(() => undefined);
    };
    assert.equal((await directory.searchCustomers('con'))[0]?.name, 'Contoso', 'asked for live');
    remote.beforeAnswer = async () => undefined;
  });

  it('leaves the kept SKUs and users in place, and is not asked for seats again at once', async () => {
    await directory.ensureCustomer(CONTOSO);
    now = new Date(now.getTime() + DIRECTORY_TIMINGS.skusFreshMs + 1);
    hang();
    assert.equal((await directory.skus(CONTOSO)).skus.length, 1);
    assert.ok((await timeOf(directory.skus(CONTOSO))) < WAIT_MS);
    assert.equal((await directory.user(CONTOSO, 'ada@contoso.com'))?.name, 'Ada Aksoy');
    assert.equal((await directory.refresh(CONTOSO)).state, 'fresh');
  });

  it('is said to be unreachable where nothing is kept', async () => {
    hang();
    const isUnreachable = (error: unknown) =>
      error instanceof DirectoryUnavailable && error.code === 'unreachable';
    await assert.rejects(directory.skus(CONTOSO), isUnreachable);
    await assert.rejects(directory.user(CONTOSO, 'ada@contoso.com'), isUnreachable);
    await assert.rejects(directory.customer(CONTOSO), isUnreachable);
  });
});
