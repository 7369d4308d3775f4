import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** SQLite takes the index of a customer's events before that of the few events, unless it holds the customer, too. */
export const roleRefusalIndexByCustomer: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`drop index audit_events_of_roles`.execute(db);
    await sql`create index audit_events_of_roles on audit_events (customer_id, seq) where kind = 'executor-lacks-role'`.execute(
      db,
    );
  },
};
