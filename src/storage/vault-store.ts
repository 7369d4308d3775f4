import type { VaultStore } from '../identity/vault-store.ts';
import type { Database } from './database.ts';

/** Keeps sealed token caches in SQL, one row per place. */
export function createVaultStore(database: Database): VaultStore {
  return {
    read: (key) =>
      database.selectFrom('vault').select(['revision', 'sealed']).where('key', '=', key).executeTakeFirst(),

    async write(key, row, expected) {
      if (expected === null) {
        const inserted = await database
          .insertInto('vault')
          .values({ key, ...row })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirst();
        return Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0;
      }
      const updated = await database
        .updateTable('vault')
        .set(row)
        .where('key', '=', key)
        .where('revision', '=', expected)
        .executeTakeFirst();
      return Number(updated.numUpdatedRows) > 0;
    },

    async remove(key) {
      const deleted = await database.deleteFrom('vault').where('key', '=', key).executeTakeFirst();
      return Number(deleted.numDeletedRows) > 0;
    },

    async keys() {
      const rows = await database.selectFrom('vault').select('key').orderBy('key').execute();
      return rows.map((row) => row.key);
    },
  };
}
