import { randomBytes } from 'node:crypto';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

let server: Promise<PostgresServer> | undefined;

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
  server ??= startPostgresServer();
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
