import type { Transaction } from 'kysely';
import type { DirectoryCustomer } from '../directory/directory-entries.ts';
import type { DirectoryStore, KeptCustomer, ListedCustomer } from '../directory/directory-store.ts';
import type { CustomerSearch, IndexedCustomer } from './customer-search.ts';
import type { Database } from './database.ts';
import { asOnlyWriter } from './one-writer.ts';
import type { Tables } from './tables.ts';

type CustomerQueries = Pick<
  DirectoryStore,
  'findCustomer' | 'customersByIds' | 'customerCandidates' | 'firstCustomers' | 'customersByIdPrefix'
>;

/** Reads customers that are not hidden. */
export function customerQueries(database: Database, search: CustomerSearch): CustomerQueries {
  const rows = () =>
    database
      .selectFrom('customers')
      .leftJoin('customer_details', 'customer_details.customer_id', 'customers.id')
      .select(['id', 'name', 'domain', 'refusal', 'search_text', 'sort_key'])
      .where('is_hidden', '=', 0);

  return {
    async findCustomer(customerId) {
      const row = await rows().where('id', '=', customerId).executeTakeFirst();
      return row && customerOf(row);
    },

    async customersByIds(customerIds) {
      if (customerIds.length === 0) return [];
      const found = await rows()
        .where('id', 'in', [...customerIds])
        .execute();
      return found.map(keptOf);
    },

    customerCandidates: (patterns, limit) => search.candidates(database, patterns, limit),

    async firstCustomers(limit) {
      const found = await rows().orderBy('sort_key').orderBy('id').limit(limit).execute();
      return found.map(customerOf);
    },

    async customersByIdPrefix(prefix, limit) {
      const found = await rows()
        .where('id', '>=', prefix)
        .where('id', '<', `${prefix}~`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return found.map(customerOf);
    },
  };
}

type CustomerWrites = Pick<DirectoryStore, 'putCustomers' | 'hideCustomersNotSeenSince' | 'hideCustomer'>;

/** Writes customers, and keeps their index in step in the same transaction. */
export function customerWrites(database: Database, search: CustomerSearch): CustomerWrites {
  async function hide(
    transaction: Transaction<Tables>,
    rows: readonly { readonly position: number; readonly search_text: string }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await search.remove(transaction, rows.map(indexed));
    const positions = rows.map((row) => row.position);
    await transaction
      .updateTable('customers')
      .set({ is_hidden: 1 })
      .where('position', 'in', positions)
      .execute();
  }

  return {
    async putCustomers(customers, readingSince) {
      if (customers.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        await asOnlyWriter(transaction, 'customers');
        await putCustomers(transaction, { search, customers, readingSince });
      });
    },

    async hideCustomersNotSeenSince(readingSince) {
      return database.transaction().execute(async (transaction) => {
        await asOnlyWriter(transaction, 'customers');
        const gone = await transaction
          .selectFrom('customers')
          .select(['position', 'search_text'])
          .where('seen_at', '<', readingSince)
          .where('is_hidden', '=', 0)
          .limit(HIDDEN_AT_ONCE)
          .execute();
        await hide(transaction, gone);
        return gone.length;
      });
    },

    async hideCustomer(customerId) {
      await database.transaction().execute(async (transaction) => {
        await asOnlyWriter(transaction, 'customers');
        const row = await transaction
          .selectFrom('customers')
          .select(['position', 'search_text'])
          .where('id', '=', customerId)
          .where('is_hidden', '=', 0)
          .executeTakeFirst();
        await hide(transaction, row ? [row] : []);
      });
    },
  };
}

const HIDDEN_AT_ONCE = 25;

type CustomerBatch = {
  readonly search: CustomerSearch;
  readonly customers: readonly ListedCustomer[];
  readonly readingSince: string;
};

async function putCustomers(
  transaction: Transaction<Tables>,
  { search, customers, readingSince }: CustomerBatch,
): Promise<void> {
  const unique = [...new Map(customers.map((customer) => [customer.id, customer])).values()];
  const known = await transaction
    .selectFrom('customers')
    .select(['id', 'position', 'search_text', 'is_hidden'])
    .where(
      'id',
      'in',
      unique.map((customer) => customer.id),
    )
    .execute();
  const knownById = new Map(known.map((row) => [row.id, row]));
  let position = await lastPosition(transaction);
  const rows = unique.map((customer) => ({
    id: customer.id,
    position: knownById.get(customer.id)?.position ?? ++position,
    name: customer.name,
    domain: customer.domain,
    sort_key: customer.sortKey,
    search_text: customer.searchText,
    seen_at: readingSince,
    is_hidden: 0,
  }));
  await transaction
    .insertInto('customers')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        domain: row.ref('excluded.domain'),
        sort_key: row.ref('excluded.sort_key'),
        search_text: row.ref('excluded.search_text'),
        seen_at: row.ref('excluded.seen_at'),
        is_hidden: row.ref('excluded.is_hidden'),
      })),
    )
    .execute();
  const isChanged = (row: { id: string; search_text: string }) => {
    const before = knownById.get(row.id);
    return !before || before.is_hidden === 1 || before.search_text !== row.search_text;
  };
  const changed = rows.filter(isChanged);
  const shown = known.filter((row) => row.is_hidden === 0 && changed.some((next) => next.id === row.id));
  await search.remove(transaction, shown.map(indexed));
  await search.add(transaction, changed.map(indexed));
}

function indexed(row: { readonly position: number; readonly search_text: string }): IndexedCustomer {
  return { position: row.position, searchText: row.search_text };
}

async function lastPosition(transaction: Transaction<Tables>): Promise<number> {
  const row = await transaction
    .selectFrom('customers')
    .select((builder) => builder.fn.max('position').as('position'))
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

type CustomerRow = Pick<Tables['customers'], 'id' | 'name' | 'domain' | 'search_text' | 'sort_key'> & {
  readonly refusal: string | null;
};

/** JSON columns are written by this store alone and read back without a schema. */
function customerOf(row: CustomerRow): DirectoryCustomer {
  const refusal = row.refusal === null ? null : JSON.parse(row.refusal);
  return { id: row.id, name: row.name, domain: row.domain, refusal };
}

function keptOf(row: CustomerRow): KeptCustomer {
  return { ...customerOf(row), searchText: row.search_text, sortKey: row.sort_key };
}
