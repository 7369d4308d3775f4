import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../src/config.ts';
import { guidOf } from './support/builders.ts';
import { selfSigned } from './support/self-signed.ts';
import { makeThrowAwayFolder } from './support/throw-away-folder.ts';

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const NEEDED = {
  BOT_APP_ID: guidOf('app'),
  BOT_APP_SECRET: 'a-secret-that-nobody-sees',
  PARTNER_TENANT: guidOf('partner'),
  PUBLIC_URL: 'https://desk.example.com',
  POLICY_FILE: 'policy.yaml',
};

/** The problems that a start with these variables would print. */
function problemsOf(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    loadConfig(variables);
    return [];
  } catch (error) {
    assert(error instanceof ConfigError);
    assert.equal(error.code, 'config');
    assert.equal(
      error.message,
      `License Desk cannot start:\n${error.problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    return error.problems;
  }
}

describe('the configuration', () => {
  it('needs five variables and has sensible values for all others', () => {
    const { auditKeys, ...config } = loadConfig(NEEDED);
    assert.deepEqual(config, {
      botAppId: NEEDED.BOT_APP_ID,
      credential: { kind: 'secrets', secrets: [NEEDED.BOT_APP_SECRET] },
      partnerTenantId: NEEDED.PARTNER_TENANT,
      requesterTenants: new Map(),
      publicUrl: 'https://desk.example.com',
      host: '0.0.0.0',
      port: 3978,
      database: 'data/license-desk.db',
      databaseConnections: 10,
      tokenKeys: null,
      policyFile: 'policy.yaml',
      partnerCenterUrl: 'https://api.partnercenter.microsoft.com',
      metrics: null,
      shutdown: { graceMs: 5000, deadlineMs: 20_000 },
      logLevel: 'info',
    });
    assert(auditKeys);
  });

  it('names every variable that is missing, all at once', () => {
    const problems = problemsOf({});
    for (const name of Object.keys(NEEDED)) {
      assert.equal(problems.filter((problem) => problem.startsWith(`${name} is missing`)).length, 1, name);
    }
    assert.equal(problems.length, 5);
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(NEEDED).map((name) => [name, '  ']));
    assert.deepEqual(problemsOf(empty), problemsOf({}));
    assert.equal(loadConfig({ ...NEEDED, PORT: '', TOKEN_KEYS: ' ' }).port, 3978);
  });

  for (const [name, value, problem] of [
    ['BOT_APP_ID', 'license-desk', 'must be a GUID'],
    ['PARTNER_TENANT', 'partner.example', 'must be a GUID'],
    ['PUBLIC_URL', 'desk.example.com', 'must be an address'],
    ['PUBLIC_URL', 'ftp://desk.example.com', 'must be an address'],
    ['PUBLIC_URL', 'javascript:alert(1)', 'must be an address'],
    ['PARTNER_CENTER_URL', 'partner center', 'must be an address'],
    ['REQUESTER_TENANTS', 'contoso=contoso', 'must be a list of tenant=customer'],
    ['REQUESTER_TENANTS', guidOf('a'), 'must be a list of tenant=customer'],
    [
      'REQUESTER_TENANTS',
      `${guidOf('a')}=${guidOf('b')}=${guidOf('c')}`,
      'must be a list of tenant=customer',
    ],
    ['PORT', 'http', 'must be a port'],
    ['PORT', '3978.5', 'must be a port'],
    ['PORT', '70000', ''],
    ['METRICS_PORT', '-1', 'must be a port'],
    ['DATABASE_URL', 'mysql://db', 'must be an address such as postgres://'],
    ['DATABASE_CONNECTIONS', '1', 'must be a number from 2 to 100'],
    ['DATABASE_CONNECTIONS', 'many', 'must be a number from 2 to 100'],
    ['SHUTDOWN_SECONDS', '601', 'must be 600 seconds at most'],
    ['SHUTDOWN_GRACE_SECONDS', '-1', 'must be a number of seconds'],
    ['LOG_LEVEL', 'loud', ''],
    ['TOKEN_KEYS', 'k1:short', 'cannot be used'],
    ['AUDIT_KEYS', 'k1:short', 'cannot be used'],
    ['BOT_CERTIFICATE_FILE', '/no/such/file.pem', 'cannot be used'],
  ] as const) {
    it(`does not take ${name}=${value}`, () => {
      const problems = problemsOf({ ...NEEDED, DATABASE_URL: undefined, TOKEN_KEYS: KEY, [name]: value });
      assert.equal(problems.length, 1, problems.join('\n'));
      assert(problems[0]?.startsWith(`${name} ${problem}`), problems[0]);
    });
  }

  it('reads what is given, whatever the case of ids and the slash at the end of addresses', () => {
    const config = loadConfig({
      ...NEEDED,
      BOT_APP_ID: NEEDED.BOT_APP_ID.toUpperCase(),
      PUBLIC_URL: 'https://desk.example.com//',
      REQUESTER_TENANTS: ` ${guidOf('t').toUpperCase()} = ${guidOf('c')} , ${guidOf('u')}=${guidOf('d')},`,
      PORT: '0',
      METRICS_PORT: '9090',
      DATABASE_URL: 'postgres://desk:pw@db.example.com/desk',
      TOKEN_KEYS: KEY,
      LOG_LEVEL: 'silent',
    });
    assert.equal(config.botAppId, NEEDED.BOT_APP_ID);
    assert.equal(config.publicUrl, 'https://desk.example.com');
    assert.deepEqual(
      [...config.requesterTenants],
      [
        [guidOf('t'), guidOf('c')],
        [guidOf('u'), guidOf('d')],
      ],
    );
    assert.deepEqual([config.port, config.metrics], [0, { host: '127.0.0.1', port: 9090 }]);
    assert.equal(config.database, 'postgres://desk:pw@db.example.com/desk');
    assert.equal(config.tokenKeys?.length, 1);
  });

  it('wants keys with PostgreSQL: every instance has to open what another one sealed', () => {
    const problems = problemsOf({ ...NEEDED, DATABASE_URL: 'postgres://db.example.com/desk' });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ')[0]),
      ['TOKEN_KEYS'],
    );
  });

  it('never shows a secret in what it complains about', () => {
    const hidden = 'hidden-value-1234567890';
    const names = [
      'BOT_APP_SECRET',
      'TOKEN_KEYS',
      'AUDIT_KEYS',
      'DATABASE_URL',
      'BOT_APP_ID',
      'LOG_LEVEL',
      'PORT',
    ];
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, hidden])));
    assert(problems.length >= 6);
    assert(!problems.join().includes(hidden));
  });
});

describe('the proof of the app registration', () => {
  let folder: string;
  before(() => {
    folder = makeThrowAwayFolder('config');
  });
  after(() => rmSync(folder, { recursive: true }));

  const without = { ...NEEDED, BOT_APP_SECRET: undefined };

  it('may be two secrets while they are changed', () => {
    const { credential } = loadConfig({ ...NEEDED, BOT_APP_SECRET_NEXT: 'the next' });
    assert.deepEqual(credential, { kind: 'secrets', secrets: [NEEDED.BOT_APP_SECRET, 'the next'] });
  });

  it('may be a federated token, whose file is read at every use', () => {
    const { credential } = loadConfig({ ...without, BOT_FEDERATED_TOKEN_FILE: '/var/run/token' });
    assert.deepEqual(credential, { kind: 'federated', tokenFile: '/var/run/token' });
  });

  it('may be a certificate', () => {
    const { certificate, privateKey } = selfSigned(new Date(Date.now() + 86_400_000));
    const file = join(folder, 'app.pem');
    writeFileSync(file, `${certificate}\n${privateKey}`);
    const { credential } = loadConfig({ ...without, BOT_CERTIFICATE_FILE: file });
    assert.equal(credential.kind, 'certificate');
    assert(credential.kind === 'certificate' && credential.endsAt > new Date());
  });
});

describe('.env.example', () => {
  it('lists every variable of the configuration, and no other but those of the app package', () => {
    const source = readFileSync(new URL('../src/config.ts', import.meta.url), 'utf8');
    const read = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]);
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const listed = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map((match) => match[1] ?? '');
    const ofThePackage = (name: string) => name.startsWith('APP_');
    assert.deepEqual(listed.filter((name) => !ofThePackage(name)).toSorted(), read.toSorted());
    assert.equal(new Set(listed).size, listed.length);
  });
});
