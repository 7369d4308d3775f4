import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { type AuditArguments, readAuditArguments, UsageError } from './audit-arguments.ts';
import { CustomerIndex } from './directory/customer-index.ts';
import { patternsOf, searchTextOf, tierOf } from './directory/search-text.ts';
import { createTranslator } from './i18n/translator.ts';
import { headText } from './requests/audit-chain.ts';
import { AuditCheck, type AuditCheckOptions, type AuditReport } from './requests/audit-check.ts';
import { exportLines } from './requests/audit-export.ts';
import { checkExport, ExportUnreadable } from './requests/audit-import.ts';
import { createAuditStore } from './storage/audit-store.ts';
import { type Database, isPostgresAddress, openDatabase } from './storage/database.ts';
import { createDirectoryStore } from './storage/directory-store.ts';

export type AuditCommandLine = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Writable;
  readonly error: Writable;
};

const text = createTranslator().for(null);

/**
 * Carries out `npm run audit -- …`. Resolves to the exit code: 0 when all is well, 1 when the trail is not, 2 when the
 * command cannot be carried out.
 */
export async function runAuditCommand({ args, env, out, error }: AuditCommandLine): Promise<number> {
  try {
    const wanted = readAuditArguments(args, env);
    switch (wanted.command) {
      case 'verify':
        return await (wanted.exportFile ? verifyExport(wanted, out) : verifyDatabase(wanted, out));
      case 'head':
        return await withDatabase(wanted, async (database) => {
          out.write(`${headText(await createAuditStore(database, wanted.keys).head())}\n`);
          return 0;
        });
      case 'export':
        return await withDatabase(wanted, (database) => writeExport(database, wanted, out));
      case 'erase':
        return await withDatabase(wanted, (database) => erase(database, wanted, out));
    }
  } catch (failure) {
    if (failure instanceof UsageError) error.write(`${text(failure.key, failure.values)}\n`);
    else if (failure instanceof ExportUnreadable) error.write(`${text(`audit.${failure.code}`)}\n`);
    else throw failure;
    return 2;
  }
}

async function verifyDatabase(wanted: AuditArguments, out: Writable): Promise<number> {
  return withDatabase(wanted, async (database) => {
    const store = createAuditStore(database, wanted.keys);
    // The end first: events that are written meanwhile follow it.
    const expectedEnd = await store.head();
    const check = new AuditCheck(wanted.keys, { ...checkOptions(wanted), expectedEnd });
    for await (const { event, fields } of store.read({ upTo: expectedEnd.seq })) check.add(event, fields);
    return describe(check.finish(), out);
  });
}

async function verifyExport(wanted: AuditArguments, out: Writable): Promise<number> {
  const { exportFile: file = '' } = wanted;
  if (!existsSync(file)) throw new UsageError('audit.noFile', { file });
  const lines = createInterface({ input: createReadStream(file, 'utf8') });
  const report = await checkExport(lines, wanted.keys, checkOptions(wanted));
  if (!report.isWhole) out.write(`✗ ${text('audit.notWhole')}\n`);
  return Math.max(describe(report, out), report.isWhole ? 0 : 1);
}

function checkOptions({ head, withoutKeyUpTo }: AuditArguments): AuditCheckOptions {
  return { head, withoutKeyUpTo };
}

const PROBLEMS_SHOWN = 200;

function describe({ events, head, erased, withoutKey, problems }: AuditReport, out: Writable): number {
  const say = (line: string) => out.write(`${line}\n`);
  for (const { kind, ...where } of problems.slice(0, PROBLEMS_SHOWN)) {
    say(`✗ ${text(`audit.problem.${kind}`, { ...where })}`);
  }
  if (problems.length > PROBLEMS_SHOWN) say(text('audit.more', { count: problems.length - PROBLEMS_SHOWN }));
  if (withoutKey > 0) say(text('audit.withoutKey', { count: withoutKey }));
  if (erased > 0) say(text('audit.erased', { count: erased }));
  say(text('audit.end', { head: headText(head) }));
  const isIntact = problems.length === 0;
  say(
    isIntact ? text('audit.intact', { count: events }) : text('audit.notIntact', { count: problems.length }),
  );
  return isIntact ? 0 : 1;
}

async function writeExport(database: Database, wanted: AuditArguments, out: Writable): Promise<number> {
  const { keys, format, from, until } = wanted;
  const [key] = keys;
  const store = createAuditStore(database, keys);
  const customerId = wanted.customer ? await customerIdOf(database, wanted.customer) : undefined;
  const query = { customerId, from, until };
  const head = await store.head();
  const events = store.read({ ...query, upTo: head.seq });
  for await (const line of exportLines(events, { format, query, head, key })) {
    if (!out.write(line)) await once(out, 'drain');
  }
  return 0;
}

async function erase(database: Database, { keys, erasure }: AuditArguments, out: Writable): Promise<number> {
  if (!erasure) throw new UsageError('audit.usage');
  const count = await createAuditStore(database, keys).erase(erasure, new Date().toISOString());
  out.write(`${text('audit.nowErased', { count })}\n`);
  return 0;
}

/** A customer by id, or by the whole of its name or domain. */
async function customerIdOf(database: Database, customer: string): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(customer)) return customer.toLowerCase();
  const patterns = patternsOf(customer);
  const store = createDirectoryStore(database);
  const ids = patterns ? await new CustomerIndex(store).search({ patterns, among: 'all', limit: 2 }) : [];
  const [only, ...others] = (await store.customersByIds(ids)).filter(
    ({ name, domain }) => patterns && tierOf(searchTextOf([name, domain]), patterns) === 0,
  );
  if (!only || others.length > 0) throw new UsageError('audit.whichCustomer', { customer });
  return only.id;
}

async function withDatabase(
  { address, command }: AuditArguments,
  work: (database: Database) => Promise<number>,
): Promise<number> {
  if (!isPostgresAddress(address) && !existsSync(address)) {
    throw new UsageError('audit.noFile', { file: address });
  }
  let database: Database | undefined;
  try {
    database = openDatabase(address, { readOnly: command !== 'erase' });
    return await work(database);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw isFromOutside(error) ? new UsageError('audit.noLook', { why: reasonOf(error) }) : error;
  } finally {
    await database?.destroy();
  }
}

/** What a file, the network or a database says has a code or is a plain error; faults of our own are neither. */
function isFromOutside(error: unknown): error is Error {
  return error instanceof Error && ('code' in error || error.constructor === Error);
}

/** Several addresses that do not answer have a code in common and no message. */
function reasonOf(error: Error): string {
  return error.message || String('code' in error ? error.code : error.name);
}
