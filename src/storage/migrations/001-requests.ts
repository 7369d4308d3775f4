import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Requests, and what waits to be told. */
export const requestTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('requests')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('customer_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('requester', 'text', (column) => column.notNull())
      .addColumn('executor', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('due_at', 'text')
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('requests_by_due').on('requests').column('due_at').execute();
    await db.schema
      .createIndex('requests_by_requester')
      .on('requests')
      .columns(['requester', 'created_at'])
      .execute();
    await db.schema
      .createIndex('requests_by_status')
      .on('requests')
      .columns(['status', 'created_at'])
      .execute();
    await db.schema
      .createIndex('requests_by_user')
      .on('requests')
      .columns(['customer_id', 'user_id'])
      .execute();

    await db.schema
      .createTable('outbox')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('lane', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('notice', 'text', (column) => column.notNull())
      .addColumn('due_at', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('card_key', 'text', (column) => column.unique())
      .execute();
    await db.schema.createIndex('outbox_by_lane').on('outbox').columns(['lane', 'id']).execute();
  },
};
