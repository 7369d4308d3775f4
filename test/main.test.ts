import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startTrouble } from '../src/start-trouble.ts';
import { migrate, openDatabase } from '../src/storage/database.ts';
import { guidOf } from './support/builders.ts';
import { makeThrowAwayFolder } from './support/throw-away-folder.ts';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;

/** Starts License Desk with these variables and no others, in an empty folder, and waits for its end. */
function start(variables: Readonly<Record<string, string>>, folder: string) {
  return new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...variables }, cwd: folder };
    execFile(process.execPath, [MAIN], options, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

describe('starting without a configuration', function startsUnconfigured() {
  this.timeout(60_000);
  let ended: Awaited<ReturnType<typeof start>>;
  let folder: string;
  before(async () => {
    folder = makeThrowAwayFolder('start');
    ended = await start({}, folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('ends with 1 and says nothing but what is missing', () => {
    assert.equal(ended.code, 1);
    assert.equal(ended.out, '');
    assert.match(ended.err, /^License Desk cannot start:\n/);
    assert.doesNotMatch(ended.err, /at .*\.ts:\d+/);
  });

  for (const name of ['BOT_APP_ID', 'BOT_APP_SECRET', 'PARTNER_TENANT', 'PUBLIC_URL', 'POLICY_FILE']) {
    it(`names ${name}`, () => assert.match(ended.err, new RegExp(`^  ${name} is missing`, 'm')));
  }

  it('points to the demo, which needs none', () => assert.match(ended.err, /npm run demo/));
});

describe('starting with a policy file that cannot be used', function startsUnruled() {
  this.timeout(60_000);
  it('ends with 1 and names the place', async () => {
    const folder = makeThrowAwayFolder('start');
    writeFileSync(join(folder, 'policy.yaml'), 'approval: { stages: [{ anyOf: [Grace] }] }');
    const { code, err } = await start(
      {
        BOT_APP_ID: guidOf('app'),
        BOT_APP_SECRET: 'x',
        PARTNER_TENANT: guidOf('partner'),
        PUBLIC_URL: 'https://desk.example.com',
        POLICY_FILE: 'policy.yaml',
        DATABASE_FILE: 'desk.db',
        PORT: '0',
        LOG_LEVEL: 'silent',
      },
      folder,
    );
    rmSync(folder, { recursive: true });
    assert.equal(code, 1);
    assert.match(err, /approval\.stages\.0\.anyOf\.0/);
  });
});

describe('starting where something stands in the way', function startsInTheWay() {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = makeThrowAwayFolder('start');
    writeFileSync(join(folder, 'policy.yaml'), 'approval: { stages: [{ anyOf: [lead@partner.example] }] }');
    writeFileSync(join(folder, 'taken'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const startWith = (variables: Readonly<Record<string, string>>) =>
    start(
      {
        BOT_APP_ID: guidOf('app'),
        BOT_APP_SECRET: 'x',
        PARTNER_TENANT: guidOf('partner'),
        PUBLIC_URL: 'https://desk.example.com',
        POLICY_FILE: 'policy.yaml',
        DATABASE_FILE: 'desk.db',
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
        ...variables,
      },
      folder,
    );

  it('ends with 1 and names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert(typeof address === 'object' && address);
    const { code, err } = await startWith({ PORT: String(address.port) });
    other.close();
    assert.equal(code, 1);
    assert.match(err, /^License Desk cannot start: the port is in use/);
    assert.doesNotMatch(err, /at .*\.ts:\d+/);
  });

  it('ends with 1 and says that a newer version has used the database', async () => {
    const database = openDatabase(join(folder, 'desk.db'));
    await migrate(database);
    await sql`insert into kysely_migration values ('999-future', '2027-01-01T00:00:00.000Z')`.execute(
      database,
    );
    await database.destroy();
    const { code, err } = await startWith({});
    assert.equal(code, 1);
    assert.match(err, /a newer version of License Desk has used this database \(999-future\)/);
    assert.doesNotMatch(err, /at .*\.ts:\d+/);
  });

  it('ends with 1 and says that the database does not answer, without its address or password', async () => {
    const { code, err } = await startWith({
      DATABASE_URL: 'postgres://desk:word@127.0.0.1:1/desk',
      DATABASE_FILE: '',
      TOKEN_KEYS: `k1:${'A'.repeat(43)}=`,
    });
    assert.equal(code, 1);
    assert.match(err, /^License Desk cannot start: the database does not answer/);
    assert.doesNotMatch(err, /word/);
  });

  for (const [what, variables, sentence] of [
    [
      'a policy file that is not there',
      { POLICY_FILE: 'none.yaml' },
      /a file or folder is not there \(POLICY_FILE; policy\.example\.yaml shows .*\n.*'none\.yaml'/,
    ],
    [
      'a folder as the policy file',
      { POLICY_FILE: '.' },
      /a folder stands where a file should be \(POLICY_FILE\)/,
    ],
    ['a folder as the database', { DATABASE_FILE: '.' }, /cannot be opened: a folder .*\(DATABASE_FILE\)/],
    ['a text as the database', { DATABASE_FILE: 'policy.yaml' }, /is no database \(DATABASE_FILE\)/],
    [
      'a database below a file',
      { DATABASE_FILE: 'taken/desk.db' },
      /a file stands where a folder should be \(DATABASE_FILE\)/,
    ],
  ] as const) {
    it(`ends with 1 and names ${what}`, async () => {
      const { code, err } = await startWith(variables);
      assert.equal(code, 1);
      assert.match(err, /^License Desk cannot start: /);
      assert.match(err, sentence);
      assert.doesNotMatch(err, /at .*\.ts:\d+/);
    });
  }
});

describe('what a system says at the start', () => {
  const said = (more: object) =>
    startTrouble(Object.assign(new Error('no'), more), { DATABASE_FILE: '/srv/desk.db' });

  it('is told with the variable that the path comes from', () => {
    assert.equal(
      said({ code: 'EROFS', path: '/srv' }),
      'License Desk cannot start: a folder can only be read, and something must be written there (DATABASE_FILE).\n  no',
    );
    const beside = { POLICY_FILE: '/srv/policy.yaml', DATABASE_FILE: '/srv/desk.db' };
    const folder = Object.assign(new Error('no'), { code: 'EACCES', path: '/srv' });
    assert.match(String(startTrouble(folder, beside)), /by this user \(DATABASE_FILE\)/);
    assert.match(String(said({ code: 'EACCES', path: '/etc/other' })), /by this user\.\n/);
  });

  it('tells a host to listen at from the host of the database', () => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
      const error = Object.assign(new Error('no'), { code, hostname: 'nohost.invalid' });
      assert.match(
        String(startTrouble(error, { HOST: 'nohost.invalid' })),
        /to listen at is not known \(HOST\)/,
      );
      assert.match(
        String(startTrouble(error, { HOST: '::' })),
        /of the database is not known \(DATABASE_URL\)/,
      );
    }
  });

  it('is told by its code when several addresses did not answer', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    assert.match(String(startTrouble(error, {})), /does not answer \(DATABASE_URL\)\.\n {2}ECONNREFUSED$/);
  });

  it('is left as it is when it is a fault of our own', () => {
    assert.equal(startTrouble(new TypeError('undefined is not a function'), {}), undefined);
    assert.equal(said({ code: 'ERR_SQLITE_ERROR', errcode: 1 }), undefined);
  });
});
