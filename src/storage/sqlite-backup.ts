import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';

/** A copy of the database cannot be made or used; the message says why and is for whoever runs the command. */
export class BackupError extends Error {
  readonly code: 'no-database' | 'exists' | 'damaged' | 'not-ours' | 'too-new' | 'in-use';

  constructor(code: BackupError['code'], file: string) {
    super(`${code}: ${file}`);
    this.name = 'BackupError';
    this.code = code;
  }
}

/** How many pages are copied before others get their turn; writers go on meanwhile. */
const PAGES_AT_ONCE = 500;

/**
 * Copies a SQLite database that may be in use, as it was at one moment, and checks the copy. The file appears under
 * its name only when it is whole. Throws `BackupError`.
 */
export async function backUp(database: string, copy: string): Promise<void> {
  if (!existsSync(database)) throw new BackupError('no-database', database);
  if (existsSync(copy)) throw new BackupError('exists', copy);
  const unfinished = `${copy}.part`;
  rmSync(unfinished, { force: true });
  const source = new DatabaseSync(database, { readOnly: true, timeout: 10_000 });
  try {
    await backup(source, unfinished, { rate: PAGES_AT_ONCE });
    makeSingleFile(unfinished);
    assertWhole(unfinished);
    renameSync(unfinished, copy);
  } finally {
    source.close();
    rmSync(unfinished, { force: true });
  }
}

/**
 * Puts a copy in the place of the database, which must not be in use, with its owner. What was there is kept beside it;
 * returns under which name, null when nothing was there. Throws `BackupError`.
 */
export function restore(copy: string, database: string, now: Date): string | null {
  if (!existsSync(copy)) throw new BackupError('no-database', copy);
  assertWhole(copy);
  assertOurs(copy);
  mkdirSync(dirname(database), { recursive: true, mode: 0o700 });
  const kept = existsSync(database) ? `${database}.before-restore-${fileTime(now)}` : null;
  if (kept) assertNotInUse(database);
  const unfinished = `${database}.part`;
  try {
    copyFileSync(copy, unfinished);
    chmodSync(unfinished, 0o600);
    giveToOwnerOf(kept ? database : dirname(database), unfinished);
    if (kept) renameSync(database, kept);
    // They belong to the database that was there: with the copy they would be wrong.
    for (const rest of ['-wal', '-shm']) rmSync(`${database}${rest}`, { force: true });
    renameSync(unfinished, database);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return kept;
}

/** A moment as names of files have it: they sort by it. */
export function fileTime(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-');
}

/** Whoever restores may be root, and the program is not. */
function giveToOwnerOf(other: string, file: string): void {
  const { uid, gid } = statSync(other);
  if (process.getuid?.() === 0) chownSync(file, uid, gid);
}

/** A database that this program can use, or bring up to date. */
function assertOurs(file: string): void {
  const done = migrationsIn(file);
  if (!done.some((name) => migrations[name])) throw new BackupError('not-ours', file);
  if (done.some((name) => !migrations[name])) throw new BackupError('too-new', file);
}

function migrationsIn(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const table = database.prepare(`select 1 from sqlite_master where name = 'kysely_migration'`).get();
    const rows = table ? database.prepare('select name from kysely_migration').all() : [];
    return rows.map((row) => String(row['name']));
  } finally {
    database.close();
  }
}

/** Without a write-ahead log the copy is one file, also after somebody has looked into it. */
function makeSingleFile(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma journal_mode = delete');
  } finally {
    database.close();
  }
}

/** Reads every page. */
function assertWhole(file: string): void {
  let isWhole = false;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      isWhole = database.prepare('pragma integrity_check').get()?.['integrity_check'] === 'ok';
    } finally {
      database.close();
    }
  } catch {
    // No database at all.
  }
  if (!isWhole) throw new BackupError('damaged', file);
}

/** Moves everything out of the write-ahead log, which cannot be done while somebody else has the file open for writing. */
function assertNotInUse(file: string): void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; begin exclusive; commit;');
    const checkpoint = database.prepare('pragma wal_checkpoint(truncate)').get();
    if (checkpoint?.['busy'] !== 0) throw new BackupError('in-use', file);
  } catch (error) {
    throw error instanceof BackupError ? error : new BackupError('in-use', file);
  } finally {
    database.close();
  }
}
