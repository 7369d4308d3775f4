import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who decides in whose place, as people said it in a chat, and up to when beginnings and ends were acted upon. */
export const delegationTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('delegations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('delegator', 'text', (column) => column.notNull())
      .addColumn('starts_at', 'text', (column) => column.notNull())
      .addColumn('ends_at', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('delegation_watch')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('watched_until', 'text', (column) => column.notNull())
      .execute();
  },
};
