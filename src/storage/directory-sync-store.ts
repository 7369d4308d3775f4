import { sql } from 'kysely';
import type { DirectorySyncStore } from '../directory/directory-sync-store.ts';
import type { Database } from './database.ts';

const LEASE = 'synchronisation';
const FORGOTTEN_AT_ONCE = 500;
const REFUSED_NAMED = 50;

/** Keeps who synchronises the directory, and knows what is due. */
export function createDirectorySyncStore(database: Database): DirectorySyncStore {
  return {
    async takeLease(owner, now, heldUntil) {
      const taken = await database
        .insertInto('directory_leases')
        .values({ name: LEASE, owner, held_until: heldUntil })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ owner, held_until: heldUntil })
            .where((row) =>
              row.or([
                row('directory_leases.owner', '=', owner),
                row('directory_leases.held_until', '<', now),
              ]),
            ),
        )
        .returning('owner')
        .executeTakeFirst();
      return taken?.owner === owner;
    },

    async releaseLease(owner) {
      await database
        .deleteFrom('directory_leases')
        .where('name', '=', LEASE)
        .where('owner', '=', owner)
        .execute();
    },

    async dueCustomers(usedSince, now, limit) {
      const rows = await database
        .selectFrom('customer_details')
        .select('customer_id')
        .where('used_at', '>=', usedSince)
        .where((row) => row.or([row('due_at', 'is', null), row('due_at', '<=', now)]))
        .orderBy(sql`coalesce(due_at, '')`)
        .limit(limit)
        .execute();
      return rows.map((row) => row.customer_id);
    },

    async nextCustomerDueAt(usedSince) {
      const row = await database
        .selectFrom('customer_details')
        .select(sql<string | null>`min(coalesce(due_at, ''))`.as('earliest'))
        .where('used_at', '>=', usedSince)
        .executeTakeFirst();
      return row?.earliest ?? null;
    },

    async forgetUnused(usedBefore) {
      const unused = await database
        .selectFrom('customer_details')
        .select('customer_id')
        .where('used_at', '<', usedBefore)
        .orderBy('used_at')
        .executeTakeFirst();
      if (!unused) return false;
      const gone = await forgetUsers(database, unused.customer_id);
      if (gone < FORGOTTEN_AT_ONCE) await forgetDetails(database, unused.customer_id, usedBefore);
      return true;
    },

    async overview() {
      const shown = database.selectFrom('customers').where('is_hidden', '=', 0);
      const all = await shown.select((row) => row.fn.countAll().as('count')).executeTakeFirst();
      const used = await database
        .selectFrom('customer_details')
        .where('used_at', 'is not', null)
        .select((row) => row.fn.countAll().as('count'))
        .executeTakeFirst();
      const refused = await shown
        .innerJoin('customer_details', 'customer_details.customer_id', 'customers.id')
        .select(['id', 'name', 'domain', 'refusal'])
        .where('refusal', 'is not', null)
        .orderBy('sort_key')
        .limit(REFUSED_NAMED)
        .execute();
      return {
        customers: Number(all?.count ?? 0),
        customersInUse: Number(used?.count ?? 0),
        refused: refused.map(({ id, name, domain, refusal }) => ({
          id,
          name,
          domain,
          refusal: refusal === null ? null : JSON.parse(refusal),
        })),
      };
    },
  };
}

async function forgetDetails(database: Database, customerId: string, usedBefore: string): Promise<void> {
  await database
    .updateTable('customer_details')
    .set((row) => ({
      used_at: null,
      users_as_of: null,
      users_version: row('users_version', '+', 1),
      skus: null,
      skus_as_of: null,
      refusal: null,
      due_at: null,
    }))
    .where('customer_id', '=', customerId)
    .where('used_at', '<', usedBefore)
    .execute();
}

async function forgetUsers(database: Database, customerId: string): Promise<number> {
  const users = database
    .selectFrom('directory_users')
    .select('id')
    .where('customer_id', '=', customerId)
    .limit(FORGOTTEN_AT_ONCE);
  const result = await database
    .deleteFrom('directory_users')
    .where('customer_id', '=', customerId)
    .where('id', 'in', users)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
