import { existsSync } from 'node:fs';
import { Kysely, PostgresAdapter } from 'kysely';
import { Migrator } from 'kysely/migration';
import { inspectDatabase } from './inspect-database.ts';
import { migrations } from './migrations.ts';
import { migratePostgres, openPostgres, type PostgresOptions } from './postgres.ts';
import { migrateSqlite, openSqlite } from './sqlite.ts';
import type { Tables } from './tables.ts';

/** The one database handle that the stores share. */
export type Database = Kysely<Tables>;

export type DatabaseOptions = PostgresOptions & {
  /** Nothing can be written; a SQLite file has to be there. */
  readonly readOnly?: boolean;
};

/** Whether an address is one of PostgreSQL, and not the path of a SQLite file. */
export function isPostgresAddress(address: string): boolean {
  return /^postgres(ql)?:\/\//i.test(address);
}

/** Whether there is something to open; a SQLite file may not be made yet. */
export function isDatabaseThere(address: string): boolean {
  return isPostgresAddress(address) || existsSync(address);
}

/**
 * Opens the database: PostgreSQL for `postgres://…`, which any number of instances share, else the embedded SQLite,
 * which belongs to one instance.
 * @param address `postgres://…`, the path of a SQLite file, created with its folder when absent, or `:memory:`
 */
export function openDatabase(address: string, options: DatabaseOptions = {}): Database {
  const dialect = isPostgresAddress(address) ? openPostgres(address, options) : openSqlite(address, options);
  return new Kysely<Tables>({ dialect });
}

/** The database was brought up to date by a newer program than this one. */
export class SchemaTooNew extends Error {
  readonly code = 'schema-too-new';

  constructor(names: readonly string[]) {
    super(
      `a newer version of License Desk has used this database (${names.join(', ')}). ` +
        'Start that version, or restore a backup from before the update.',
    );
    this.name = 'SchemaTooNew';
  }
}

/**
 * Brings the schema up to date; throws `SchemaTooNew`, or what the failing migration threw. Instances that start at once wait for each
 * other: one migrates, the others find it done.
 */
export async function migrate(database: Database): Promise<void> {
  await database.connection().execute(async (connection) => {
    const run = async () => {
      const { unknown } = await inspectDatabase(connection);
      if (unknown.length > 0) throw new SchemaTooNew(unknown);
      const migrator = new Migrator({
        db: connection,
        provider: { getMigrations: async () => migrations },
      });
      const { error } = await migrator.migrateToLatest();
      if (error) throw error;
    };
    await (isPostgres(connection) ? migratePostgres : migrateSqlite)(connection, run);
  });
}

/** Whether this is PostgreSQL: the stores ask where the engines have no common way. */
export function isPostgres(database: Kysely<Tables> | Kysely<unknown>): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
