import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readAuditKeys } from './audit-keys.ts';
import { patternsOf, tierOf } from './directory/search-text.ts';
import { createTranslator } from './i18n/translator.ts';
import { type AuditKeys, type ChainHead, headText, parseHead } from './requests/audit-chain.ts';
import { AuditCheck, type AuditCheckOptions, type AuditReport } from './requests/audit-check.ts';
import { exportLines } from './requests/audit-export.ts';
import { checkExport, ExportUnreadable } from './requests/audit-import.ts';
import type { AuditQuery, Erasure } from './requests/audit-store.ts';
import { createAuditStore } from './storage/audit-store.ts';
import { type Database, isPostgresAddress, openDatabase } from './storage/database.ts';
import { createDirectoryStore } from './storage/directory-store.ts';

const text = createTranslator().for(null);

/** The command line cannot be carried out as it stands; the message is for whoever typed it. */
class UsageError extends Error {}

const { values, positionals } = readArguments();
const [command = ''] = positionals;

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof ExportUnreadable)) throw error;
  const message = error instanceof ExportUnreadable ? text(`audit.${error.code}`) : error.message;
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

/** Carries out the command; returns 0 when all is well and 1 when the trail is not. */
async function run(): Promise<number> {
  const keys = readKeys();
  switch (command) {
    case 'verify':
      return verify(keys);
    case 'head':
      return withDatabase({ readOnly: true }, async (database) => {
        process.stdout.write(`${headText(await createAuditStore(database, keys).head())}\n`);
        return 0;
      });
    case 'export':
      return withDatabase({ readOnly: true }, (database) => writeExport(database, keys));
    case 'erase':
      return withDatabase({ readOnly: false }, (database) => erase(database, keys));
    default:
      throw new UsageError(text('audit.usage'));
  }
}

async function verify(keys: AuditKeys): Promise<number> {
  const withoutKeyUpTo = Number(values['without-key-up-to'] ?? 0);
  const options: AuditCheckOptions = { head: readHead(), withoutKeyUpTo };
  if (values.export) {
    if (!existsSync(values.export)) throw new UsageError(text('audit.noFile', { file: values.export }));
    const lines = createInterface({ input: createReadStream(values.export, 'utf8') });
    const report = await checkExport(lines, keys, options);
    if (!report.isWhole) process.stdout.write(`✗ ${text('audit.notWhole')}\n`);
    return Math.max(describe(report), report.isWhole ? 0 : 1);
  }
  return withDatabase({ readOnly: true }, async (database) => {
    const store = createAuditStore(database, keys);
    // The end first: events that are written meanwhile follow it.
    const expectedEnd = await store.head();
    const check = new AuditCheck(keys, { ...options, expectedEnd });
    for await (const { event, fields } of store.read()) {
      if (event.seq > expectedEnd.seq) break;
      check.add(event, fields);
    }
    return describe(check.finish());
  });
}

function describe({ events, head, erased, withoutKey, problems }: AuditReport): number {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  for (const { kind, ...at } of problems.slice(0, 200))
    say(`✗ ${text(`audit.problem.${kind}`, { to: '', field: '', ...at })}`);
  if (problems.length > 200) say(text('audit.more', { count: problems.length - 200 }));
  if (withoutKey > 0) say(text('audit.withoutKey', { count: withoutKey }));
  if (erased > 0) say(text('audit.erased', { count: erased }));
  say(text('audit.end', { head: headText(head) }));
  say(
    problems.length === 0
      ? text('audit.intact', { count: events })
      : text('audit.notIntact', { count: problems.length }),
  );
  return problems.length === 0 ? 0 : 1;
}

async function writeExport(database: Database, keys: AuditKeys): Promise<number> {
  const format = values.format ?? 'jsonl';
  if (format !== 'jsonl' && format !== 'csv') throw new UsageError(text('audit.usage'));
  const store = createAuditStore(database, keys);
  const customerId = values.customer ? await customerIdOf(database, values.customer) : undefined;
  const query: AuditQuery = { customerId, from: readTime('from'), until: readTime('until') };
  const [key] = keys;
  const head = await store.head();
  for await (const line of exportLines(store.read({ ...query, upTo: head.seq }), {
    format,
    query,
    head,
    key,
  })) {
    if (!process.stdout.write(line)) await once(process.stdout, 'drain');
  }
  return 0;
}

async function erase(database: Database, keys: AuditKeys): Promise<number> {
  const count = await createAuditStore(database, keys).erase(readErasure(), new Date().toISOString());
  process.stdout.write(`${text('audit.nowErased', { count })}\n`);
  return 0;
}

function readErasure(): Erasure {
  const before = readTime('before');
  if (before) return { before };
  const [tenantId, objectId] = values.person?.split(':') ?? [];
  if (!tenantId || !objectId) throw new UsageError(text('audit.usage'));
  return { about: { tenantId, objectId } };
}

/** A customer by id, or by the whole of its name or domain. */
async function customerIdOf(database: Database, wanted: string): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted)) return wanted.toLowerCase();
  const patterns = patternsOf(wanted);
  const found = patterns ? await createDirectoryStore(database).customerCandidates(patterns, 50) : [];
  const [only, ...others] = found.filter(({ searchText }) => patterns && tierOf(searchText, patterns) === 0);
  if (!only || others.length > 0) throw new UsageError(text('audit.whichCustomer', { customer: wanted }));
  return only.id;
}

async function withDatabase(
  options: { readonly readOnly: boolean },
  work: (database: Database) => Promise<number>,
): Promise<number> {
  const address =
    process.env['DATABASE_URL']?.trim() || process.env['DATABASE_FILE']?.trim() || 'data/license-desk.db';
  if (!isPostgresAddress(address) && !existsSync(address)) {
    throw new UsageError(text('audit.noFile', { file: address }));
  }
  const database = openDatabase(address, options);
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

function readKeys(): AuditKeys {
  try {
    return readAuditKeys(process.env);
  } catch (error) {
    throw new UsageError(
      `AUDIT_KEYS or TOKEN_KEYS: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}

function readHead(): ChainHead | undefined {
  if (!values.head) return undefined;
  const head = parseHead(values.head);
  if (!head) throw new UsageError(text('audit.noHead'));
  return head;
}

function readTime(name: 'from' | 'until' | 'before'): string | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw new UsageError(text('audit.noTime', { name, value }));
  return time.toISOString();
}

function readArguments() {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        head: string,
        export: string,
        'without-key-up-to': string,
        customer: string,
        from: string,
        until: string,
        format: string,
        person: string,
        before: string,
      },
    });
  } catch {
    process.stderr.write(`${text('audit.usage')}\n`);
    process.exit(2);
  }
}
