import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Customers, users and SKUs to choose from. All of it can be read again from Partner Center. */
export const directoryTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('customers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('position', 'integer', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('domain', 'text')
      .addColumn('sort_key', 'text', (column) => column.notNull())
      .addColumn('search_text', 'text', (column) => column.notNull())
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .addColumn('is_hidden', 'integer', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('customers_by_seen').on('customers').column('seen_at').execute();

    await db.schema
      .createTable('customer_details')
      .addColumn('customer_id', 'text', (column) => column.primaryKey())
      .addColumn('used_at', 'text')
      .addColumn('users_as_of', 'text')
      .addColumn('users_version', 'integer', (column) => column.notNull())
      .addColumn('skus', 'text')
      .addColumn('skus_as_of', 'text')
      .addColumn('refusal', 'text')
      .addColumn('due_at', 'text')
      .execute();
    await db.schema.createIndex('customer_details_by_use').on('customer_details').column('used_at').execute();

    await db.schema
      .createTable('directory_users')
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('upn', 'text', (column) => column.notNull())
      .addColumn('upn_key', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('usage_location', 'text')
      .addColumn('is_active', 'integer', (column) => column.notNull())
      .addColumn('sort_key', 'text', (column) => column.notNull())
      .addColumn('search_text', 'text', (column) => column.notNull())
      .addColumn('read_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('directory_users_key', ['customer_id', 'id'])
      .execute();
    await db.schema
      .createIndex('directory_users_by_upn')
      .on('directory_users')
      .columns(['customer_id', 'upn_key'])
      .execute();

    await db.schema
      .createTable('directory_readings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('as_of', 'text')
      .addColumn('since', 'text')
      .addColumn('continuation_token', 'text')
      .addColumn('due_at', 'text')
      .addColumn('failures', 'integer', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('directory_leases')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('held_until', 'text', (column) => column.notNull())
      .execute();
  },
};
