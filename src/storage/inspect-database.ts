import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { migrations } from './migrations.ts';

/** What a database looks like before anybody writes to it. */
export type DatabaseState = {
  /** Migrations of ours that were not run yet. */
  readonly pending: readonly string[];
  /** Migrations that a newer program ran. */
  readonly unknown: readonly string[];
};

/** Compares the schema with ours and changes nothing. Throws what the database throws. */
export async function inspectDatabase(database: Database): Promise<DatabaseState> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  const done = tables.some((table) => table.name === MIGRATIONS) ? await doneMigrations(database) : [];
  const ours = Object.keys(migrations);
  return {
    pending: ours.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !ours.includes(name)),
  };
}

const MIGRATIONS = 'kysely_migration';

async function doneMigrations(database: Database): Promise<readonly string[]> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const known = await migrator.getMigrations();
  const executed = known.filter(({ executedAt }) => executedAt).map(({ name }) => name);
  const rows = await database
    .withTables<{ [MIGRATIONS]: { name: string } }>()
    .selectFrom(MIGRATIONS)
    .select('name')
    .execute();
  return [...new Set([...executed, ...rows.map(({ name }) => name)])];
}
