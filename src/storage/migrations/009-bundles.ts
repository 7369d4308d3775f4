import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Finds the requests that were made together. */
export const bundles: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('requests').addColumn('bundle_id', 'text').execute();
    await db.schema.createIndex('requests_by_bundle').on('requests').column('bundle_id').execute();
  },
};
