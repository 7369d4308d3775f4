import assert from 'node:assert/strict';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import type { Directory } from '../../src/directory/directory.ts';
import { DIRECTORY_TIMINGS } from '../../src/directory/directory-timings.ts';
import { DirectoryUnavailable } from '../../src/directory/directory-unavailable.ts';
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

const CONTOSO = '11111111-aaaa-4111-8111-111111111111';
const FABRIKAM = '22222222-bbbb-4222-8222-222222222222';
const ADA = '33333333-cccc-4333-8333-333333333333';

describe('the directory', () => {
  let database: Database;
  let remote: FakePartnerCenterReads;
  let directory: Directory;
  let now: Date;
  let isConnected: boolean;
  /** How often users were read into memory. */
  let userReadings: number;

  beforeEach(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    remote = new FakePartnerCenterReads();
    now = new Date('2026-11-21T09:00:00.000Z');
    isConnected = true;
    userReadings = 0;
    const store = createDirectoryStore(database);
    directory = createDirectory({
      client: remote,
      account: {
        acquire: async () => (isConnected ? { kind: 'token', accessToken: 'token' } : { kind: 'sign-in' }),
      },
      store: {
        ...store,
        findableUsers(...page) {
          userReadings += 1;
          return store.findableUsers(...page);
        },
      },
      syncStore: createDirectorySyncStore(database),
      newId: () => 'one',
      clock: () => now,
      log: pino({ level: 'silent' }),
      unknownSkuName: (id) => `Unknown product (${id})`,
      timings: { ...DIRECTORY_TIMINGS, firstWaitMs: 1000, liveWaitMs: 1000 },
    });
    const contoso = remote.add({ id: CONTOSO, name: 'Contoso', domain: 'contoso.com' });
    contoso.users = [
      aUser(ADA, 'Ada Aksoy', 'ada@contoso.com'),
      aUser('44444444-cccc-4333-8333-333333333333', 'Ayşe Kaya', 'ayse.kaya@contoso.com'),
    ];
    contoso.skus = [aSku('SPE_E3', 'Microsoft 365 E3'), aSku('SPE_E5', 'Microsoft 365 E5', 0)];
    remote.add({ id: FABRIKAM, name: 'Fabrikam', domain: 'fabrikam.onmicrosoft.com' });
  });

  afterEach(async () => {
    await directory.idle();
    await database.destroy();
  });

  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const namesOf = (found: readonly { name: string }[]) => found.map((entry) => entry.name);
  const code = (expected: string) => (error: unknown) =>
    error instanceof DirectoryUnavailable && error.code === expected;

  it('reads the customers at the first question', async () => {
    assert.deepEqual(namesOf(await directory.searchCustomers('')), ['Contoso', 'Fabrikam']);
    assert.deepEqual(namesOf(await directory.searchCustomers('fab')), ['Fabrikam']);
    assert.deepEqual(remote.calls, ['customers from 0']);
  });

  it('finds only customers that a person may see', async () => {
    assert.deepEqual(namesOf(await directory.searchCustomers('', { allowedIds: [FABRIKAM.toUpperCase()] })), [
      'Fabrikam',
    ]);
    assert.deepEqual(await directory.searchCustomers('contoso', { allowedIds: [FABRIKAM] }), []);
    assert.deepEqual(await directory.searchCustomers('', { allowedIds: [] }), []);
    for (const typed of [CONTOSO, CONTOSO.slice(0, 8)]) {
      assert.deepEqual(await directory.searchCustomers(typed, { allowedIds: [FABRIKAM] }), []);
      assert.deepEqual(namesOf(await directory.searchCustomers(typed, { allowedIds: [CONTOSO] })), [
        'Contoso',
      ]);
    }
  });

  it('asks for the one customer of a person by its id while the list was never read', async () => {
    remote.fail = (call) => (call.startsWith('customers') ? nobody() : undefined);
    const found = await directory.searchCustomers('', { allowedIds: [CONTOSO] });
    assert.deepEqual(namesOf(found), ['Contoso']);
    assert.ok(remote.calls.includes(`customer ${CONTOSO}`));
  });

  it('finds a customer by its tenant id, whole or begun', async () => {
    assert.deepEqual(namesOf(await directory.searchCustomers(CONTOSO)), ['Contoso']);
    assert.deepEqual(namesOf(await directory.searchCustomers('22222222-bb')), ['Fabrikam']);
  });

  it('finds users of a customer that was never read before, and does not read it again', async () => {
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'kaya ayse')), ['Ayşe Kaya']);
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, '')), ['Ada Aksoy', 'Ayşe Kaya']);
    assert.equal(remote.calls.filter((call) => call.startsWith('users')).length, 1);
  });

  it('has the users of a customer in memory before anybody searches among them', async () => {
    await directory.ensureCustomer(CONTOSO);
    await directory.idle();
    assert.equal(userReadings, 1);
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'ada')), ['Ada Aksoy']);
    assert.equal(userReadings, 1);
  });

  it('asks live for a user principal name that is not kept', async () => {
    await directory.ensureCustomer(CONTOSO);
    remote.customers.get(CONTOSO)?.users.push(aUser('new', 'New Person', 'new@contoso.com'));
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'NEW@contoso.com')), ['New Person']);
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'person')), ['New Person']);
    assert.equal(await directory.user(CONTOSO, 'nobody@contoso.com'), undefined);
  });

  it('reads one user live unless it was read a moment ago', async () => {
    await directory.ensureCustomer(CONTOSO);
    assert.equal((await directory.user(CONTOSO, 'ADA@contoso.com'))?.id, ADA);
    assert.equal(remote.calls.filter((call) => call.startsWith('user ')).length, 0);
    later(DIRECTORY_TIMINGS.userFreshMs + 1);
    const users = remote.customers.get(CONTOSO)?.users;
    users?.splice(0, 1, { ...aUser(ADA, 'Ada Aksoy', 'ada@contoso.com'), usageLocation: null });
    assert.equal((await directory.user(CONTOSO, ADA))?.usageLocation, null);
  });

  it('forgets a user who is gone', async () => {
    await directory.ensureCustomer(CONTOSO);
    later(DIRECTORY_TIMINGS.userFreshMs + 1);
    remote.customers.get(CONTOSO)?.users.shift();
    assert.equal(await directory.user(CONTOSO, ADA), undefined);
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'aksoy')), []);
  });

  it('finds SKUs by abbreviation and reads their seats again after a minute', async () => {
    const [e5] = await directory.searchSkus(CONTOSO, 'e5');
    assert.equal(e5?.partNumber, 'SPE_E5');
    assert.equal(e5?.availableUnits, 0);
    remote.customers.get(CONTOSO)?.skus.splice(1, 1, aSku('SPE_E5', 'Microsoft 365 E5', 3));
    assert.equal((await directory.skus(CONTOSO)).skus[1]?.availableUnits, 0);
    later(DIRECTORY_TIMINGS.skusFreshMs + 1);
    assert.equal((await directory.skus(CONTOSO)).skus[1]?.availableUnits, 3);
  });

  it('says that no account is connected', async () => {
    isConnected = false;
    await assert.rejects(directory.searchCustomers('contoso'), code('not-connected'));
    await assert.rejects(directory.searchUsers(CONTOSO, 'ada'), code('not-connected'));
    await assert.rejects(directory.skus(CONTOSO), code('not-connected'));
    await assert.rejects(directory.licensesOf(CONTOSO, ADA), code('not-connected'));
    assert.equal((await directory.ensureCustomer(CONTOSO)).state, 'never');
  });

  it('serves what is kept, with its age, while Partner Center is down', async () => {
    await directory.searchCustomers('');
    await directory.ensureCustomer(CONTOSO);
    later(DIRECTORY_TIMINGS.usersFreshMs + 1);
    remote.fail = nobody;
    assert.deepEqual(namesOf(await directory.searchCustomers('cont')), ['Contoso']);
    assert.deepEqual(namesOf(await directory.searchUsers(CONTOSO, 'ada')), ['Ada Aksoy']);
    assert.equal((await directory.user(CONTOSO, ADA))?.name, 'Ada Aksoy');
    assert.equal((await directory.skus(CONTOSO)).asOf, '2026-11-21T09:00:00.000Z');
    await directory.idle();
    const freshness = await directory.freshness(CONTOSO);
    assert.equal(freshness.state, 'stale');
    assert.equal(freshness.usersAsOf, '2026-11-21T09:00:00.000Z');
    assert.equal(freshness.customersAsOf, '2026-11-21T09:00:00.000Z');
  });

  it('marks a customer that refuses, and asks it again only after a while or on demand', async () => {
    await directory.searchCustomers('');
    remote.fail = (call) =>
      call.includes(FABRIKAM) && !call.startsWith('customer') ? anAnswer(403, '900309') : undefined;
    const freshness = await directory.ensureCustomer(FABRIKAM);
    assert.equal(freshness.state, 'refused');
    assert.equal(freshness.refusal?.meaning, 'conditional-access');
    assert.equal(freshness.refusal?.code, '900309');
    await assert.rejects(directory.searchUsers(FABRIKAM, 'x'), code('refused'));
    assert.equal((await directory.customer(FABRIKAM))?.refusal?.meaning, 'conditional-access');
    assert.equal((await directory.ensureCustomer(CONTOSO)).state, 'fresh');
    const calls = remote.calls.length;
    await directory.ensureCustomer(FABRIKAM);
    assert.equal(remote.calls.length, calls);
    remote.fail = () => undefined;
    assert.equal((await directory.refresh(FABRIKAM)).state, 'fresh');
    assert.equal((await directory.customer(FABRIKAM))?.refusal, null);
  });

  it('takes a customer without a relationship out of the list', async () => {
    await directory.searchCustomers('');
    remote.fail = (call) => (call.includes(FABRIKAM) ? anAnswer(403, '20002') : undefined);
    await directory.ensureCustomer(FABRIKAM);
    assert.deepEqual(namesOf(await directory.searchCustomers('')), ['Contoso']);
    assert.equal(await directory.customer(FABRIKAM), undefined);
  });

  it('shares one reading among those who ask at once', async () => {
    await Promise.all([
      directory.ensureCustomer(CONTOSO),
      directory.searchUsers(CONTOSO, 'a'),
      directory.ensureCustomer(CONTOSO.toUpperCase()),
    ]);
    assert.deepEqual(
      remote.calls.filter((call) => call.includes(CONTOSO)),
      [`skus ${CONTOSO}`, `users ${CONTOSO} from 0`],
    );
  });

  it('never names a SKU by a bare GUID', async () => {
    const id = '05e9a617-0261-4cee-bb44-138d3ef5d965';
    const nameless = { id, name: id, partNumber: '', licenseGroup: 'group1' } as const;
    remote.customers.get(CONTOSO)?.skus.push({ ...aSku('', ''), sku: nameless });
    const plan = { id, name: id, serviceName: '', targetType: 'user', capabilityStatus: 'enabled' } as const;
    remote.customers.get(CONTOSO)?.licenses.set(ADA, [{ sku: nameless, servicePlans: [plan] }]);
    const { skus } = await directory.skus(CONTOSO);
    assert.equal(skus.at(-1)?.name, `Unknown product (${id})`);
    const [held] = await directory.licensesOf(CONTOSO, ADA);
    assert.equal(held?.name, `Unknown product (${id})`);
    assert.equal(held?.servicePlans[0]?.name, `Unknown product (${id})`);
  });
});
