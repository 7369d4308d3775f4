import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the Teams edge remembers: people, channels, where cards stand, dialog state, activities already seen. */
export const botTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('people')
      .addColumn('person', 'text', (column) => column.primaryKey())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('teams_id', 'text', (column) => column.notNull())
      .addColumn('upn', 'text')
      .addColumn('locale', 'text')
      .addColumn('time_zone', 'text')
      .addColumn('chat', 'text')
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('people_by_upn').on('people').column('upn').execute();
    await db.schema.createIndex('people_by_teams_id').on('people').column('teams_id').execute();

    await db.schema
      .createTable('channels')
      .addColumn('channel_id', 'text', (column) => column.primaryKey())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('tenant_id', 'text', (column) => column.notNull())
      .addColumn('service_url', 'text', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('card_copies')
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('lane', 'text', (column) => column.notNull())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('activity_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('card_copies_key', ['request_id', 'lane'])
      .execute();

    await db.schema
      .createTable('bot_state')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('seen_activities')
      .addColumn('activity', 'text', (column) => column.primaryKey())
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .execute();
  },
};
