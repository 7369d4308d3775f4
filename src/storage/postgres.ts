import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ColumnDefinitionNode,
  type DataTypeNode,
  type Dialect,
  type Kysely,
  PostgresDialect,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { Pool } from 'pg';
import type { Tables } from './tables.ts';

export type PostgresOptions = {
  /** Connections of one instance; the server's `max_connections` bounds the sum of all. */
  readonly maxConnections?: number;
  /** Nothing can be written. */
  readonly readOnly?: boolean;
  /** Told when a connection in reserve is lost, e.g. because the server restarts. */
  readonly onLostConnection?: (error: Error) => void;
};

const MAX_CONNECTIONS = 10;
/** How long a query waits for a connection of the pool. */
const CONNECT_MS = 5000;
/** No statement of ours is long: one that is waits for a lock or for a server in trouble. */
const STATEMENT_MS = 10_000;
const MIGRATION_STATEMENT_MS = 25_000;
/** Longer than a statement may take: a server that is silent for so long is gone, though nobody closed the connection. */
const SILENCE_MS = 30_000;
const MIGRATION_LOCK_MS = 5 * 60_000;

/** Opens a pool of connections to PostgreSQL; none is made before the first query. */
export function openPostgres(address: string, options: PostgresOptions): Dialect {
  return new ByteOrderDialect({ pool: () => newPool(address, options) });
}

/** With SQLite the client need not be loaded. */
async function newPool(address: string, options: PostgresOptions): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address,
    application_name: 'license-desk',
    ...(options.readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
    max: options.maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    stream: impatientSocket,
  });
  // Without a listener the loss of a connection in reserve would end the process.
  pool.on('error', (error) => options.onLostConnection?.(error));
  return pool;
}

/** Runs the migrations while no other instance does. Throws when another one takes too long. */
export async function migratePostgres(connection: Kysely<Tables>, run: () => Promise<void>): Promise<void> {
  await holdMigrationLock(connection);
  try {
    await sql`set statement_timeout = ${sql.lit(MIGRATION_STATEMENT_MS)}`.execute(connection);
    await run();
  } finally {
    await sql`set statement_timeout = ${sql.lit(STATEMENT_MS)}`.execute(connection);
    await sql`select pg_advisory_unlock(${sql.lit(MIGRATION_LOCK)})`.execute(connection);
  }
}

/** Any number that no other program in the same database uses for an advisory lock. */
const MIGRATION_LOCK = 512_077_639;

async function holdMigrationLock(connection: Kysely<Tables>): Promise<void> {
  for (const giveUpAt = Date.now() + MIGRATION_LOCK_MS; Date.now() < giveUpAt; await sleep(100)) {
    const { rows } = await sql<{
      isHeld: boolean;
    }>`select pg_try_advisory_lock(${sql.lit(MIGRATION_LOCK)}) as "isHeld"`.execute(connection);
    if (rows[0]?.isHeld) return;
  }
  throw new Error('another instance has been migrating the database for minutes');
}

function impatientSocket(): Socket {
  const socket = new Socket();
  socket.setKeepAlive(true, 10_000);
  return socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('the database server is silent')));
}

/** Sorts and compares text by code point whatever the database's locale, as SQLite and the program do. */
class ByteOrderDialect extends PostgresDialect {
  override createQueryCompiler(): ByteOrderCompiler {
    return new ByteOrderCompiler();
  }
}

class ByteOrderCompiler extends PostgresQueryCompiler {
  #isInColumn = false;

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    this.#isInColumn = true;
    super.visitColumnDefinition(node);
    this.#isInColumn = false;
  }

  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    if (this.#isInColumn && node.dataType === 'text') this.append(' collate "C"');
  }

  protected override appendValue(parameter: unknown): void {
    super.appendValue(storable(parameter));
  }
}

/** A value as PostgreSQL can keep it: its text cannot hold the character NUL, and nobody needs it. */
export function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}
