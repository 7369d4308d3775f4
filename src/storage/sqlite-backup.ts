import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

/** A copy of the database cannot be made or used; the message says why and is for whoever runs the command. */
export class BackupError extends Error {
  readonly code: 'no-database' | 'exists' | 'damaged' | 'in-use';

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
 * Puts a copy in the place of the database, which must not be in use; what was there is kept beside it as
 * `<name>.before-restore`. Throws `BackupError`.
 */
export function restore(copy: string, database: string): void {
  if (!existsSync(copy)) throw new BackupError('no-database', copy);
  assertWhole(copy);
  const unfinished = `${database}.part`;
  copyFileSync(copy, unfinished);
  if (existsSync(database)) {
    assertNotInUse(database);
    const kept = `${database}.before-restore`;
    rmSync(kept, { force: true });
    renameSync(database, kept);
  }
  // They belong to the database that was there: with the copy they would be wrong.
  for (const rest of ['-wal', '-shm']) rmSync(`${database}${rest}`, { force: true });
  renameSync(unfinished, database);
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
