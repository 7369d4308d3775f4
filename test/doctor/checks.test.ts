import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { certificateEnd } from '../../src/doctor/certificate-end.ts';
import { checkConfiguration } from '../../src/doctor/check-configuration.ts';
import { checkDatabase } from '../../src/doctor/check-database.ts';
import { checkEndpoint } from '../../src/doctor/check-endpoint.ts';
import { checkPackage } from '../../src/doctor/check-package.ts';
import { checkPolicy } from '../../src/doctor/check-policy.ts';
import { incompletableStage } from '../../src/doctor/completable.ts';
import { examine } from '../../src/doctor/examine.ts';
import { CHECKS, type Finding } from '../../src/doctor/finding.ts';
import { reportJson, reportLines, reportText } from '../../src/doctor/report.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { PackageProblems } from '../../src/manifest/package-problems.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import type { RoleRefusal } from '../../src/requests/policy-findings.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { inspectDatabase } from '../../src/storage/inspect-database.ts';
import { guidOf } from '../support/builders.ts';
import { selfSigned } from '../support/self-signed.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const codes = (findings: readonly Finding[]) => findings.map(({ level, code }) => `${level} ${code}`);
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

const complete = {
  BOT_APP_ID: '6b1f4c57-5d0b-4c0e-9a51-3a4f1f0e7a10',
  BOT_APP_SECRET: 'secret',
  PARTNER_TENANT: 'e4a7c1a3-a29b-4433-bb62-6ad019cc1278',
  PUBLIC_URL: 'https://desk.example.com',
  POLICY_FILE: 'policy.yaml',
  TOKEN_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
};

describe('the configuration, looked at', () => {
  it('is well when all is there', () => {
    assert.deepEqual(codes(checkConfiguration(loadConfig(complete), NOW)), ['ok ok']);
  });

  it('is warned about without keys, and fails without https', () => {
    const config = loadConfig({ ...complete, TOKEN_KEYS: '', PUBLIC_URL: 'http://desk.example.com' });
    assert.deepEqual(codes(checkConfiguration(config, NOW)), [
      'ok ok',
      'warning noTokenKeys',
      'failed notHttps',
    ]);
  });

  for (const [days, code] of [
    [200, 'ok certificate'],
    [20, 'warning certificateEnds'],
    [-2, 'failed certificateEnded'],
  ] as const) {
    it(`says ${code} of a certificate with ${days} days left`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'license-desk-doctor-'));
      const file = join(folder, 'desk.pem');
      const { certificate, privateKey } = selfSigned(inDays(days));
      writeFileSync(file, certificate + privateKey);
      const config = loadConfig({ ...complete, BOT_CERTIFICATE_FILE: file });
      rmSync(folder, { recursive: true });
      assert.equal(codes(checkConfiguration(config, NOW))[1], code);
    });
  }

  it('lists every problem and goes no further when it cannot be read', async () => {
    const findings = await examine({
      variables: { BOT_APP_ID: 'x' },
      surroundings: {},
      packageFile: '',
      programVersion: '0.1.0',
    });
    assert(findings.every(({ check, level }) => check === 'configuration' && level === 'failed'));
    const problems = findings.map(({ values }) => values['problem']).join('\n');
    for (const variable of ['BOT_APP_ID', 'BOT_APP_SECRET', 'PARTNER_TENANT', 'PUBLIC_URL', 'POLICY_FILE']) {
      assert(problems.includes(variable), variable);
    }
  });
});

describe('the database, looked at', () => {
  const look = (database: ReturnType<typeof openDatabase>) =>
    checkDatabase({ engine: 'SQLite', isThere: true, inspect: () => inspectDatabase(database) });

  it('lacks what was not run, is up to date afterwards, and is too new for an older program', async () => {
    const database = openDatabase(':memory:');
    assert.deepEqual(codes((await look(database)).findings), ['warning outdated']);
    await migrate(database);
    assert.deepEqual(await look(database), {
      findings: [{ check: 'database', level: 'ok', code: 'ok', values: { engine: 'SQLite' } }],
      isReady: true,
    });
    await database
      .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
      .insertInto('kysely_migration')
      .values({ name: '999-future', timestamp: NOW.toISOString() })
      .execute();
    const { findings, isReady } = await look(database);
    assert.deepEqual([codes(findings), isReady], [['failed newer'], false]);
    assert.deepEqual(findings[0]?.values, { names: '999-future' });
    await database.destroy();
  });

  it('cannot be used when it does not answer', async () => {
    const inspect = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const { findings } = await checkDatabase({ engine: 'PostgreSQL', isThere: true, inspect });
    assert.deepEqual(findings[0]?.values, { engine: 'PostgreSQL', reason: 'ECONNREFUSED' });
  });
});

describe('the public address, looked at', () => {
  const answering = (status: number, body: object) => async (url: Parameters<typeof fetch>[0]) =>
    String(url).endsWith('/readyz') ? Response.json(body, { status }) : new Response('', { status: 401 });
  const look = (end: () => Promise<Date>, answer = answering(200, { status: 'ok' })) =>
    checkEndpoint({
      publicUrl: 'https://desk.example.com',
      fetch: answer,
      certificateEnd: end,
      clock: () => NOW,
    });

  it('has a certificate that lasts', async () => {
    assert.deepEqual(codes(await look(async () => inDays(60))), ['ok certificate', 'ok ok', 'ok door']);
    assert.deepEqual(codes(await look(async () => inDays(5)))[0], 'warning certificateEnds');
  });

  it('is not ready while a part is not', async () => {
    const answer = answering(503, { status: 'not ok', workers: 'stuck: outbox' });
    const findings = await look(async () => inDays(60), answer);
    assert.deepEqual(codes(findings), ['ok certificate', 'warning notReady', 'ok door']);
    assert.deepEqual(findings[1]?.values, { parts: 'workers stuck: outbox' });
  });

  it('fails where a message without a token gets in', async () => {
    const open = async (url: Parameters<typeof fetch>[0]) =>
      String(url).endsWith('/readyz') ? Response.json({ status: 'ok' }) : new Response('', { status: 200 });
    assert.equal(codes(await look(async () => inDays(60), open)).at(-1), 'failed doorOpen');
  });

  it('fails where the certificate is not trusted', async () => {
    const { certificate: cert, privateKey: key } = selfSigned(new Date(Date.now() + 86_400_000));
    const server = createServer({ cert, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert(typeof address === 'object' && address !== null);
    const findings = await look(() => certificateEnd('127.0.0.1', address.port));
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(codes(findings)[0], 'failed certificateRefused');
    assert.deepEqual(findings[0]?.values, { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});

describe('a public address where nobody is', () => {
  it('fails once, and nothing is said about a certificate that cannot be seen', async () => {
    const nobody = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const findings = await checkEndpoint({
      publicUrl: 'https://desk.example.com',
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: nobody })),
      certificateEnd: () => Promise.reject(nobody),
      clock: () => NOW,
    });
    assert.deepEqual(codes(findings), ['failed unreachable']);
    assert.equal(findings[0]?.values['reason'], 'ENOTFOUND');
  });
});

describe('the policy, looked at', () => {
  const policy = (rest: string) => `approval:\n  stages:\n${rest}`;
  const known = new Map([
    ['ada@x', { key: 'tenant:ada', canBeWrittenTo: true, isTeam: false }],
    ['bob@x', { key: 'tenant:bob', canBeWrittenTo: false, isTeam: false }],
    ['members of team 19:t@thread.tacv2', { key: 't', canBeWrittenTo: true, isTeam: true }],
  ]);
  const look = (text: string, refusals: readonly RoleRefusal[] = []) =>
    checkPolicy({
      read: () => parsePolicy(text),
      people: { find: async (reference) => known.get(reference) },
      knowsChannel: async () => false,
      roleRefusals: async () => refusals,
    });

  it('says who is not met, who cannot be written to, and which stage can never be complete', async () => {
    const findings = await look(
      policy('    - anyOf: [ada@x, bob@x]\n    - anyOf: [ada@x, eve@x]\n      need: 2\n'),
    );
    assert.deepEqual(codes(findings), [
      'ok ok',
      'warning noOperators',
      'warning unresolved',
      'warning unreachable',
      'failed stageImpossible',
    ]);
    assert.deepEqual(findings.at(-1)?.values, { stage: 2, place: 'approval.stages' });
  });

  it('says in which stage nobody can be written to, and where others may decide after a while', async () => {
    const text = `operators: [ada@x]\n${policy('    - anyOf: [bob@x]\n')}`;
    assert.deepEqual(codes(await look(text)).at(-1), 'failed stageUnreachable');
    const escalated = `${text}  escalation: { after: 1d, to: [ada@x] }\n`;
    assert.deepEqual(codes(await look(escalated)), ['ok ok', 'warning unreachable', 'ok stages']);
    const off = escalated.replace('anyOf: [bob@x]', '{ anyOf: [bob@x], escalation: false }');
    assert.deepEqual(codes(await look(off)).at(-1), 'failed stageUnreachable');
  });

  it('names delegates and those who may decide after a while when they are not met', async () => {
    const text = `operators: [ada@x]\n${policy('    - anyOf: [ada@x]\n      escalation: { after: 1d, to: [eve@x] }\n')}
delegates: [{ of: ada@x, to: sue@x, from: 2026-12-01, until: 2026-12-02 }]`;
    const unresolved = (await look(text)).find(({ code }) => code === 'unresolved');
    assert.deepEqual(unresolved?.values, { names: 'eve@x, sue@x' });
  });

  it('says for which customer everybody who could carry a change out lacks the role', async () => {
    const text = `operators: [ada@x]\n${policy('    - anyOf: [bob@x]\n    - anyOf: [ada@x]\n')}`;
    const contoso = guidOf('Contoso');
    const refused = (executor: string) => [{ customerId: contoso, executor }];
    const last = async (executor: string) => (await look(text, refused(executor))).at(-1);
    assert.deepEqual((await last('ada'))?.code, 'nobodyWithRole');
    assert.deepEqual((await last('ada'))?.values, {
      place: 'approval.stages.1',
      customer: contoso,
      names: 'ada@x',
    });
    assert.notEqual((await last('bob'))?.code, 'nobodyWithRole', 'an earlier stage needs no role');
  });

  it('takes a team that we are in for people enough', async () => {
    const findings = await look(
      `operators: [ada@x]\n${policy('    - anyOf: ["members of team 19:t@thread.tacv2"]\n      need: 2\n')}`,
    );
    assert.deepEqual(codes(findings), ['ok ok', 'ok people', 'ok stages']);
  });

  it('warns where approvers may decide on their own requests', async () => {
    const text = `operators: [ada@x]\n${policy('    - anyOf: [ada@x]\n')}  allowSelfApproval: `;
    assert.deepEqual(codes(await look(`${text}true`)), [
      'ok ok',
      'warning selfApproval',
      'ok people',
      'ok stages',
    ]);
    assert.deepEqual(codes(await look(`${text}false`)), ['ok ok', 'ok people', 'ok stages']);
  });

  it('says where the file is wrong', async () => {
    const findings = await look('approval: {}');
    assert.deepEqual(codes(findings), ['failed unreadable']);
    assert.match(String(findings[0]?.values['problem']), /approval\.stages/);
  });

  it('says that the helpdesk channel is not known', async () => {
    const text = `operators: [ada@x]\nhelpdesk: {channel: "19:x@thread.tacv2"}\n${policy('    - anyOf: [ada@x]\n')}`;
    assert.deepEqual(codes(await look(text)), ['ok ok', 'ok people', 'ok stages', 'warning helpdeskUnknown']);
  });
});

describe('stages that can be complete', () => {
  for (const [what, stages, expected] of [
    ['one of two', [[1, 'ab']], null],
    ['two of one', [[2, 'a']], 0],
    [
      'one person in two stages',
      [
        [1, 'a'],
        [1, 'a'],
      ],
      1,
    ],
    [
      'somebody who makes room for another',
      [
        [1, 'ab'],
        [1, 'a'],
      ],
      null,
    ],
    [
      'a chain of three that makes room',
      [
        [1, 'ab'],
        [1, 'bc'],
        [1, 'a'],
      ],
      null,
    ],
    [
      'three slots for two people',
      [
        [1, 'ab'],
        [2, 'ab'],
      ],
      1,
    ],
    ['nobody', [[1, '']], 0],
  ] as const) {
    it(what, () => {
      const found = stages.map(([need, people]) => ({ need, people: [...people] }));
      assert.equal(incompletableStage(found), expected);
    });
  }
});

describe('the app package, looked at', () => {
  const check = async () => [];
  it('is compared with the file that was made', async () => {
    const build = async () => {};
    assert.deepEqual(codes(await checkPackage({ build, check, file: new Uint8Array() })), ['ok ok']);
    assert.deepEqual(codes(await checkPackage({ build, check, file: undefined })), ['warning notMade']);
    const stale = await checkPackage({ build, check: async () => ['another host'], file: new Uint8Array() });
    assert.deepEqual(codes(stale), ['failed stale']);
  });

  it('names what is missing for it, or that it cannot be made here', async () => {
    const problems = () => Promise.reject(new PackageProblems(['APP_TERMS_URL is missing']));
    assert.deepEqual(codes(await checkPackage({ build: problems, check, file: undefined })), [
      'warning problem',
    ]);
    const noTools = () => import('fflate-is-not-here'.slice(0));
    assert.deepEqual(codes(await checkPackage({ build: noTools, check, file: undefined })), [
      'warning noTools',
    ]);
  });
});

describe('the checks together', () => {
  it('go on behind one that throws or hangs', async () => {
    const findings = await runChecks(
      [
        { name: 'clock', run: () => Promise.reject(new Error('no clock')) },
        { name: 'database', run: () => new Promise(() => {}) },
        { name: 'policy', run: async () => [] },
        { name: 'package', run: async () => [{ check: 'package', level: 'ok', code: 'ok', values: {} }] },
      ],
      20,
    );
    assert.deepEqual(codes(findings), ['failed fault', 'failed timeout', 'ok ok']);
    assert.deepEqual(findings[0]?.values, { reason: 'no clock' });
  });
});

describe('the report', () => {
  const text = createTranslator().for('en');
  const findings: readonly Finding[] = [
    { check: 'clock', level: 'ok', code: 'ok', values: { seconds: 0 } },
    { check: 'database', level: 'warning', code: 'absent', values: {} },
    { check: 'policy', level: 'failed', code: 'timeout', values: { seconds: 45 } },
  ];

  it('is a line for each finding, what to do below it, and a sum', () => {
    const lines = reportText(reportLines(findings, text), text).split('\n');
    assert.equal(lines[0], 'ok       Clock: This clock and that of Entra ID differ by 0 s.');
    assert.equal(lines[2], '         → Nothing to do: the first start makes it.');
    assert.equal(lines[6], 'ok: 1, warnings: 1, failed: 1');
  });

  it('is JSON for programs', () => {
    const { isOk, findings: lines } = JSON.parse(reportJson(reportLines(findings, text)));
    assert.equal(isOk, false);
    assert.deepEqual(Object.keys(lines[0]), ['check', 'level', 'code', 'what', 'todo']);
  });

  it('has a title for every part', () => {
    for (const check of CHECKS) assert.notEqual(text(`doctor.${check}.title`), `doctor.${check}.title`);
  });
});

describe('npm run doctor', () => {
  it('ends with 1 and says why when something failed, also as JSON', () => {
    const entry = new URL('../../src/doctor.ts', import.meta.url).pathname;
    const { status, stdout } = spawnSync(process.execPath, [entry, '--json'], { env: {}, encoding: 'utf8' });
    assert.equal(status, 1);
    const report = JSON.parse(stdout);
    assert.equal(report.isOk, false);
    assert(report.findings.some(({ what }: { what: string }) => what.includes('BOT_APP_ID is missing')));
  });
});
