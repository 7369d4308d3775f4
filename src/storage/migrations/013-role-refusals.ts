import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The few events of a long trail that tell of a missing role are found at each start. */
export const roleRefusalIndex: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index audit_events_of_roles on audit_events (seq) where kind = 'executor-lacks-role'`.execute(
      db,
    );
  },
};
