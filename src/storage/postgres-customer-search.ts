import { type Kysely, sql } from 'kysely';
import {
  type CustomerSearch,
  competitors,
  findable,
  type IndexedCustomer,
  keysOf,
} from './customer-search.ts';
import type { Tables } from './tables.ts';

/**
 * The search in PostgreSQL. A table of names and words finds what begins with the query, `like` what contains it: with
 * an index of trigrams where the server has `pg_trgm`, else, and for terms of one or two characters, by looking at each
 * customer, which is right and slower.
 */
export const postgresCustomerSearch: CustomerSearch = {
  async add(database, customers) {
    if (customers.length === 0) return;
    const { keys, positions } = keyColumns(customers);
    await sql`insert into customer_keys (key, position)
      select * from unnest(${keys}::text[], ${positions}::integer[])`.execute(database);
  },

  async remove(database, customers) {
    if (customers.length === 0) return;
    const positions = customers.map((customer) => customer.position);
    await sql`delete from customer_keys where position = any(${positions}::integer[])`.execute(database);
  },

  candidates: (database, patterns, enough) =>
    competitors(database, patterns, { enough, containing: (terms) => containing(database, terms) }),
};

/** Creates the table and, where the server lets us, the index of trigrams. */
export async function createPostgresCustomerIndex(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('customer_keys')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('customer_keys_key', ['key', 'position'])
    .execute();
  await database.schema
    .createIndex('customer_keys_by_position')
    .on('customer_keys')
    .column('position')
    .execute();
  if (!(await hasTrigrams(database))) return;
  await sql`create index customers_by_text on customers using gin (search_text gin_trgm_ops)`.execute(
    database,
  );
}

/** Whether `pg_trgm` is there or could be added; a refusal must not end the transaction of the migration. */
async function hasTrigrams(database: Kysely<unknown>): Promise<boolean> {
  await sql`savepoint trigrams`.execute(database);
  try {
    await sql`create extension if not exists pg_trgm`.execute(database);
    await sql`release savepoint trigrams`.execute(database);
    return true;
  } catch {
    await sql`rollback to savepoint trigrams`.execute(database);
    return false;
  }
}

function containing(database: Kysely<Tables>, terms: readonly string[]) {
  const isHit = terms.map((term) => sql`c.search_text like ${`%${escapeLike(term)}%`}`);
  return findable(
    database,
    sql`from customers c where c.is_hidden = 0 and ${sql.join(isHit, sql` and `)} order by c.position`,
  );
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function keyColumns(customers: readonly IndexedCustomer[]) {
  const rows = customers.flatMap((one) => keysOf(one.searchText).map((key) => ({ key, at: one.position })));
  return { keys: rows.map((row) => row.key), positions: rows.map((row) => row.at) };
}
