import { statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import type { PartnerCenterReads } from '../../src/directory/remote-directory.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import { startPostgresServer } from '../../test/support/postgres-server.ts';
import { benchCustomers } from './customers.ts';
import { NOW } from './data.ts';
import { idleLoop } from './loop-watch.ts';
import { benchUsers } from './users.ts';

export type SearchSize = {
  readonly customers: number;
  /** Users of each customer that has been looked into. */
  readonly users: number;
  readonly tenants: number;
  readonly queries: number;
  /** How many answers are compared with those of the oracle. */
  readonly checked: number;
};

/** Measures the searches of the directory, and compares answers with those of an oracle that looks at everything. */
export async function benchSearch(folder: string, size: SearchSize): Promise<void> {
  const file = join(folder, 'search.db');
  console.log('\nSearches of the directory: SQLite\n');
  await benchOn(file, size);
  console.log(`database: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}

/** The same on a PostgreSQL of our own, over loopback. */
export async function benchSearchOnPostgres(size: SearchSize): Promise<void> {
  const server = await startPostgresServer();
  try {
    await server.newDatabase('search');
    console.log('\nSearches of the directory: PostgreSQL\n');
    await benchOn(`${server.address}/search`, size);
  } finally {
    await server.stop();
  }
}

async function benchOn(address: string, size: SearchSize): Promise<void> {
  const database = openDatabase(address);
  try {
    await migrate(database);
    console.log(`event loop while nothing is done: ${await idleLoop()}`);
    const bench = { size, store: createDirectoryStore(database), open: () => openDirectory(database) };
    await benchCustomers(bench);
    await benchUsers(bench);
  } finally {
    await database.destroy();
  }
}

/** A directory that has just started, of which everything is kept and nothing is old. */
function openDirectory(database: Database) {
  const unused = () => {
    throw new Error('nothing has to be read');
  };
  const client: PartnerCenterReads = {
    ...{ listCustomers: unused, getCustomer: unused, listUsers: unused },
    ...{ getUser: unused, listSubscribedSkus: unused, listUserLicenses: unused },
  };
  return createDirectory({
    client,
    account: { acquire: async () => ({ kind: 'sign-in' }) },
    store: createDirectoryStore(database),
    syncStore: createDirectorySyncStore(database),
    clock: () => new Date(NOW),
    newId: () => 'bench',
    log: pino({ level: 'silent' }),
    unknownSkuName: (id) => id,
  });
}

export type SearchBench = {
  readonly size: SearchSize;
  readonly store: ReturnType<typeof createDirectoryStore>;
  readonly open: () => ReturnType<typeof openDirectory>;
};
