import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The languages that were chosen: by people for themselves, by operators for conversations. */
export const languageTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('languages')
      .addColumn('owner', 'text', (column) => column.primaryKey())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('chosen_by', 'text', (column) => column.notNull())
      .addColumn('chosen_at', 'text', (column) => column.notNull())
      .execute();
  },
};
