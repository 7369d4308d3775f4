import type { ExchangeOutcome, ExchangeStore } from '../identity/exchange-store.ts';
import type { Database } from './database.ts';

/** Keeps token exchanges in SQL, so that all instances see which one is under way. */
export function createExchangeStore(database: Database): ExchangeStore {
  return {
    async begin(key, startedAt, staleBefore) {
      const begun = await database
        .insertInto('exchanges')
        .values({ key, started_at: startedAt, status: null, failure_detail: null })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({ started_at: startedAt })
            .where('exchanges.status', 'is', null)
            .where('exchanges.started_at', '<', staleBefore),
        )
        .executeTakeFirst();
      return Number(begun.numInsertedOrUpdatedRows ?? 0) > 0;
    },

    async find(key) {
      const row = await database
        .selectFrom('exchanges')
        .select(['started_at', 'status', 'failure_detail'])
        .where('key', '=', key)
        .executeTakeFirst();
      if (!row) return undefined;
      return { key, startedAt: row.started_at, outcome: outcomeOf(row.status, row.failure_detail) };
    },

    async finish(key, { status, failureDetail }) {
      await database
        .updateTable('exchanges')
        .set({ status, failure_detail: failureDetail })
        .where('key', '=', key)
        .execute();
    },

    async purge(startedBefore) {
      await database.deleteFrom('exchanges').where('started_at', '<', startedBefore).execute();
    },
  };
}

function outcomeOf(status: number | null, failureDetail: string | null): ExchangeOutcome | null {
  if (status === null) return null;
  return { status: status === 200 || status === 412 ? status : 500, failureDetail };
}
