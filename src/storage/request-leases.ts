import type { RequestLeases } from '../fulfilment/request-leases.ts';
import type { Database } from './database.ts';

/** Keeps in SQL, beside the request, until when an instance has it in hand. */
export function createRequestLeases(database: Database): RequestLeases {
  return {
    async take({ id, version }, { now, until }) {
      const taken = await database
        .updateTable('requests')
        .set({ leased_until: until.toISOString() })
        .where('id', '=', id)
        .where('version', '=', version)
        .where((row) =>
          row.or([row('leased_until', 'is', null), row('leased_until', '<=', now.toISOString())]),
        )
        .executeTakeFirst();
      return Number(taken.numUpdatedRows) === 1;
    },
  };
}
