import type { StateReader } from '../metrics/state-gauges.ts';
import type { Database } from './database.ts';

/** Counts in SQL what the metrics and the readiness check show. */
export function createStateReader(database: Database): StateReader {
  return {
    async requests(statuses) {
      const rows = await database
        .selectFrom('requests')
        .select((builder) => [
          'status',
          builder.fn.countAll().as('count'),
          builder.fn.min('created_at').as('oldest'),
        ])
        .where('status', 'in', [...statuses])
        .groupBy('status')
        .execute();
      return rows.map(({ status, count, oldest }) => ({ status, count: Number(count), oldestAt: oldest }));
    },

    async outbox() {
      const row = await database
        .selectFrom('outbox')
        .select((builder) => [builder.fn.countAll().as('depth'), builder.fn.min('due_at').as('earliest')])
        .executeTakeFirst();
      return { depth: Number(row?.depth ?? 0), dueSince: row?.earliest ?? null };
    },
  };
}
