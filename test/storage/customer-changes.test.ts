import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { CustomerIndex } from '../../src/directory/customer-index.ts';
import { patternsOf } from '../../src/directory/search-text.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { migrations } from '../../src/storage/migrations.ts';
import { describeOnPostgres, newPostgresDatabase } from '../support/postgres.ts';

const BEFORE = '013-role-refusals';

/** A database of an earlier version, which searched customers by tables and indexes of their texts. */
async function anEarlierDatabase(address: string) {
  const database = openDatabase(address);
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: database, provider }).migrateTo(BEFORE);
  assert.equal(error, undefined);
  await sql`create table customer_keys (key text not null, position integer not null)`.execute(database);
  await sql`create index customers_by_name on customers (sort_key, id)`.execute(database);
  await sql`create index customers_by_text on customers (search_text)`.execute(database);
  for (const [position, name] of ['Contoso', 'Fabrikam'].entries()) {
    await sql`insert into customers (id, position, name, domain, sort_key, search_text, seen_at, is_hidden)
      values (${name}, ${position + 1}, ${name}, null, ${name}, ${`[<${name.toLowerCase()}>]`}, '', 0)`.execute(
      database,
    );
  }
  return database;
}

describe('customers of an earlier version', () => {
  const areFound = async (address: string) => {
    const database = await anEarlierDatabase(address);
    try {
      await migrate(database);
      const store = createDirectoryStore(database);
      const index = new CustomerIndex(store);
      const search = (text: string) =>
        index.search({ patterns: patternsOf(text) ?? null, among: 'all', limit: 15 });
      assert.deepEqual(await search('abri'), ['Fabrikam']);
      await store.hideCustomer('Fabrikam');
      assert.deepEqual(await search('abri'), []);
      assert.deepEqual(await search('c'), ['Contoso']);
      await assert.rejects(sql`select * from customer_keys`.execute(database));
    } finally {
      await database.destroy();
    }
  };

  it('are found after the update', () => areFound(':memory:'));

  describeOnPostgres('on the server', () => {
    it('are found after the update', async () => areFound(await newPostgresDatabase()));
  });
});
