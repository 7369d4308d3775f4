import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import {
  type Database,
  isPostgresAddress,
  migrate,
  openDatabase,
  SchemaTooNew,
} from '../../src/storage/database.ts';
import { createSeenActivityStore } from '../../src/storage/seen-activity-store.ts';
import { describeOnPostgres, newPostgresDatabase, onEachEngine } from '../support/postgres.ts';

const run = promisify(execFile);

describe('the database', () => {
  it('is PostgreSQL for an address of PostgreSQL, and a SQLite file else', () => {
    assert(isPostgresAddress('postgres://desk@db.example.com/desk'));
    assert(isPostgresAddress('postgresql://db.example.com/desk?sslmode=verify-full'));
    assert(!isPostgresAddress('data/postgres.db'));
    assert(!isPostgresAddress(':memory:'));
  });

  onEachEngine((open) => {
    let database: Database;
    before(async () => {
      database = await open();
    });
    after(() => database.destroy());

    it('is migrated once, however often a start asks for it', async () => {
      await migrate(database);
      await assertMigratedOnce(database);
    });

    it('is left alone by a program that is older than it', async () => {
      const table = sql.table('kysely_migration');
      await sql`insert into ${table} (name, timestamp) values ('999-future', '2027-01-01T00:00:00.000Z')`.execute(
        database,
      );
      await assert.rejects(migrate(database), SchemaTooNew);
      await sql`delete from ${table} where name = '999-future'`.execute(database);
    });

    it('sorts text by its characters, whatever the locale of the server', async () => {
      const names = ['b', 'B', 'a', 'ä', '~', 'a-c', 'ab', '田', '-'];
      for (const key of names) {
        await database.insertInto('vault').values({ key, revision: '1', sealed: 's' }).execute();
      }
      const rows = await database.selectFrom('vault').select('key').orderBy('key').execute();
      assert.deepEqual(
        rows.map((row) => row.key),
        names.toSorted(),
      );
      const between = await database
        .selectFrom('vault')
        .select('key')
        .where('key', '>=', 'a')
        .where('key', '<', 'b~')
        .orderBy('key')
        .execute();
      assert.deepEqual(
        between.map((row) => row.key),
        ['a', 'a-c', 'ab', 'b'],
      );
    });

    it('writes all of a transaction or nothing', async () => {
      const failing = database.transaction().execute(async (transaction) => {
        await transaction.insertInto('vault').values({ key: 'half', revision: '1', sealed: 's' }).execute();
        throw new Error('in the middle');
      });
      await assert.rejects(failing, /in the middle/);
      assert.equal(
        await database.selectFrom('vault').select('key').where('key', '=', 'half').executeTakeFirst(),
        undefined,
      );
    });
  });

  it('is migrated once by processes that start at once on one SQLite file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'license-desk-migrate-'));
    const file = join(folder, 'desk.db');
    const script = join(import.meta.dirname, '../support/migrating-process.ts');
    await Promise.all([1, 2, 3].map(() => run(process.execPath, [script, file])));
    const database = openDatabase(file);
    await assertMigratedOnce(database);
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  describeOnPostgres('with several connections', () => {
    it('is migrated once by instances that start at once', async () => {
      const address = await newPostgresDatabase();
      const instances = Array.from({ length: 4 }, () => openDatabase(address));
      await Promise.all(instances.map((database) => migrate(database)));
      for (const database of instances) {
        await assertMigratedOnce(database);
        await database.destroy();
      }
    });

    it('takes text with a NUL character, and leaves that out', async () => {
      const database = openDatabase(await newPostgresDatabase());
      await migrate(database);
      await database.insertInto('vault').values({ key: 'a\0b', revision: '1', sealed: 's' }).execute();
      const row = await database.selectFrom('vault').select('key').executeTakeFirst();
      assert.equal(row?.key, 'ab');
      const seen = createSeenActivityStore(database);
      assert.equal(await seen.mark('c\0d', new Date()), true);
      assert.equal(await seen.mark('cd', new Date()), false);
      await database.destroy();
    });

    it('ends a statement that takes too long', async () => {
      const database = openDatabase(await newPostgresDatabase());
      await database.connection().execute(async (connection) => {
        const { rows } = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(connection);
        assert.equal(rows[0]?.statement_timeout, '10s');
        await sql`set statement_timeout = 50`.execute(connection);
        await assert.rejects(sql`select pg_sleep(5)`.execute(connection), /statement timeout/);
      });
      await database.destroy();
    });

    it('survives the loss of a connection in reserve', async () => {
      const address = await newPostgresDatabase();
      const lost: Error[] = [];
      const database = openDatabase(address, { onLostConnection: (error) => lost.push(error) });
      const other = openDatabase(address);
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other);
      while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await sql`select 1`.execute(database);
      await Promise.all([database.destroy(), other.destroy()]);
    });
  });
});

async function assertMigratedOnce(database: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  assert.equal(new Set(rows.map((row) => row.name)).size, rows.length);
  assert(rows.length > 3);
}
