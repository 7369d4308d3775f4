import { sql, type Transaction } from 'kysely';
import { isPostgres } from './database.ts';
import type { Tables } from './tables.ts';

/**
 * Lets one transaction at a time go on until its end. SQLite has one writer in any case; on PostgreSQL others wait here,
 * before they take locks in an order of their own.
 */
export async function asOnlyWriter(transaction: Transaction<Tables>, of: string): Promise<void> {
  if (!isPostgres(transaction)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`license-desk ${of}`}, 0))`.execute(transaction);
}
