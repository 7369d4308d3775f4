import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type Examination, examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { reportLines } from '../../src/doctor/report.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { sandboxPolicy } from '../../src/sandbox/sandbox-policy.ts';
import { type Desk, startDesk } from '../support/desk.ts';

type Changes = Partial<Examination> & { readonly set?: Readonly<Record<string, string>> };

const codesOf = (findings: readonly Finding[], check: string) =>
  findings.filter((one) => one.check === check).map(({ level, code }) => `${level} ${code}`);
const valuesOf = (findings: readonly Finding[], code: string) =>
  findings.find((one) => one.code === code)?.values;

describe('the doctor at a License Desk that runs', () => {
  let desk: Desk;
  let healthy: readonly Finding[];

  const look = ({ set = {}, ...changes }: Changes = {}) =>
    examine({
      variables: { ...desk.sandbox.variables, ...set },
      surroundings: desk.sandbox.surroundings,
      packageFile: '/nowhere/license-desk.zip',
      programVersion: '0.1.0',
      ...changes,
    });

  before(async () => {
    // Mehmet may connect the directory account, and has no role at any customer.
    const policy: typeof sandboxPolicy = (world, channel) =>
      sandboxPolicy(world, channel).replace(
        'operators:\n',
        'operators:\n  - mehmet.demir@northwindcloud.example\n',
      );
    desk = await startDesk({ policy });
    healthy = await look();
  });
  after(() => desk.stop());

  it('finds nothing failed', () => {
    assert.deepEqual(
      healthy.filter(({ level }) => level === 'failed'),
      [],
    );
  });

  it('looks at each part', () => {
    assert.deepEqual(codesOf(healthy, 'configuration'), ['ok ok', 'warning loopback']);
    assert.deepEqual(codesOf(healthy, 'clock'), ['ok ok']);
    assert.deepEqual(codesOf(healthy, 'database'), ['ok ok']);
    assert.deepEqual(codesOf(healthy, 'endpoint'), ['ok ok', 'ok door']);
    assert.deepEqual(codesOf(healthy, 'credentials'), ['ok ok']);
    assert.deepEqual(codesOf(healthy, 'registration'), ['ok tenant', 'ok redirect']);
    assert.deepEqual(codesOf(healthy, 'partnerCenter'), ['ok ok']);
    assert.deepEqual(codesOf(healthy, 'directoryAccount').slice(0, 2), ['ok connected', 'ok mfa']);
    assert(codesOf(healthy, 'directoryAccount').includes('ok customer'));
    assert.deepEqual(codesOf(healthy, 'policy'), [
      'ok ok',
      'warning unreachable',
      'ok stages',
      'ok helpdesk',
    ]);
  });

  it('names who cannot be written to', () => {
    assert.deepEqual(valuesOf(healthy, 'unreachable'), { names: 'oliver.brown@northwindcloud.example' });
  });

  it('says what to do about every line that is not ok, and holds no secret', () => {
    const lines = reportLines(healthy, createTranslator().for(null));
    for (const { level, what, todo } of lines) {
      assert(!what.startsWith('doctor.'), what);
      assert.equal(todo === null, level === 'ok');
      assert(!todo?.startsWith('doctor.'), String(todo));
    }
    const { BOT_APP_SECRET = '-', TOKEN_KEYS = '-' } = desk.sandbox.variables;
    assert(!JSON.stringify(lines).includes(BOT_APP_SECRET));
    assert(!JSON.stringify(lines).includes(TOKEN_KEYS));
  });

  it('makes nothing and tells nobody', async () => {
    const before = desk.teams.snapshot();
    await look();
    await desk.idle();
    assert.deepEqual(desk.teams.snapshot(), before);
  });

  it('finds a secret that Entra ID refuses', async () => {
    const findings = await look({ set: { BOT_APP_SECRET: 'wrong' } });
    assert.deepEqual(codesOf(findings, 'credentials'), ['failed refused']);
    assert.deepEqual(valuesOf(findings, 'refused'), { variable: 'BOT_APP_SECRET', error: 'AADSTS7000215' });
  });

  it('finds the dead one of two secrets', async () => {
    const { BOT_APP_SECRET: good = '' } = desk.sandbox.variables;
    const findings = await look({ set: { BOT_APP_SECRET: 'old', BOT_APP_SECRET_NEXT: good } });
    assert.deepEqual(codesOf(findings, 'credentials'), ['warning refusedBeside', 'ok ok']);
  });

  it('finds a tenant that does not exist, and an app that is not in it', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const tenant = await look({ set: { PARTNER_TENANT: nobody } });
    assert.deepEqual(codesOf(tenant, 'registration'), ['failed tenantUnknown']);
    const app = await look({ set: { BOT_APP_ID: nobody } });
    assert.equal(codesOf(app, 'registration')[1], 'failed redirectRefused');
    assert.deepEqual(codesOf(app, 'credentials'), ['failed refused']);
  });

  it('finds a redirect address that is not registered, and an address where nobody answers', async () => {
    const findings = await look({ set: { PUBLIC_URL: 'http://127.0.0.1:9' } });
    assert.deepEqual(codesOf(findings, 'registration'), ['ok tenant', 'failed redirectRefused']);
    assert.deepEqual(codesOf(findings, 'endpoint'), ['failed unreachable']);
  });

  it('finds somebody else at the public address', async () => {
    const stranger = createServer((_, response) => {
      response.end('hello');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const address = stranger.address();
    assert(typeof address === 'object' && address !== null);
    const findings = await look({ set: { PUBLIC_URL: `http://127.0.0.1:${address.port}` } });
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    assert.deepEqual(codesOf(findings, 'endpoint'), ['failed otherServer']);
  });

  it('finds a Partner Center that cannot be reached', async () => {
    const findings = await look({ set: { PARTNER_CENTER_URL: 'http://127.0.0.1:9' } });
    assert.deepEqual(codesOf(findings, 'partnerCenter'), ['failed unreachable']);
    assert.deepEqual(codesOf(findings, 'directoryAccount'), ['warning partnerCenterDown']);
  });

  it('finds a clock that is wrong', async () => {
    const aheadBy = (seconds: number) => () => new Date(Date.now() + seconds * 1000);
    assert.deepEqual(codesOf(await look({ clock: aheadBy(90) }), 'clock'), ['warning off']);
    assert.deepEqual(codesOf(await look({ clock: aheadBy(600) }), 'clock'), ['failed wrong']);
  });

  it('reads no database that is not there, and makes none', async () => {
    const findings = await look({ set: { DATABASE_FILE: '/nowhere/desk.db' } });
    assert.deepEqual(codesOf(findings, 'database'), ['warning absent']);
    assert.deepEqual(codesOf(findings, 'directoryAccount'), ['warning noDatabase']);
    assert(codesOf(findings, 'policy').includes('warning peopleUnknown'));
  });

  it('finds customers that keep service providers out', async () => {
    const { customers } = desk.world;
    for (const { id } of customers) desk.sandbox.partnerCenter.switches.blockPartners(id, true);
    const findings = await look();
    for (const { id } of customers) desk.sandbox.partnerCenter.switches.blockPartners(id, false);
    assert(codesOf(findings, 'directoryAccount').includes('warning conditionalAccess'));
  });

  it('finds an account without a role', async () => {
    const chat = desk.chat('mehmet');
    await chat.say('connect directory');
    await desk.signIn('mehmet');
    const findings = await look();
    const codes = codesOf(findings, 'directoryAccount');
    assert.deepEqual(codes.slice(0, 2), ['ok connected', 'ok mfa']);
    assert(codes.slice(2).every((code) => code === 'failed missingRole'));
  });

  it('finds an account that has to sign in again', async () => {
    desk.sandbox.entra.switches.revokeRefreshTokens('mehmet');
    const soon = { clock: () => new Date(Date.now() + 60_000) };
    desk.clock.advance(2 * 3_600_000);
    const findings = await look(soon);
    assert.deepEqual(codesOf(findings, 'directoryAccount'), ['failed needsSignIn']);
    assert.deepEqual(valuesOf(findings, 'needsSignIn'), { why: 'revoked' });
  });

  it('finds a sign-in without a second factor', async () => {
    await desk.chat('priya').say('connect directory');
    desk.sandbox.entra.switches.setMfa('priya', false);
    await desk.signIn('priya');
    desk.sandbox.entra.switches.setMfa('priya', true);
    assert(codesOf(await look(), 'directoryAccount').includes('failed mfaMissing'));
  });
});
