import { ConfigError } from './config.ts';
import { PolicyFileError } from './requests/policy-file.ts';
import { SchemaTooNew } from './storage/database.ts';

/** What systems say, and what that means for whoever starts License Desk. Codes of Node.js and of PostgreSQL. */
const MEANINGS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another program (PORT, METRICS_PORT)',
  EADDRNOTAVAIL: 'this machine has no such address (HOST, METRICS_HOST)',
  EACCES: 'something may not be read, written or listened to by this user',
  ENOENT: 'a file or folder is not there',
  ENOTDIR: 'a file stands where a folder should be',
  ECONNREFUSED: 'the database does not answer (DATABASE_URL)',
  ETIMEDOUT: 'the database does not answer (DATABASE_URL)',
  ENOTFOUND: 'the host of the database is not known (DATABASE_URL)',
  '28P01': 'the database does not accept this user and password (DATABASE_URL)',
  '28000': 'the database does not accept this user (DATABASE_URL)',
  '3D000': 'there is no such database (DATABASE_URL)',
  '42501': 'the user of the database may not change its tables (DATABASE_URL)',
};

/** Why License Desk does not start, where whoever starts it can mend that; undefined for faults of our own. */
export function startTrouble(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof PolicyFileError)
    return `${error.message}\n\nTo see License Desk work without any configuration: npm run demo`;
  if (error instanceof SchemaTooNew) return `License Desk cannot start: ${error.message}`;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const meaning = MEANINGS[error.code];
  return meaning && `License Desk cannot start: ${meaning}.\n  ${error.message}`;
}
