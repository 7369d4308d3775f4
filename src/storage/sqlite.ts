import { closeSync, fdatasync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
  sql,
} from 'kysely';
import { LogFlush } from './log-flush.ts';
import type { Tables } from './tables.ts';

const flushToDisk = promisify(fdatasync);

/** How long a write waits for another process, such as one that is just ending, to finish its own. */
const BUSY_MS = 5000;

export type SqliteOptions = {
  readonly readOnly?: boolean;
  /** Returns when all that was written to an open file is on disk. */
  readonly flushFile?: (descriptor: number) => Promise<void>;
};

/**
 * Opens the embedded database through `node:sqlite`. Nobody is given anything, neither the end of a transaction nor a row,
 * before all that was committed until then is on disk.
 */
export function openSqlite(
  path: string,
  { readOnly = false, flushFile = flushToDisk }: SqliteOptions = {},
): Dialect {
  if (path !== ':memory:' && !readOnly) mkdirSync(dirname(path), { recursive: true });
  const connection = new DatabaseSync(path, { timeout: BUSY_MS, readOnly });
  if (!readOnly) {
    // Commits are flushed by LogFlush, while other work goes on; SQLite flushes only where it copies the log.
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    // Copying the log into the database holds everybody up: it is done every 16 MB, not every four.
    connection.exec('PRAGMA wal_autocheckpoint = 4000');
  }
  const file = readOnly ? null : connection.location();
  // SQLite makes the log when it first needs it.
  let log: number | undefined;
  const flush = new LogFlush(async () => {
    if (file === null) return;
    log ??= openSync(`${file}-wal`, 'r+');
    await flushFile(log);
  });
  const close = () => {
    connection.close();
    if (log !== undefined) closeSync(log);
  };
  return new OneWriterDialect({ database: adapt(connection, { flush, close }) }, flush);
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

class OneWriterDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #flush: LogFlush;

  constructor(config: SqliteDialectConfig, flush: LogFlush) {
    super(config);
    this.#config = config;
    this.#flush = flush;
  }

  override createDriver(): SqliteDriver {
    return new OneWriterDriver(this.#config, this.#flush);
  }

  override createAdapter(): SqliteAdapter {
    return new SharedAdapter();
  }
}

/** The driver itself gives the one connection to one after the other. */
class SharedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/**
 * Takes the right to write when a transaction begins: a transaction that reads first and writes then cannot fail half-way.
 * The next one may use the connection while the last one waits for the disk, so that both share a flush.
 */
class OneWriterDriver extends SqliteDriver {
  readonly #flush: LogFlush;
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  constructor(config: SqliteDialectConfig, flush: LogFlush) {
    super(config);
    this.#flush = flush;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
    await this.#flush.settled();
  }

  override async destroy(): Promise<void> {
    try {
      await this.#flush.settled();
    } finally {
      await super.destroy();
    }
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

type Parameters = (string | number | bigint | null | Uint8Array)[];

/** More than the program has; texts with lists of any length must not pile up. */
const MOST_STATEMENTS = 500;

/** Statements that write nothing. */
const READS = /^\s*(select|begin)\b/i;

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects. Statements are prepared once. */
function adapt(
  connection: DatabaseSync,
  { flush, close }: { readonly flush: LogFlush; readonly close: () => void },
): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close,
    prepare(text) {
      const known = prepared.get(text);
      if (known) return known;
      if (prepared.size >= MOST_STATEMENTS) prepared.clear();
      const statement = statementOf(
        connection,
        text,
        READS.test(text) ? () => undefined : () => flush.note(),
      );
      prepared.set(text, statement);
      return statement;
    },
  };
}

function statementOf(connection: DatabaseSync, text: string, onRun: () => void): SqliteStatement {
  const statement = connection.prepare(text);
  return {
    reader: statement.columns().length > 0,
    all(parameters) {
      onRun();
      return statement.all(...(parameters as Parameters));
    },
    run(parameters) {
      onRun();
      return statement.run(...(parameters as Parameters));
    },
    // Rows that are fetched one by one must not be mixed with those of another call.
    iterate: (parameters) => connection.prepare(text).iterate(...(parameters as Parameters)),
  };
}
