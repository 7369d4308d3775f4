import { parseArgs } from 'node:util';
import { readAuditKeys } from './audit-keys.ts';
import type { TextValues } from './i18n/translator.ts';
import { type AuditKeys, type ChainHead, parseHead } from './requests/audit-chain.ts';
import type { AuditExportFormat } from './requests/audit-export.ts';
import type { Erasure } from './requests/audit-store.ts';

/** What `npm run audit` is asked for. */
export type AuditArguments = {
  readonly command: 'verify' | 'head' | 'export' | 'erase';
  /** Where the trail is: the path of a SQLite file or the address of a PostgreSQL database. */
  readonly address: string;
  readonly keys: AuditKeys;
  readonly head?: ChainHead;
  readonly exportFile?: string;
  readonly withoutKeyUpTo: number;
  readonly customer?: string;
  readonly from?: string;
  readonly until?: string;
  readonly format: AuditExportFormat;
  readonly erasure?: Erasure;
};

/** The command cannot be carried out as it stands; `key` names the sentence for whoever typed it. */
export class UsageError extends Error {
  readonly code = 'usage';
  readonly key: string;
  readonly values: TextValues;

  constructor(key: string, values: TextValues = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the command line, and from the environment where the trail and its keys are. Throws `UsageError`. */
export function readAuditArguments(args: readonly string[], env: Environment): AuditArguments {
  const { values, command } = parse(args);
  const { customer, person } = values;
  return {
    command,
    address: env['DATABASE_URL']?.trim() || env['DATABASE_FILE']?.trim() || 'data/license-desk.db',
    keys: readKeys(env),
    head: readHead(values.head),
    exportFile: values.export,
    withoutKeyUpTo: Number(values['without-key-up-to'] ?? 0),
    customer,
    from: readTime('from', values.from),
    until: readTime('until', values.until),
    format: readFormat(values.format),
    erasure: readErasure(person, readTime('before', values.before)),
  };
}

const COMMANDS = ['verify', 'head', 'export', 'erase'] as const;
const string = { type: 'string' } as const;

function parse(args: readonly string[]) {
  const options = {
    head: string,
    export: string,
    'without-key-up-to': string,
    customer: string,
    from: string,
    until: string,
    format: string,
    person: string,
    before: string,
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const command = COMMANDS.find((known) => known === positionals[0]);
    if (command && positionals.length === 1) return { values, command };
  } catch {
    // An option that there is not.
  }
  throw new UsageError('audit.usage');
}

function readKeys(env: Environment): AuditKeys {
  try {
    return readAuditKeys(env);
  } catch (error) {
    throw new UsageError('audit.noKeys', { why: error instanceof Error ? error.message : 'unreadable' });
  }
}

function readHead(value: string | undefined): ChainHead | undefined {
  if (value === undefined) return undefined;
  const head = parseHead(value);
  if (!head) throw new UsageError('audit.noHead');
  return head;
}

function readTime(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw new UsageError('audit.noTime', { name, value });
  return time.toISOString();
}

function readFormat(value = 'jsonl'): AuditExportFormat {
  if (value === 'jsonl' || value === 'csv') return value;
  throw new UsageError('audit.usage');
}

function readErasure(person: string | undefined, before: string | undefined): Erasure | undefined {
  if (before) return { before };
  if (person === undefined) return undefined;
  const [tenantId, objectId] = person.split(':');
  if (!tenantId || !objectId) throw new UsageError('audit.usage');
  return { about: { tenantId, objectId } };
}
