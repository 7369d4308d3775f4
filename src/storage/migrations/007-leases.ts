import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who has a conversation or a request in hand, where several instances share the database. */
export const leases: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('turn_leases')
      .addColumn('conversation', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('held_until', 'text', (column) => column.notNull())
      .execute();
    await db.schema.alterTable('requests').addColumn('leased_until', 'text').execute();
  },
};
