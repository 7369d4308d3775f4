import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What falls due next, and what waits for one request, is found without looking at everything that waits. */
export const dueIndexes: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createIndex('outbox_by_due').on('outbox').columns(['due_at', 'id']).execute();
    await db.schema.createIndex('outbox_by_request').on('outbox').column('request_id').execute();
    await db.schema
      .createIndex('requests_by_lease')
      .on('requests')
      .column('leased_until')
      .where('leased_until', 'is not', null)
      .execute();
  },
};
