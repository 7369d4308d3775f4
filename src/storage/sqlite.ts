import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
  sql,
} from 'kysely';
import type { Tables } from './tables.ts';

/** How long a write waits for another process, such as one that is just ending, to finish its own. */
const BUSY_MS = 5000;

/** Opens the embedded database through `node:sqlite`. Every commit is flushed to disk. */
export function openSqlite(
  path: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Dialect {
  if (path !== ':memory:' && !readOnly) mkdirSync(dirname(path), { recursive: true });
  const connection = new DatabaseSync(path, { timeout: BUSY_MS, readOnly });
  if (!readOnly) {
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    // Copying the log into the database holds everybody up: it is done every 16 MB, not every four.
    connection.exec('PRAGMA wal_autocheckpoint = 4000');
  }
  return new OneWriterDialect({ database: adapt(connection) });
}

/** Runs the migrations as one transaction: a process that starts at the same time waits, a crash leaves nothing half done. */
export async function migrateSqlite(connection: Kysely<Tables>, run: () => Promise<void>): Promise<void> {
  await sql`begin immediate`.execute(connection);
  try {
    await run();
    await sql`commit`.execute(connection);
  } catch (error) {
    await sql`rollback`.execute(connection);
    throw error;
  }
}

/** Takes the right to write when a transaction begins: a transaction that reads first and writes then cannot fail half-way. */
class OneWriterDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new OneWriterDriver(this.#config);
  }
}

class OneWriterDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

type Parameters = (string | number | bigint | null | Uint8Array)[];

/** More than the program has; texts with lists of any length must not pile up. */
const MOST_STATEMENTS = 500;

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects. Statements are prepared once. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => connection.close(),
    prepare(text) {
      const known = prepared.get(text);
      if (known) return known;
      if (prepared.size >= MOST_STATEMENTS) prepared.clear();
      const statement = statementOf(connection, text);
      prepared.set(text, statement);
      return statement;
    },
  };
}

function statementOf(connection: DatabaseSync, text: string): SqliteStatement {
  const statement = connection.prepare(text);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as Parameters)),
    run: (parameters) => statement.run(...(parameters as Parameters)),
    // Rows that are fetched one by one must not be mixed with those of another call.
    iterate: (parameters) => connection.prepare(text).iterate(...(parameters as Parameters)),
  };
}
