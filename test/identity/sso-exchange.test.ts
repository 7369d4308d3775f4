import assert from 'node:assert/strict';
import { generateKeyPair, SignJWT } from 'jose';
import type { ExchangeRequest } from '../../src/identity/sso-exchange.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { refusal, type TokenFault } from '../support/entra-double.ts';
import {
  ada,
  bob,
  CLIENT_ID,
  foreignAda,
  type IdentityRig,
  idOf,
  OTHER_TENANT,
  PARTNER_TENANT,
  startIdentityRig,
} from '../support/identity-rig.ts';

const exchangeOf = (token: string, change: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  person: idOf(ada),
  exchangeId: 'exchange-1',
  connectionName: 'own-obo',
  token,
  locale: 'tr-TR',
  ...change,
});

const body = (failureDetail: string) => ({ id: 'exchange-1', connectionName: 'own-obo', failureDetail });

describe('a token exchange of Teams', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig({ timeoutMs: 500 });
  });

  afterEach(() => rig.stop());

  it('signs the person in without a click and tells about it once', async () => {
    const answer = await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    assert.deepEqual(answer, { status: 200, body: null });
    assert.deepEqual(rig.told, [
      { person: idOf(ada), purpose: { kind: 'refresh' }, locale: 'tr-TR', how: 'silent' },
    ]);
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'token');
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('can be refreshed afterwards, on any instance, without the assertion', async () => {
    await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    const answer = await rig.secondInstance().tokens.acquire(idOf(ada), { forceRefresh: true });
    assert.equal(answer.kind, 'token');
    assert.equal(rig.entra.tokenCalls.at(-1)?.get('grant_type'), 'refresh_token');
    assert.equal(rig.entra.tokenCalls.at(-1)?.get('assertion'), null);
  });

  it('keeps neither the assertion nor its hash', async () => {
    await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    const [key = ''] = await rig.deps.vault.keys();
    const row = await rig.deps.vault.read(key);
    const kept = rig.deps.cipher.open(row?.sealed ?? '', key);
    assert.doesNotMatch(kept, /assertion/i);
    assert.ok(!kept.includes(rig.entra.tokenCalls[0]?.get('assertion') ?? 'none'));
  });

  it('is carried out once for all clients of the person, on all instances', async () => {
    const token = await rig.entra.exchangeToken(ada);
    const instances = [rig.identity, rig.identity, rig.secondInstance(), rig.secondInstance()];
    const answers = await Promise.all(instances.map(({ sso }) => sso.exchange(exchangeOf(token))));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    );
    assert.equal(rig.entra.tokenCalls.length, 1);
    assert.equal(rig.told.length, 1);
  });

  it('gets the same answer when it comes late or is replayed, without a second effect', async () => {
    const token = await rig.entra.exchangeToken(ada);
    await rig.identity.sso.exchange(exchangeOf(token));
    await rig.identity.forget(idOf(ada));
    assert.equal((await rig.secondInstance().sso.exchange(exchangeOf(token))).status, 200);
    assert.equal(rig.entra.tokenCalls.length, 1);
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'sign-in');
  });

  it('gives duplicates of a failed exchange the same refusal', async () => {
    const token = await rig.entra.exchangeToken(ada);
    rig.entra.faults.push({
      status: 400,
      body: refusal('invalid_grant', 'AADSTS65001: no', { suberror: 'consent_required' }),
    });
    const answers = [];
    for (const { sso } of [rig.identity, rig.secondInstance()])
      answers.push(await sso.exchange(exchangeOf(token)));
    assert.deepEqual(answers[0], { status: 412, body: body('consent') });
    assert.deepEqual(answers[1], answers[0]);
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('does not share an outcome between people who use the same exchange id', async () => {
    await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    const bobs = exchangeOf(await rig.entra.exchangeToken(bob), { person: idOf(bob) });
    assert.equal((await rig.identity.sso.exchange(bobs)).status, 200);
    assert.equal(rig.entra.tokenCalls.length, 2);
  });

  it('is taken over when the instance that began it died', async () => {
    const token = await rig.entra.exchangeToken(ada);
    const dead = rig.secondInstance({
      exchanges: { ...rig.deps.exchanges, finish: async () => Promise.reject(new Error('died')) },
    });
    rig.entra.faults.push({ status: 503, body: {} });
    await assert.rejects(dead.sso.exchange(exchangeOf(token)));
    rig.pass(1);
    assert.equal((await rig.identity.sso.exchange(exchangeOf(token))).status, 200);
  });

  it('does not put tokens without MFA in place of a sign-in that is owed with MFA', async () => {
    await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true });
    const again = exchangeOf(await rig.entra.exchangeToken(ada), { exchangeId: 'exchange-2' });
    const answer = await rig.identity.sso.exchange(again);
    assert.equal(answer.status, 412);
    assert.equal(answer.body?.failureDetail, 'mfa');
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('hands a claims challenge on to the sign-in page', async () => {
    const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c7"}}}';
    const fault = refusal('interaction_required', 'AADSTS50076: mfa', { claims: challenge });
    rig.entra.faults.push({ status: 400, body: fault });
    const answer = await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    assert.deepEqual(answer, { status: 412, body: body('mfa') });
    const link = await rig.identity.signIns.invite(
      idOf(ada),
      { kind: 'refresh' },
      { expiresAt: rig.later(9), locale: null },
    );
    const { headers } = await new CookieBrowser(ada).get(link);
    assert.match(decodeURIComponent(headers.get('location') ?? ''), /"value":"c7"/);
  });
});

describe('an exchange token is refused', () => {
  let rig: IdentityRig;

  before(async () => {
    rig = await startIdentityRig();
  });

  after(() => rig.stop());

  const issuer = `https://login.microsoftonline.com/${PARTNER_TENANT}/v2.0`;
  const claims = { oid: ada.oid, tid: ada.tid, scp: 'access_as_user', iss: issuer, aud: CLIENT_ID };

  async function forged(
    change: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): Promise<string> {
    const { privateKey } = await generateKeyPair('RS256');
    const expiring = { exp: Math.floor(Date.now() / 1000) + 600, ...claims, ...change };
    return new SignJWT(expiring).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(privateKey);
  }

  const unsigned = () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${encode({ alg: 'none' })}.${encode({ ...claims, exp: 9_999_999_999 })}.`;
  };
  const hours = (count: number) => Math.floor(Date.now() / 1000) + count * 3600;

  const cases: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['forged with another key', () => forged()],
    ['signed with an unknown key', () => forged({}, { kid: 'unknown' })],
    ['without a signature (alg none)', unsigned],
    ['no token at all', () => 'eyJ.garbage'],
    ['larger than any token', () => 'x'.repeat(20_000)],
    ["somebody else's", () => rig.entra.exchangeToken(bob)],
    ['of the same object id in another tenant', () => rig.entra.exchangeToken(foreignAda)],
    ['for another audience', () => rig.entra.sign({ ...claims }, 'another-app', PARTNER_TENANT)],
    [
      'for Partner Center itself',
      () => rig.entra.sign(claims, 'https://api.partnercenter.microsoft.com', PARTNER_TENANT),
    ],
    ['of another issuer', () => rig.entra.sign(claims, CLIENT_ID, OTHER_TENANT)],
    ['whose tid contradicts its issuer', () => rig.entra.exchangeToken(ada, { tid: OTHER_TENANT })],
    ['without the scope', () => rig.entra.exchangeToken(ada, { scp: 'User.Read' })],
    ['of an app without a user', () => rig.entra.exchangeToken(ada, { scp: undefined })],
    ['without an oid', () => rig.entra.exchangeToken(ada, { oid: undefined })],
    ['not yet valid', () => rig.entra.exchangeToken(ada, { nbf: hours(1) })],
  ];

  for (const [what, make] of cases) {
    it(what, async () => {
      const answer = await rig.identity.sso.exchange(exchangeOf(await make(), { exchangeId: what }));
      assert.equal(answer.status, 412);
      assert.equal(answer.body?.failureDetail, 'token-not-accepted');
      assert.equal(rig.entra.tokenCalls.length, 0);
      assert.deepEqual(await rig.deps.vault.keys(), []);
      assert.ok(rig.logLines.at(-1)?.includes('"security":"exchange-token-'));
    });
  }

  it('expired', async () => {
    const token = await rig.entra.exchangeToken(ada);
    rig.pass(62);
    assert.equal((await rig.identity.sso.exchange(exchangeOf(token))).status, 412);
    rig.pass(-62);
  });

  it('when it or its id is missing', async () => {
    assert.deepEqual(await rig.identity.sso.exchange(exchangeOf('')), { status: 400, body: null });
    const nameless = exchangeOf(await rig.entra.exchangeToken(ada), { exchangeId: '' });
    assert.deepEqual(await rig.identity.sso.exchange(nameless), { status: 400, body: null });
  });

  it("but it is our fault when Entra ID's keys cannot be read", async () => {
    const signingKeys = async () => Promise.reject(new TypeError('fetch failed'));
    const { sso } = rig.secondInstance({ signingKeys });
    const answer = await sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    assert.deepEqual(answer, { status: 500, body: body('keys-unavailable') });
  });
});

describe('what Entra ID answers to an exchange', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig({ timeoutMs: 200 });
  });

  afterEach(() => rig.stop());

  const grantError = (text: string, more = {}): TokenFault => ({
    status: 400,
    body: refusal('invalid_grant', text, more),
  });

  const table: readonly (readonly [string, TokenFault, number, string])[] = [
    ['consent is missing', grantError('AADSTS65001: no', { suberror: 'consent_required' }), 412, 'consent'],
    ['MFA is wanted', { status: 400, body: refusal('interaction_required', 'AADSTS50079: no') }, 412, 'mfa'],
    [
      'a policy blocks',
      { status: 400, body: refusal('interaction_required', 'AADSTS53003: no') },
      412,
      'interaction',
    ],
    ['the assertion is not accepted', grantError('AADSTS50013: bad'), 412, 'interaction'],
    ['MFA is wanted, in the plain form', grantError('AADSTS50076: mfa'), 412, 'mfa'],
    [
      'our secret is wrong',
      { status: 401, body: refusal('invalid_client', 'AADSTS7000215: no') },
      500,
      'our-registration',
    ],
    [
      'it is unwell',
      { status: 503, body: refusal('temporarily_unavailable', 'AADSTS90033') },
      500,
      'entra-unavailable',
    ],
    ['it hangs', { hang: true }, 500, 'entra-timeout'],
  ];

  for (const [what, fault, status, detail] of table) {
    it(`becomes ${status} when ${what}`, async () => {
      rig.entra.faults.push(fault);
      const answer = await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
      assert.deepEqual(answer, { status, body: body(detail) });
      assert.deepEqual(rig.told, []);
      assert.deepEqual(await rig.deps.vault.keys(), []);
    });
  }

  it("becomes 412 and an alarm when it is somebody else's tokens", async () => {
    rig.entra.state.twist = { accessTokenUser: bob };
    const answer = await rig.identity.sso.exchange(exchangeOf(await rig.entra.exchangeToken(ada)));
    assert.notEqual(answer.status, 200);
    assert.deepEqual(await rig.deps.vault.keys(), []);
    assert.ok(rig.logLines.some((line) => line.includes('token-of-another-person')));
  });
});
