import { sql, type Transaction } from 'kysely';
import type { DirectoryUser } from '../directory/directory-entries.ts';
import type { DirectoryStore, ListedUser } from '../directory/directory-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

type UserStore = Pick<
  DirectoryStore,
  'putUsers' | 'dropUsersNotReadSince' | 'removeUser' | 'findUser' | 'usersByIds' | 'findableUsers'
>;

/** Keeps the users of customers; every write makes their version grow. */
export function userStore(database: Database): UserStore {
  return {
    async putUsers(customerId, listed) {
      return database.transaction().execute(async (transaction) => {
        const version = await nextUsersVersion(transaction, customerId);
        const rows = [...new Map(listed.map((user) => [user.id, userRow(customerId, user)])).values()];
        if (rows.length > 0) await putUserRows(transaction, rows);
        return version;
      });
    },

    async dropUsersNotReadSince(customerId, readingSince) {
      return database.transaction().execute(async (transaction) => {
        const version = await nextUsersVersion(transaction, customerId);
        await transaction
          .deleteFrom('directory_users')
          .where('customer_id', '=', customerId)
          .where('read_at', '<', readingSince)
          .execute();
        return version;
      });
    },

    async removeUser(customerId, userId) {
      return database.transaction().execute(async (transaction) => {
        const version = await nextUsersVersion(transaction, customerId);
        await transaction
          .deleteFrom('directory_users')
          .where('customer_id', '=', customerId)
          .where('id', '=', userId)
          .execute();
        return version;
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

/** Comes first in a transaction: on PostgreSQL it makes the writers of one customer's users wait for each other. */
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
