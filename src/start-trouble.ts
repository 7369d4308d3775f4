import { resolve } from 'node:path';
import { ConfigError } from './config.ts';
import { PolicyFileError } from './requests/policy-file.ts';
import { SchemaTooNew } from './storage/database.ts';

/** What systems say, and what that means for whoever starts License Desk. Codes of Node.js, PostgreSQL and SQLite. */
const MEANINGS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another program (PORT, METRICS_PORT)',
  EADDRNOTAVAIL: 'this machine has no such address (HOST, METRICS_HOST)',
  EACCES: 'something may not be read, written or listened to by this user',
  ENOENT: 'a file or folder is not there',
  ENOTDIR: 'a file stands where a folder should be',
  ECONNREFUSED: 'the database does not answer (DATABASE_URL)',
  ETIMEDOUT: 'the database does not answer (DATABASE_URL)',
  ENOTFOUND: 'the host of the database is not known (DATABASE_URL)',
  EAI_AGAIN: 'the host of the database is not known (DATABASE_URL)',
  EROFS: 'a folder can only be read, and something must be written there',
  EEXIST: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be (POLICY_FILE)',
  SQLITE_8: 'the database can only be read (DATABASE_FILE)',
  SQLITE_10: 'the disk of the database does not work (DATABASE_FILE)',
  SQLITE_11: 'the database is damaged: restore a backup (DATABASE_FILE)',
  SQLITE_13: 'the disk of the database is full (DATABASE_FILE)',
  SQLITE_14: 'the database cannot be opened: a folder has its name, or this user may not (DATABASE_FILE)',
  SQLITE_26: 'the file is no database (DATABASE_FILE)',
  '28P01': 'the database does not accept this user and password (DATABASE_URL)',
  '28000': 'the database does not accept this user (DATABASE_URL)',
  '3D000': 'there is no such database (DATABASE_URL)',
  '42501': 'the user of the database may not change its tables (DATABASE_URL)',
};

/** Variables that name a host to listen at. */
const HOSTS = ['HOST', 'METRICS_HOST'];

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Why License Desk does not start, where whoever starts it can mend that; undefined for faults of our own.
 * @param variables what it was started with: the one that is to blame is named
 */
export function startTrouble(error: unknown, variables: Variables): string | undefined {
  if (error instanceof ConfigError || error instanceof PolicyFileError)
    return `${error.message}\n\nTo see License Desk work without any configuration: npm run demo`;
  if (error instanceof SchemaTooNew) return `License Desk cannot start: ${error.message}`;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const meaning = blamedHost(error, variables) ?? MEANINGS[codeOf(error, error.code)];
  if (!meaning) return undefined;
  // Several addresses that do not answer have a code in common and no message.
  return `License Desk cannot start: ${meaning}${blamedFile(error, variables)}.\n  ${error.message || error.code}`;
}

function codeOf(error: Error, code: string): string {
  const isSqlite = code === 'ERR_SQLITE_ERROR' && 'errcode' in error && typeof error.errcode === 'number';
  // The lowest byte is the code, the others say more than anybody needs.
  return isSqlite ? `SQLITE_${Number(error.errcode) & 255}` : code;
}

function blamedHost(error: Error, variables: Variables): string | undefined {
  if (!('hostname' in error)) return undefined;
  const name = HOSTS.find((one) => variables[one]?.trim() === error.hostname);
  return name && `the host to listen at is not known (${name})`;
}

/** The variable that a path comes from; for the database, the folders that it lies in are made. */
function blamedFile(error: Error, { POLICY_FILE = '', DATABASE_FILE = '' }: Variables): string {
  const { path } = error as NodeJS.ErrnoException;
  if (path === undefined) return '';
  if (path === POLICY_FILE.trim()) return ' (POLICY_FILE; policy.example.yaml shows what belongs into it)';
  return `${resolve(DATABASE_FILE.trim())}/`.startsWith(`${resolve(path)}/`) ? ' (DATABASE_FILE)' : '';
}
