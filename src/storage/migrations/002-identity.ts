import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Sealed token caches, invitations to sign in, token exchanges, and the account that reads the directory. */
export const identityTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('vault')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('revision', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('sign_ins')
      .addColumn('id_hash', 'text', (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('state_hash', 'text', (column) => column.unique())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .addColumn('announce_at', 'text')
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sign_ins_by_announce_at').on('sign_ins').column('announce_at').execute();
    await db.schema.createIndex('sign_ins_by_expires_at').on('sign_ins').column('expires_at').execute();

    await db.schema
      .createTable('step_ups')
      .addColumn('person', 'text', (column) => column.primaryKey())
      .addColumn('claims', 'text', (column) => column.notNull())
      .addColumn('since', 'text', (column) => column.notNull())
      .addColumn('is_token_useless', 'integer', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('exchanges')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('failure_detail', 'text')
      .execute();
    await db.schema.createIndex('exchanges_by_started_at').on('exchanges').column('started_at').execute();

    await db.schema
      .createTable('directory_account')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('connected_at', 'text', (column) => column.notNull())
      .addColumn('last_success_at', 'text')
      .addColumn('last_failure_at', 'text')
      .addColumn('last_failure_code', 'text')
      .execute();
  },
};
