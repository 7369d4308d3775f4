import type { Transaction } from 'kysely';
import type { DirectoryCustomer } from '../directory/directory-entries.ts';
import type { DirectoryStore, ListedCustomer } from '../directory/directory-store.ts';
import { builtOnce, builtOncePerCount } from './built-once.ts';
import type { Database } from './database.ts';
import { asOnlyWriter } from './one-writer.ts';
import type { Tables } from './tables.ts';

type CustomerQueries = Pick<
  DirectoryStore,
  'findCustomer' | 'customersByIds' | 'changedCustomers' | 'customerIdsFrom'
>;

/** Reads customers; those that are hidden only where it is asked what has changed. */
export function customerQueries(database: Database): CustomerQueries {
  return {
    async findCustomer(customerId) {
      const { rows } = await byIds(database, [{ id: customerId }]);
      return rows[0] && customerOf(rows[0]);
    },

    async customersByIds(customerIds) {
      if (customerIds.length === 0) return [];
      const { rows } = await byIds(
        database,
        customerIds.map((id) => ({ id })),
      );
      return rows.map(customerOf);
    },

    async changedCustomers(afterChange, limit) {
      const { rows } = await changed(database, { afterChange, limit });
      return rows.map((row) => ({
        id: row.id,
        change: row.change,
        sortKey: row.sort_key,
        searchText: row.search_text,
        isHidden: row.is_hidden === 1,
      }));
    },

    async customerIdsFrom(prefix, limit) {
      const found = await database
        .selectFrom('customers')
        .select('id')
        .where('id', '>=', prefix)
        .where('id', '<', `${prefix}~`)
        .where('is_hidden', '=', 0)
        .orderBy('id')
        .limit(limit)
        .execute();
      return found.map((row) => row.id);
    },
  };
}

const byIds = builtOncePerCount((database, customers: readonly { readonly id: string }[]) =>
  database
    .selectFrom('customers')
    .leftJoin('customer_details', 'customer_details.customer_id', 'customers.id')
    .select(['id', 'name', 'domain', 'refusal'])
    .where('is_hidden', '=', 0)
    .where(
      'id',
      'in',
      customers.map(({ id }) => id),
    ),
);

const changed = builtOnce((database, given: { readonly afterChange: number; readonly limit: number }) =>
  database
    .selectFrom('customers')
    .select(['id', 'change', 'sort_key', 'search_text', 'is_hidden'])
    .where('change', '>', given.afterChange)
    .orderBy('change')
    .limit(given.limit),
);

type CustomerWrites = Pick<DirectoryStore, 'putCustomers' | 'hideCustomersNotSeenSince' | 'hideCustomer'>;
type CustomerRow = Tables['customers'];

/** Writes customers; what makes them found differently gets the next number of a change, one transaction at a time. */
export function customerWrites(database: Database): CustomerWrites {
  const write = <Result>(work: (transaction: Transaction<Tables>) => Promise<Result>) =>
    database.transaction().execute(async (transaction) => {
      await asOnlyWriter(transaction, 'customers');
      return work(transaction);
    });
  const shown = (transaction: Transaction<Tables>) =>
    transaction.selectFrom('customers').selectAll().where('is_hidden', '=', 0);
  const hide = (transaction: Transaction<Tables>, rows: readonly CustomerRow[]) =>
    putRows(
      transaction,
      rows.map((row) => ({ ...row, is_hidden: 1 })),
    );

  return {
    async putCustomers(customers, readingSince) {
      const unique = new Map(customers.map((customer) => [customer.id, rowOf(customer, readingSince)]));
      await write((transaction) => putRows(transaction, [...unique.values()]));
    },

    hideCustomersNotSeenSince: (readingSince) =>
      write(async (transaction) => {
        const unseen = shown(transaction).where('seen_at', '<', readingSince).limit(HIDDEN_AT_ONCE);
        const gone = await unseen.execute();
        await hide(transaction, gone);
        return gone.length;
      }),

    hideCustomer: (customerId) =>
      write(async (transaction) => {
        await hide(transaction, await shown(transaction).where('id', '=', customerId).execute());
      }),
  };
}

const HIDDEN_AT_ONCE = 25;

/** Adds or replaces rows; those that are found as before keep the number of their last change. */
async function putRows(
  transaction: Transaction<Tables>,
  rows: readonly Omit<CustomerRow, 'change'>[],
): Promise<void> {
  if (rows.length === 0) return;
  const known = await transaction
    .selectFrom('customers')
    .select(['id', 'change', 'sort_key', 'search_text', 'is_hidden'])
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute();
  const knownById = new Map(known.map((row) => [row.id, row]));
  let lastChange = await lastChangeOf(transaction);
  const numbered = rows.map((row) => {
    const before = knownById.get(row.id);
    const isFoundAsBefore =
      before?.search_text === row.search_text &&
      before.sort_key === row.sort_key &&
      before.is_hidden === row.is_hidden;
    return { ...row, change: isFoundAsBefore ? before.change : ++lastChange };
  });
  await transaction
    .insertInto('customers')
    .values(numbered)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({
        change: row.ref('excluded.change'),
        name: row.ref('excluded.name'),
        domain: row.ref('excluded.domain'),
        sort_key: row.ref('excluded.sort_key'),
        search_text: row.ref('excluded.search_text'),
        seen_at: row.ref('excluded.seen_at'),
        is_hidden: row.ref('excluded.is_hidden'),
      })),
    )
    .execute();
}

async function lastChangeOf(transaction: Transaction<Tables>): Promise<number> {
  const row = await transaction
    .selectFrom('customers')
    .select((builder) => builder.fn.max('change').as('change'))
    .executeTakeFirst();
  return Number(row?.change ?? 0);
}

function rowOf(customer: ListedCustomer, seenAt: string): Omit<CustomerRow, 'change'> {
  return {
    id: customer.id,
    name: customer.name,
    domain: customer.domain,
    sort_key: customer.sortKey,
    search_text: customer.searchText,
    seen_at: seenAt,
    is_hidden: 0,
  };
}

/** JSON columns are written by this store alone and read back without a schema. */
function customerOf(
  row: Pick<CustomerRow, 'id' | 'name' | 'domain'> & { readonly refusal: string | null },
): DirectoryCustomer {
  const refusal = row.refusal === null ? null : JSON.parse(row.refusal);
  return { id: row.id, name: row.name, domain: row.domain, refusal };
}
