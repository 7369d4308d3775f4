import { sql, type Transaction } from 'kysely';
import type { DirectoryCustomer, DirectoryUser } from '../directory/directory-entries.ts';
import type {
  CustomerDetails,
  CustomerDetailsPatch,
  CustomerReading,
  DirectoryStore,
  KeptCustomer,
  ListedCustomer,
  ListedUser,
} from '../directory/directory-store.ts';
import { type CustomerSearch, sqliteCustomerSearch } from './customer-search.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** Keeps the directory in SQL; `search` is the way of the database engine to find customers. */
export function createDirectoryStore(
  database: Database,
  search: CustomerSearch = sqliteCustomerSearch,
): DirectoryStore {
  return {
    ...customerQueries(database, search),
    ...customerWrites(database, search),
    ...details(database),
    ...users(database),
    ...readings(database),
  };
}

type CustomerQueries = Pick<
  DirectoryStore,
  'findCustomer' | 'customersByIds' | 'searchCustomers' | 'customersByIdPrefix'
>;

function customerQueries(database: Database, search: CustomerSearch): CustomerQueries {
  const rows = () =>
    database
      .selectFrom('customers')
      .leftJoin('customer_details', 'customer_details.customer_id', 'customers.id')
      .select(['id', 'name', 'domain', 'refusal', 'search_text', 'sort_key'])
      .where('is_hidden', '=', 0);

  async function inOrder(ids: readonly string[]): Promise<readonly DirectoryCustomer[]> {
    if (ids.length === 0) return [];
    const found = await rows()
      .where('id', 'in', [...ids])
      .execute();
    const byId = new Map(found.map((row) => [row.id, customerOf(row)]));
    return ids.map((id) => byId.get(id)).filter((customer) => customer !== undefined);
  }

  return {
    async findCustomer(customerId) {
      const row = await rows().where('id', '=', customerId).executeTakeFirst();
      return row && customerOf(row);
    },

    async customersByIds(customerIds) {
      const found = await rows()
        .where('id', 'in', [...customerIds])
        .execute();
      return found.map(keptOf);
    },

    async searchCustomers(patterns, limit) {
      if (patterns) {
        const found = await search.find(database, patterns, limit);
        return inOrder(found.map((customer) => customer.id));
      }
      const first = await rows().orderBy('sort_key').orderBy('id').limit(limit).execute();
      return first.map(customerOf);
    },

    async customersByIdPrefix(prefix, limit) {
      const found = await rows()
        .where('id', '>=', prefix)
        .where('id', '<', `${prefix}~`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return found.map(keptOf);
    },
  };
}

type CustomerWrites = Pick<DirectoryStore, 'putCustomers' | 'hideCustomersNotSeenSince' | 'hideCustomer'>;

function customerWrites(database: Database, search: CustomerSearch): CustomerWrites {
  async function hide(transaction: Transaction<Tables>, positions: readonly number[]): Promise<void> {
    if (positions.length === 0) return;
    await search.remove(transaction, positions);
    await transaction
      .updateTable('customers')
      .set({ is_hidden: 1 })
      .where('position', 'in', [...positions])
      .execute();
  }

  return {
    async putCustomers(customers, readingSince) {
      if (customers.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        await putCustomers(transaction, { search, customers, readingSince });
      });
    },

    async hideCustomersNotSeenSince(readingSince) {
      return database.transaction().execute(async (transaction) => {
        const gone = await transaction
          .selectFrom('customers')
          .select('position')
          .where('seen_at', '<', readingSince)
          .where('is_hidden', '=', 0)
          .limit(HIDDEN_AT_ONCE)
          .execute();
        await hide(
          transaction,
          gone.map((row) => row.position),
        );
        return gone.length;
      });
    },

    async hideCustomer(customerId) {
      await database.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('customers')
          .select('position')
          .where('id', '=', customerId)
          .where('is_hidden', '=', 0)
          .executeTakeFirst();
        await hide(transaction, row ? [row.position] : []);
      });
    },
  };
}

const HIDDEN_AT_ONCE = 100;

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
  const indexed = changed.filter((row) => knownById.get(row.id)?.is_hidden === 0);
  await search.remove(
    transaction,
    indexed.map((row) => row.position),
  );
  await search.add(
    transaction,
    changed.map((row) => ({ position: row.position, searchText: row.search_text })),
  );
}

async function lastPosition(transaction: Transaction<Tables>): Promise<number> {
  const row = await transaction
    .selectFrom('customers')
    .select((builder) => builder.fn.max('position').as('position'))
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

type Details = Pick<DirectoryStore, 'details' | 'noteDetails' | 'skus'>;

function details(database: Database): Details {
  return {
    async details(customerId) {
      const row = await database
        .selectFrom('customer_details')
        .select(['used_at', 'users_as_of', 'users_version', 'skus_as_of', 'refusal'])
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      if (!row) return NO_DETAILS;
      return {
        usedAt: row.used_at,
        usersAsOf: row.users_as_of,
        usersVersion: row.users_version,
        skusAsOf: row.skus_as_of,
        refusal: row.refusal === null ? null : JSON.parse(row.refusal),
      };
    },

    async noteDetails(customerId, patch) {
      const values = detailColumns(patch);
      await database
        .insertInto('customer_details')
        .values({ customer_id: customerId, users_version: 0, ...values })
        .onConflict((conflict) =>
          conflict.column('customer_id').doUpdateSet({ customer_id: customerId, ...values }),
        )
        .execute();
    },

    async skus(customerId) {
      const row = await database
        .selectFrom('customer_details')
        .select('skus')
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      return row?.skus ? JSON.parse(row.skus) : null;
    },
  };
}

const NO_DETAILS: CustomerDetails = {
  usedAt: null,
  usersAsOf: null,
  usersVersion: 0,
  skusAsOf: null,
  refusal: null,
};

function detailColumns(patch: CustomerDetailsPatch) {
  return {
    ...(patch.usedAt === undefined ? {} : { used_at: patch.usedAt }),
    ...(patch.usersAsOf === undefined ? {} : { users_as_of: patch.usersAsOf }),
    ...(patch.skus === undefined ? {} : { skus: JSON.stringify(patch.skus), skus_as_of: patch.skus.asOf }),
    ...(patch.refusal === undefined ? {} : { refusal: patch.refusal && JSON.stringify(patch.refusal) }),
  };
}

type Users = Pick<
  DirectoryStore,
  'putUsers' | 'dropUsersNotReadSince' | 'removeUser' | 'findUser' | 'usersByIds' | 'findableUsers'
>;

function users(database: Database): Users {
  return {
    async putUsers(customerId, listed) {
      return database.transaction().execute(async (transaction) => {
        const rows = [...new Map(listed.map((user) => [user.id, userRow(customerId, user)])).values()];
        if (rows.length > 0) await putUserRows(transaction, rows);
        return nextUsersVersion(transaction, customerId);
      });
    },

    async dropUsersNotReadSince(customerId, readingSince) {
      return database.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('directory_users')
          .where('customer_id', '=', customerId)
          .where('read_at', '<', readingSince)
          .execute();
        return nextUsersVersion(transaction, customerId);
      });
    },

    async removeUser(customerId, userId) {
      return database.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('directory_users')
          .where('customer_id', '=', customerId)
          .where('id', '=', userId)
          .execute();
        return nextUsersVersion(transaction, customerId);
      });
    },

    async findUser(customerId, idOrUpn) {
      const key = idOrUpn.toLowerCase();
      const row = await database
        .selectFrom('directory_users')
        .selectAll()
        .where('customer_id', '=', customerId)
        .where((row) => row.or([row('id', '=', key), row('upn_key', '=', key)]))
        .orderBy('read_at', 'desc')
        .executeTakeFirst();
      return row && userOf(row);
    },

    async usersByIds(customerId, userIds) {
      if (userIds.length === 0) return [];
      const rows = await database
        .selectFrom('directory_users')
        .selectAll()
        .where('customer_id', '=', customerId)
        .where('id', 'in', [...userIds])
        .execute();
      return rows.map(userOf);
    },

    async findableUsers(customerId, afterId, limit) {
      const rows = await database
        .selectFrom('directory_users')
        .select(['id', 'sort_key', 'search_text'])
        .where('customer_id', '=', customerId)
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ id: row.id, sortKey: row.sort_key, searchText: row.search_text }));
    },
  };
}

async function putUserRows(
  transaction: Transaction<Tables>,
  rows: readonly Tables['directory_users'][],
): Promise<void> {
  await transaction
    .insertInto('directory_users')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['customer_id', 'id']).doUpdateSet((row) => ({
        upn: row.ref('excluded.upn'),
        upn_key: row.ref('excluded.upn_key'),
        name: row.ref('excluded.name'),
        usage_location: row.ref('excluded.usage_location'),
        is_active: row.ref('excluded.is_active'),
        sort_key: row.ref('excluded.sort_key'),
        search_text: row.ref('excluded.search_text'),
        read_at: row.ref('excluded.read_at'),
      })),
    )
    .execute();
}

async function nextUsersVersion(transaction: Transaction<Tables>, customerId: string): Promise<number> {
  const row = await transaction
    .insertInto('customer_details')
    .values({ customer_id: customerId, users_version: 1 })
    .onConflict((conflict) =>
      conflict
        .column('customer_id')
        .doUpdateSet({ users_version: sql<number>`customer_details.users_version + 1` }),
    )
    .returning('users_version')
    .executeTakeFirstOrThrow();
  return row.users_version;
}

type Readings = Pick<DirectoryStore, 'customerReading' | 'noteCustomerReading'>;

function readings(database: Database): Readings {
  return {
    async customerReading() {
      const row = await database
        .selectFrom('directory_readings')
        .selectAll()
        .where('name', '=', 'customers')
        .executeTakeFirst();
      if (!row) return { asOf: null, since: null, continuationToken: null };
      return { asOf: row.as_of, since: row.since, continuationToken: row.continuation_token };
    },

    async noteCustomerReading(patch) {
      const values = readingColumns(patch);
      await database
        .insertInto('directory_readings')
        .values({ name: 'customers', ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ name: 'customers', ...values }))
        .execute();
    },
  };
}

function readingColumns(patch: Partial<CustomerReading>) {
  return {
    ...(patch.asOf === undefined ? {} : { as_of: patch.asOf }),
    ...(patch.since === undefined ? {} : { since: patch.since }),
    ...(patch.continuationToken === undefined ? {} : { continuation_token: patch.continuationToken }),
  };
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

function userRow(customerId: string, user: ListedUser): Tables['directory_users'] {
  return {
    customer_id: customerId,
    id: user.id,
    upn: user.upn,
    upn_key: user.upn.toLowerCase(),
    name: user.name,
    usage_location: user.usageLocation,
    is_active: user.isActive ? 1 : 0,
    sort_key: user.sortKey,
    search_text: user.searchText,
    read_at: user.asOf,
  };
}

function userOf(row: Tables['directory_users']): DirectoryUser {
  return {
    id: row.id,
    name: row.name,
    upn: row.upn,
    usageLocation: row.usage_location,
    isActive: row.is_active === 1,
    asOf: row.read_at,
  };
}
