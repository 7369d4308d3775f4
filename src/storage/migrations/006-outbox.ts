import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tells a message that may stand there already from one that was never sent. */
export const outboxDoubts: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('outbox')
      .addColumn('is_doubtful', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
