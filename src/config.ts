import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readAuditKeys } from './audit-keys.ts';
import { readAppCertificate } from './identity/app-certificate.ts';
import type { AppCertificate } from './identity/identity.ts';
import { parseTokenKeys, type TokenKey } from './identity/token-cipher.ts';
import type { AuditKeys } from './requests/audit-chain.ts';

/** How the app registration proves itself: two secrets at once while they are rotated, a certificate, or a federated token. */
export type RegistrationCredential =
  | { readonly kind: 'secrets'; readonly secrets: readonly string[] }
  | { readonly kind: 'certificate'; readonly certificate: AppCertificate; readonly endsAt: Date }
  | { readonly kind: 'federated'; readonly tokenFile: string };

/** Everything that is set from outside. */
export type Config = {
  readonly botAppId: string;
  readonly credential: RegistrationCredential;
  /** The tenant of approvers, helpdesk and operators. */
  readonly partnerTenantId: string;
  /** Further Teams tenants, each with the one customer that its people may ask for. */
  readonly requesterTenants: ReadonlyMap<string, string>;
  /** Our address as browsers and Teams see it, without a trailing slash. */
  readonly publicUrl: string;
  readonly host: string;
  readonly port: number;
  /** The path of the SQLite file, or the address of a PostgreSQL database (`postgres://…`). */
  readonly database: string;
  /** Connections to PostgreSQL of one instance. */
  readonly databaseConnections: number;
  /** Absent: tokens are kept in memory only. */
  readonly tokenKeys: readonly [TokenKey, ...TokenKey[]] | null;
  /** Seal the audit trail; the first seals what is written now. */
  readonly auditKeys: AuditKeys;
  readonly policyFile: string;
  readonly partnerCenterUrl: string;
  /** Where the metrics are served; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** How long it serves on after SIGTERM, and how long what is under way may take then, in milliseconds. */
  readonly shutdown: { readonly graceMs: number; readonly deadlineMs: number };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
};

/** The environment cannot be used; `problems` names every variable that is missing or wrong. */
export class ConfigError extends Error {
  readonly code = 'config';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`License Desk cannot start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const guid = z
  .string('is missing')
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID')
  .toLowerCase();

const address = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://desk.example.com' })
  .transform((text) => text.replace(/\/+$/, ''));

const requesterTenants = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text.split(',').filter((pair) => pair.trim() !== '');
    const entries = pairs.map((pair) => pair.split('=').map((part) => part.trim().toLowerCase()));
    const isValid = entries.every(
      (entry) => entry.length === 2 && entry.every((id) => guid.safeParse(id).success),
    );
    if (!isValid) {
      context.addIssue({
        code: 'custom',
        message: 'must be a list of tenant=customer, both GUIDs, separated by commas',
      });
      return z.NEVER;
    }
    return new Map(entries.map(([tenant = '', customer = '']) => [tenant, customer]));
  });

const seconds = z.coerce
  .number('must be a number of seconds')
  .min(0, 'must be a number of seconds')
  .max(600, 'must be 600 seconds at most');

const environment = z.object({
  BOT_APP_ID: guid,
  BOT_APP_SECRET: z.string().optional(),
  BOT_APP_SECRET_NEXT: z.string().optional(),
  BOT_CERTIFICATE_FILE: z.string().optional(),
  BOT_FEDERATED_TOKEN_FILE: z.string().optional(),
  PARTNER_TENANT: guid,
  REQUESTER_TENANTS: requesterTenants,
  PUBLIC_URL: z.string('is missing').pipe(address),
  POLICY_FILE: z.string('is missing'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number('must be a port').int('must be a port').min(0).max(65535).default(3978),
  DATABASE_FILE: z.string().default('data/license-desk.db'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//i, 'must be an address such as postgres://desk@db.example.com/desk')
    .optional(),
  DATABASE_CONNECTIONS: z.coerce
    .number('must be a number from 2 to 100')
    .int('must be a number from 2 to 100')
    .min(2, 'must be a number from 2 to 100')
    .max(100, 'must be a number from 2 to 100')
    .default(10),
  TOKEN_KEYS: z.string().optional(),
  AUDIT_KEYS: z.string().optional(),
  PARTNER_CENTER_URL: address.default('https://api.partnercenter.microsoft.com'),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: z.coerce
    .number('must be a port')
    .int('must be a port')
    .min(0, 'must be a port')
    .max(65535, 'must be a port')
    .optional(),
  SHUTDOWN_GRACE_SECONDS: seconds.default(5),
  SHUTDOWN_SECONDS: seconds.default(20),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

type Environment = z.infer<typeof environment>;

/**
 * Reads the environment. Unset and empty are the same; nothing that names an identity has a default.
 * Throws `ConfigError` with every problem at once.
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const credential = collect(problems, 'BOT_CERTIFICATE_FILE', () => readCredential(given));
  if (credential === null) {
    problems.push(
      'BOT_APP_SECRET is missing (or set BOT_CERTIFICATE_FILE or BOT_FEDERATED_TOKEN_FILE in its place)',
    );
  }
  const tokenKeys = collect(problems, 'TOKEN_KEYS', () =>
    given['TOKEN_KEYS'] ? parseTokenKeys(given['TOKEN_KEYS']) : null,
  );
  const auditKeys = collect(problems, 'AUDIT_KEYS', () =>
    readAuditKeys(tokenKeys ? given : { ...given, TOKEN_KEYS: '' }),
  );
  if (given['DATABASE_URL'] && !given['TOKEN_KEYS']) {
    problems.push('TOKEN_KEYS is missing: with DATABASE_URL every instance needs the same keys');
  }
  if (!parsed.success || !credential || !auditKeys || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data, { credential, tokenKeys: tokenKeys ?? null, auditKeys });
}

function toConfig(
  variables: Environment,
  read: Pick<Config, 'credential' | 'tokenKeys' | 'auditKeys'>,
): Config {
  return {
    ...read,
    botAppId: variables.BOT_APP_ID,
    partnerTenantId: variables.PARTNER_TENANT,
    requesterTenants: variables.REQUESTER_TENANTS,
    publicUrl: variables.PUBLIC_URL,
    host: variables.HOST,
    port: variables.PORT,
    database: variables.DATABASE_URL ?? variables.DATABASE_FILE,
    databaseConnections: variables.DATABASE_CONNECTIONS,
    policyFile: variables.POLICY_FILE,
    partnerCenterUrl: variables.PARTNER_CENTER_URL,
    metrics:
      variables.METRICS_PORT === undefined
        ? null
        : { host: variables.METRICS_HOST, port: variables.METRICS_PORT },
    shutdown: {
      graceMs: variables.SHUTDOWN_GRACE_SECONDS * 1000,
      deadlineMs: variables.SHUTDOWN_SECONDS * 1000,
    },
    logLevel: variables.LOG_LEVEL,
  };
}

function readCredential(given: Readonly<Record<string, string | undefined>>): RegistrationCredential | null {
  const { BOT_CERTIFICATE_FILE: file, BOT_FEDERATED_TOKEN_FILE: tokenFile } = given;
  if (file) {
    const { endsAt, ...certificate } = readAppCertificate(readFileSync(file, 'utf8'));
    return { kind: 'certificate', certificate, endsAt };
  }
  if (tokenFile) return { kind: 'federated', tokenFile };
  const secrets = [given['BOT_APP_SECRET'], given['BOT_APP_SECRET_NEXT']].filter(
    (secret) => secret !== undefined,
  );
  return secrets.length > 0 ? { kind: 'secrets', secrets } : null;
}

/** Runs a reader and notes its complaint under the variable's name. */
function collect<T>(problems: string[], variable: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push(`${variable} cannot be used: ${error instanceof Error ? error.message : 'unreadable'}`);
    return undefined;
  }
}
