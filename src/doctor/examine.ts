import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { createEntraNetwork } from '../identity/entra-network.ts';
import { pageUrl } from '../identity/sign-ins.ts';
import { parsePolicy } from '../requests/policy-file.ts';
import { type Database, isDatabaseThere, isPostgresAddress, openDatabase } from '../storage/database.ts';
import { inspectDatabase } from '../storage/inspect-database.ts';
import type { Surroundings } from '../surroundings.ts';
import { certificateEnd } from './certificate-end.ts';
import { checkClock } from './check-clock.ts';
import { checkConfiguration, configurationProblems } from './check-configuration.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkDatabase } from './check-database.ts';
import { checkDirectoryAccount } from './check-directory-account.ts';
import { checkEndpoint, type EndpointLook } from './check-endpoint.ts';
import { checkPackage } from './check-package.ts';
import { checkPartnerCenter } from './check-partner-center.ts';
import { checkPolicy } from './check-policy.ts';
import { checkRegistration } from './check-registration.ts';
import { credentialTries } from './credential-tries.ts';
import { type Finding, findingsOf } from './finding.ts';
import { directoryAccountLook, metPeople } from './open-rooms.ts';
import { packageLook } from './package-look.ts';
import { type Check, runChecks } from './run-checks.ts';

/** What an examination is made with; the sandbox puts its emulators into the surroundings. */
export type Examination = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly surroundings: Pick<Surroundings, 'entra' | 'botNetworkClient'>;
  readonly packageFile: string;
  readonly programVersion: string;
  readonly fetch?: typeof fetch;
  readonly clock?: () => Date;
  readonly certificateEnd?: EndpointLook['certificateEnd'];
};

const ENTRA_TIMEOUT_MS = 10_000;
const CHECK_TIMEOUT_MS = 45_000;

const metadataShape = z.looseObject({ issuer: z.string() });

/** Looks at everything that License Desk needs, and changes nothing but the use of tokens. */
export async function examine(examination: Examination): Promise<readonly Finding[]> {
  const { variables, clock = () => new Date() } = examination;
  let config: Config;
  try {
    config = loadConfig(variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return configurationProblems(error.problems);
  }
  const configuration = checkConfiguration(config, clock());
  const address = config.database;
  const database = isDatabaseThere(address) ? openDatabase(address, { maxConnections: 2 }) : undefined;
  try {
    return [...configuration, ...(await examineRest(examination, config, database))];
  } finally {
    await database?.destroy();
  }
}

async function examineRest(
  examination: Examination,
  config: Config,
  database: Database | undefined,
): Promise<readonly Finding[]> {
  const { fetch: ask = fetch, clock = () => new Date(), surroundings } = examination;
  const entra = askEntra(config, surroundings);
  let isReady = false;
  let isPartnerCenterThere = false;
  const checks: readonly Check[] = [
    { name: 'clock', run: async () => checkClock((await entra().catch(() => undefined))?.date, clock()) },
    {
      name: 'database',
      run: async () => {
        const looked = await lookAtDatabase(config, database);
        isReady = looked.isReady;
        return looked.findings;
      },
    },
    {
      name: 'endpoint',
      run: () =>
        checkEndpoint({
          publicUrl: config.publicUrl,
          fetch: ask,
          certificateEnd: examination.certificateEnd ?? certificateEnd,
          clock,
        }),
    },
    { name: 'credentials', run: () => checkCredentials(credentialTries(config, surroundings, clock)) },
    {
      name: 'registration',
      run: () =>
        checkRegistration({
          tenantId: config.partnerTenantId,
          clientId: config.botAppId,
          redirectUri: pageUrl(config.publicUrl, '/auth/callback'),
          metadata: entra,
          browserUrl: surroundings.entra?.browserUrl ?? ((url) => url),
          fetch: ask,
        }),
    },
    {
      name: 'partnerCenter',
      run: async () => {
        const findings = await checkPartnerCenter(config.partnerCenterUrl, ask);
        isPartnerCenterThere = findings.every(({ level }) => level !== 'failed');
        return findings;
      },
    },
    {
      name: 'directoryAccount',
      run: async () => {
        const { warning } = findingsOf('directoryAccount');
        if (!config.tokenKeys) return [warning('memoryOnly')];
        if (!database || !isReady) return [warning('noDatabase')];
        if (!isPartnerCenterThere) return [warning('partnerCenterDown')];
        return checkDirectoryAccount(
          directoryAccountLook(database, { config, surroundings, fetch: ask, clock }),
        );
      },
    },
    {
      name: 'policy',
      run: () =>
        checkPolicy({
          read: () => parsePolicy(readFileSync(config.policyFile, 'utf8')),
          ...(database && isReady
            ? metPeople(database, { config, clock })
            : { people: undefined, knowsChannel: async () => false, roleRefusals: async () => [] }),
        }),
    },
    {
      name: 'package',
      run: () =>
        checkPackage(
          packageLook(examination.variables, {
            file: examination.packageFile,
            programVersion: examination.programVersion,
          }),
        ),
    },
  ];
  return runChecks(checks, CHECK_TIMEOUT_MS);
}

function lookAtDatabase(config: Config, database: Database | undefined) {
  return checkDatabase({
    engine: isPostgresAddress(config.database) ? 'PostgreSQL' : 'SQLite',
    isThere: database !== undefined,
    inspect: async () => (database ? inspectDatabase(database) : { pending: [], unknown: [] }),
  });
}

/** Reads the tenant's published metadata, once for all who ask. */
function askEntra({ partnerTenantId }: Config, { entra }: Examination['surroundings']) {
  const network = entra?.networkClient ?? createEntraNetwork(fetch, ENTRA_TIMEOUT_MS);
  const address = `https://login.microsoftonline.com/${partnerTenantId}/v2.0/.well-known/openid-configuration`;
  let asked: Promise<{ status: number; issuer: string | null; date: string | undefined }> | undefined;
  return () => {
    asked ??= network.sendGetRequestAsync<unknown>(address).then(({ status, body, headers }) => ({
      status,
      issuer: metadataShape.safeParse(body).data?.issuer ?? null,
      date: headers['date'],
    }));
    return asked;
  };
}
