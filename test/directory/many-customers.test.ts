import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import { DIRECTORY_TIMINGS } from '../../src/directory/directory-timings.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import {
  createPartnerCenterEmulator,
  type PartnerCenterEmulator,
} from '../../src/sandbox/partner-center/partner-center-emulator.ts';
import { personOf, type SandboxCustomer, type World } from '../../src/sandbox/world.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import { aClient } from '../partner-center/test-client.ts';

const MANY = 2000;
const START = '2026-11-21T09:00:00.000Z';

describe('a partner with 2,000 customers', () => {
  let world: World;
  let emulator: PartnerCenterEmulator;
  let folder: string;
  let database: Database;
  let now: Date;

  beforeEach(async () => {
    now = new Date(START);
    const small = createWorld();
    const many = Array.from({ length: MANY - small.customers.length }, (_, number) => aCustomer(number));
    world = { ...small, customers: [...many, ...small.customers] };
    emulator = createPartnerCenterEmulator({
      world,
      clock: () => now,
      newId: randomUUID,
      verifyToken: async () => readerClaims(world),
    });
    await emulator.listen(0);
    folder = mkdtempSync(join(tmpdir(), 'license-desk-directory-'));
    database = openDatabase(join(folder, 'desk.db'));
    await migrate(database);
  });

  afterEach(async () => {
    await database.destroy();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const listCalls = () => emulator.exchanges().filter(({ path }) => path.startsWith('/v1/customers?'));

  function anInstance() {
    return createDirectory({
      client: aClient(emulator.url).client,
      account: { acquire: async () => ({ kind: 'token', accessToken: 'reader' }) },
      store: createDirectoryStore(database),
      syncStore: createDirectorySyncStore(database),
      newId: randomUUID,
      clock: () => now,
      log: pino({ level: 'silent' }),
      unknownSkuName: (id) => id,
    });
  }

  /** Synchronises in another process and kills it when it has asked for the third page. */
  async function crashInTheMiddle(): Promise<void> {
    const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, join(folder, 'desk.db'), emulator.url, START], {
      stdio: 'inherit',
    });
    const stopListening = emulator.onExchange(() => {
      if (listCalls().length === 3) child.kill('SIGKILL');
    });
    const [code, signal] = await once(child, 'exit');
    stopListening();
    assert.deepEqual([code, signal], [null, 'SIGKILL']);
  }

  it('is read to the end after a crash, through throttling, without beginning again', async () => {
    await crashInTheMiddle();
    const directory = anInstance();
    const halfWay = await directory.sync.overview();
    assert.ok(halfWay.customers >= 1000 && halfWay.customers < MANY, `${halfWay.customers} customers`);

    await directory.sync.runOnce();
    assert.equal(listCalls().length, 3, 'the dead process keeps its lease for a while');
    now = new Date(now.getTime() + DIRECTORY_TIMINGS.leaseMs + 1);
    emulator.faults.next({ kind: 'throttled', retryAfterSeconds: 2 }, 2, 'customers');
    await directory.sync.runOnce();

    const resumed = listCalls().slice(3);
    assert.ok(resumed.every(({ path }) => path.includes('seekOperation=Next')));
    assert.deepEqual(
      resumed.map(({ status }) => status),
      [429, 429, 200, 200],
    );
    assert.equal((await directory.sync.overview()).customers, MANY);
    const [last] = await directory.searchCustomers('customer 1980');
    assert.equal(last?.name, 'Customer 1980 Ltd');
    assert.equal((await directory.freshness('x')).customersAsOf, START);
  });

  it('is read after a longer outage too, from where it stopped', async () => {
    const directory = anInstance();
    emulator.onExchange(() => {
      if (listCalls().length === 2)
        emulator.faults.next('unavailable-before', Number.POSITIVE_INFINITY, 'customers');
    });
    await directory.sync.runOnce();
    assert.equal((await directory.sync.overview()).customers, 1000);
    emulator.faults.clear();
    now = new Date(now.getTime() + DIRECTORY_TIMINGS.retryMs);
    const before = listCalls().length;
    await directory.sync.runOnce();
    assert.equal(listCalls().length - before, 2);
    assert.equal((await directory.sync.overview()).customers, MANY);
  });

  it('is not stopped by the customer whose Conditional Access keeps partners out', async () => {
    const directory = anInstance();
    const blocked = world.customers.find((customer) => customer.blocksPartners);
    const open = world.customers.find((customer) => customer.name === 'Contoso');
    assert.ok(blocked && open);
    await directory.sync.runOnce();
    const [refused, read] = await Promise.all([
      directory.ensureCustomer(blocked.id),
      directory.ensureCustomer(open.id),
    ]);
    assert.equal(refused.refusal?.meaning, 'conditional-access');
    assert.ok(refused.refusal?.correlationId);
    assert.equal(read.state, 'fresh');
    assert.equal((await directory.searchUsers(open.id, 'aksoy'))[0]?.upn, 'ada@contoso.com');
    assert.equal((await directory.searchSkus(open.id, 'e5'))[0]?.partNumber, 'SPE_E5');
    const held = await directory.licensesOf(open.id, '554526aa-cf5e-46fa-95df-98dbc55d8a1e');
    assert.deepEqual(
      held.map((license) => license.partNumber),
      ['SPE_E3'],
    );
  });
});

function aCustomer(number: number): SandboxCustomer {
  const id = `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
  return {
    ...{ id, commerceId: id, name: `Customer ${number} Ltd`, domain: `customer${number}.example` },
    ...{ country: 'GB', blocksPartners: false, users: [], subscriptions: [] },
  };
}

function readerClaims(world: World) {
  const { tenantId, objectId, name, upn } = personOf(world, 'kenji');
  return {
    ...{ audience: 'https://api.partnercenter.microsoft.com', kind: 'app-plus-user' as const },
    ...{ tenantId, objectId, name, upn, appId: world.botAppId },
    ...{ scopes: ['user_impersonation'], methods: ['pwd', 'mfa'] },
  };
}
