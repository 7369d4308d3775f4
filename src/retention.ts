import { readFileSync } from 'node:fs';
import { readAuditKeys } from './audit-keys.ts';
import { readOptions } from './command-line.ts';
import { createTranslator } from './i18n/translator.ts';
import { PolicyFileError, parsePolicy } from './requests/policy-file.ts';
import { everybodyNamed } from './requests/policy-stages.ts';
import { createAuditStore } from './storage/audit-store.ts';
import { isDatabaseThere, migrate, openDatabase } from './storage/database.ts';
import { countExpired, deleteExpired, RETENTION_KINDS } from './storage/retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A request lives for two or three weeks: what is younger may still be needed. */
const FEWEST_DAYS = 30;

const text = createTranslator().for(null);
const values = readOptions('retention', {
  days: { type: 'string', default: '365' },
  drafts: { type: 'string', default: '30' },
  'dry-run': { type: 'boolean', default: false },
});
process.exitCode = await run();

async function run(): Promise<number> {
  const [days, draftDays] = [values.days, values.drafts].map(Number);
  if (!isDays(days, FEWEST_DAYS) || !isDays(draftDays, 1)) {
    process.stderr.write(`${text('retention.usage', { days: FEWEST_DAYS })}\n`);
    return 2;
  }
  const { DATABASE_URL, DATABASE_FILE } = process.env;
  const address = DATABASE_URL?.trim() || DATABASE_FILE?.trim() || 'data/license-desk.db';
  if (!isDatabaseThere(address)) {
    process.stderr.write(`${text('retention.noDatabase', { file: address })}\n`);
    return 2;
  }
  const now = new Date();
  const ago = (count: number) => new Date(now.getTime() - count * DAY_MS).toISOString();
  const keptPeople = namedInPolicy(process.env['POLICY_FILE']?.trim());
  if (!keptPeople) return 2;
  const plan = { before: ago(days), draftsBefore: ago(draftDays), now: now.toISOString(), keptPeople };
  const isDryRun = values['dry-run'];
  const database = openDatabase(address, { readOnly: isDryRun, maxConnections: 2 });
  try {
    if (!isDryRun) await migrate(database);
    const report = isDryRun
      ? await countExpired(database, plan)
      : await deleteExpired(database, createAuditStore(database, readAuditKeys(process.env)), plan);
    process.stdout.write(
      `${text(isDryRun ? 'retention.wouldDelete' : 'retention.deleted', { before: plan.before.slice(0, 10) })}\n`,
    );
    for (const kind of RETENTION_KINDS) {
      process.stdout.write(`  ${text(`retention.kind.${kind}`)}: ${report[kind]}\n`);
    }
    return 0;
  } finally {
    await database.destroy();
  }
}

/** Whom the policy names stays known. Says so where no policy is set, and why where it cannot be read: undefined then. */
function namedInPolicy(file: string | undefined): readonly string[] | undefined {
  if (!file) {
    process.stderr.write(`${text('retention.noPolicy')}\n`);
    return [];
  }
  try {
    return everybodyNamed(parsePolicy(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof PolicyFileError || isSystemError(error) ? error.message : undefined;
    if (why === undefined) throw error;
    process.stderr.write(`${text('retention.policyUnreadable', { file, why })}\n`);
    return undefined;
  }
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function isDays(count: number | undefined, fewest: number): count is number {
  return count !== undefined && Number.isInteger(count) && count >= fewest;
}
