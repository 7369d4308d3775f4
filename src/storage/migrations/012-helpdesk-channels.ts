import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The channels that operators chose for customers; an empty customer stands for everything. */
export const helpdeskChannelTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('helpdesk_channels')
      .addColumn('customer_id', 'text', (column) => column.primaryKey())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .execute();
  },
};
