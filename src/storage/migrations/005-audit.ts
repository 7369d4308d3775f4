import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The audit trail: its events, the personal fields beside them, and its end. */
export const auditTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audit_events')
      .addColumn('seq', 'integer', (column) => column.primaryKey())
      .addColumn('request_id', 'text')
      .addColumn('customer_id', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text')
      .addColumn('facts', 'text', (column) => column.notNull())
      .addColumn('digests', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('previous', 'text', (column) => column.notNull())
      .addColumn('mac', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('audit_events_by_request').on('audit_events').column('request_id').execute();
    await db.schema
      .createIndex('audit_events_by_customer')
      .on('audit_events')
      .column('customer_id')
      .execute();

    await db.schema
      .createTable('audit_personal')
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('field', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('salt', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_personal_key', ['seq', 'field'])
      .execute();

    await db.schema
      .createTable('audit_head')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('mac', 'text', (column) => column.notNull())
      .addColumn('post_due_at', 'text')
      .execute();
    await sql`insert into audit_head (id, seq, mac) values (1, 0, ${sql.lit('0'.repeat(64))})`.execute(db);

    await (db.getExecutor().adapter instanceof SqliteAdapter ? guardSqlite : guardPostgres)(db);
  },
};

/** Keeps a mistake of ours from changing what is written. Whoever may drop a trigger is found by the chain. */
async function guardSqlite(db: Kysely<unknown>): Promise<void> {
  for (const event of ['update', 'delete']) {
    await sql`create trigger ${sql.raw(`audit_events_no_${event} before ${event}`)} on audit_events
      begin select raise(abort, 'audit_events is append-only'); end`.execute(db);
  }
}

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_events_are_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'audit_events is append-only'; end $$`.execute(db);
  await sql`create trigger audit_events_append_only before update or delete or truncate on audit_events
    execute function audit_events_are_append_only()`.execute(db);
}
