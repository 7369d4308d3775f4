import type {
  CustomerDetails,
  CustomerDetailsPatch,
  CustomerReading,
  DirectoryStore,
} from '../directory/directory-store.ts';
import type { Database } from './database.ts';
import { customerQueries, customerWrites } from './directory-customers.ts';
import { userStore } from './directory-users.ts';

/** Keeps the directory in SQL. */
export function createDirectoryStore(database: Database): DirectoryStore {
  return {
    ...customerQueries(database),
    ...customerWrites(database),
    ...details(database),
    ...userStore(database),
    ...readings(database),
  };
}

type Details = Pick<DirectoryStore, 'details' | 'noteDetails' | 'skus'>;

function details(database: Database): Details {
  return {
    async details(customerId) {
      const row = await database
        .selectFrom('customer_details')
        .select(['used_at', 'users_as_of', 'users_version', 'skus_as_of', 'refusal'])
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      if (!row) return NO_DETAILS;
      return {
        usedAt: row.used_at,
        usersAsOf: row.users_as_of,
        usersVersion: row.users_version,
        skusAsOf: row.skus_as_of,
        refusal: row.refusal === null ? null : JSON.parse(row.refusal),
      };
    },

    async noteDetails(customerId, patch) {
      const values = detailColumns(patch);
      await database
        .insertInto('customer_details')
        .values({ customer_id: customerId, users_version: 0, ...values })
        .onConflict((conflict) =>
          conflict.column('customer_id').doUpdateSet({ customer_id: customerId, ...values }),
        )
        .execute();
    },

    async skus(customerId) {
      const row = await database
        .selectFrom('customer_details')
        .select('skus')
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      return row?.skus ? JSON.parse(row.skus) : null;
    },
  };
}

const NO_DETAILS: CustomerDetails = {
  usedAt: null,
  usersAsOf: null,
  usersVersion: 0,
  skusAsOf: null,
  refusal: null,
};

function detailColumns(patch: CustomerDetailsPatch) {
  return {
    ...(patch.usedAt === undefined ? {} : { used_at: patch.usedAt }),
    ...(patch.usersAsOf === undefined ? {} : { users_as_of: patch.usersAsOf }),
    ...(patch.skus === undefined ? {} : { skus: JSON.stringify(patch.skus), skus_as_of: patch.skus.asOf }),
    ...(patch.dueAt === undefined ? {} : { due_at: patch.dueAt }),
    ...(patch.refusal === undefined ? {} : { refusal: patch.refusal && JSON.stringify(patch.refusal) }),
  };
}

type Readings = Pick<DirectoryStore, 'customerReading' | 'noteCustomerReading'>;

function readings(database: Database): Readings {
  return {
    async customerReading() {
      const row = await database
        .selectFrom('directory_readings')
        .selectAll()
        .where('name', '=', 'customers')
        .executeTakeFirst();
      return {
        asOf: row?.as_of ?? null,
        since: row?.since ?? null,
        continuationToken: row?.continuation_token ?? null,
        dueAt: row?.due_at ?? null,
        failures: row?.failures ?? 0,
      };
    },

    async noteCustomerReading(patch) {
      const values = readingColumns(patch);
      await database
        .insertInto('directory_readings')
        .values({ name: 'customers', failures: 0, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ name: 'customers', ...values }))
        .execute();
    },
  };
}

function readingColumns(patch: Partial<CustomerReading>) {
  return {
    ...(patch.asOf === undefined ? {} : { as_of: patch.asOf }),
    ...(patch.since === undefined ? {} : { since: patch.since }),
    ...(patch.continuationToken === undefined ? {} : { continuation_token: patch.continuationToken }),
    ...(patch.dueAt === undefined ? {} : { due_at: patch.dueAt }),
    ...(patch.failures === undefined ? {} : { failures: patch.failures }),
  };
}
