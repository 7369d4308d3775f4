import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Customers are searched in memory: their numbers say what has changed, and earlier indexes of their texts are not needed. */
export const customerChanges: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ['customer_trigrams', 'customer_grams', 'customer_keys']) {
      await db.schema.dropTable(table).ifExists().execute();
    }
    for (const index of ['customers_by_text', 'customers_by_name']) {
      await sql`drop index if exists ${sql.ref(index)}`.execute(db);
    }
    await db.schema.alterTable('customers').renameColumn('position', 'change').execute();
  },
};
