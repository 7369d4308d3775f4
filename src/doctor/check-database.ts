import type { DatabaseState } from '../storage/inspect-database.ts';
import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('database');

/** What is to be known about the database. */
export type DatabaseLook = {
  readonly engine: 'SQLite' | 'PostgreSQL';
  /** False for a SQLite file that is not there yet. */
  readonly isThere: boolean;
  readonly inspect: () => Promise<DatabaseState>;
};

/** Looks at the database; whether its tables can be read by other checks tells `isReady`. */
export async function checkDatabase({
  engine,
  isThere,
  inspect,
}: DatabaseLook): Promise<{ readonly findings: readonly Finding[]; readonly isReady: boolean }> {
  if (!isThere) return { findings: [warning('absent')], isReady: false };
  try {
    const { pending, unknown } = await inspect();
    if (unknown.length > 0) {
      return { findings: [failed('newer', { names: unknown.join(', ') })], isReady: false };
    }
    if (pending.length > 0)
      return { findings: [warning('outdated', { count: pending.length })], isReady: false };
    return { findings: [ok('ok', { engine })], isReady: true };
  } catch (error) {
    return { findings: [failed('unreachable', { engine, reason: reasonOf(error) })], isReady: false };
  }
}
