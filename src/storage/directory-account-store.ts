import type { DirectoryAccountStore } from '../identity/directory-account-store.ts';
import type { Database } from './database.ts';

const THE_ONE = 1;

/** Keeps in SQL which account reads the directory: there is one row at most. */
export function createDirectoryAccountStore(database: Database): DirectoryAccountStore {
  return {
    async read() {
      const row = await database
        .selectFrom('directory_account')
        .selectAll()
        .where('id', '=', THE_ONE)
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        account: { tenantId: row.tenant_id, objectId: row.object_id },
        connectedAt: row.connected_at,
        lastSuccessAt: row.last_success_at,
        lastFailure: failureOf(row.last_failure_at, row.last_failure_code),
      };
    },

    async write(record) {
      if (record === null) {
        await database.deleteFrom('directory_account').where('id', '=', THE_ONE).execute();
        return;
      }
      const values = {
        tenant_id: record.account.tenantId,
        object_id: record.account.objectId,
        connected_at: record.connectedAt,
        last_success_at: record.lastSuccessAt,
        last_failure_at: record.lastFailure?.at ?? null,
        last_failure_code: record.lastFailure?.code ?? null,
      };
      await database
        .insertInto('directory_account')
        .values({ id: THE_ONE, ...values })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
    },

    async note(account, { lastSuccessAt, lastFailure }) {
      const success = lastSuccessAt === undefined ? {} : { last_success_at: lastSuccessAt };
      const failure =
        lastFailure === undefined
          ? {}
          : { last_failure_at: lastFailure?.at ?? null, last_failure_code: lastFailure?.code ?? null };
      await database
        .updateTable('directory_account')
        .set({ ...success, ...failure })
        .where('tenant_id', '=', account.tenantId)
        .where('object_id', '=', account.objectId)
        .execute();
    },
  };
}

function failureOf(at: string | null, code: string | null) {
  return at === null || code === null ? null : { at, code };
}
