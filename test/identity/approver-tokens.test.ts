import assert from 'node:assert/strict';
import { MFA_CLAIMS } from '../../src/identity/approver-tokens.ts';
import {
  IdentityUnavailable,
  type IdentityUnavailableCode,
} from '../../src/identity/identity-unavailable.ts';
import type { SignInReason, TokenAnswer } from '../../src/identity/token-answer.ts';
import { createTokenCipher, parseTokenKeys } from '../../src/identity/token-cipher.ts';
import { personSlot } from '../../src/identity/whose.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { refusal, type TokenFault } from '../support/entra-double.ts';
import {
  ada,
  bob,
  foreignAda,
  type IdentityRig,
  idOf,
  startIdentityRig,
  tokenKey,
} from '../support/identity-rig.ts';

const signIn = async (rig: IdentityRig, user = ada) => {
  const link = await rig.identity.signIns.invite(
    idOf(user),
    { kind: 'refresh' },
    { expiresAt: rig.later(60), locale: null },
  );
  const page = await new CookieBrowser(user).open(link);
  assert.equal(page.status, 200);
};

const tokenOf = (answer: TokenAnswer) => {
  assert.equal(answer.kind, 'token');
  return answer.kind === 'token' ? answer.accessToken : '';
};

const unavailable = (code: IdentityUnavailableCode) => (error: unknown) => {
  assert.ok(error instanceof IdentityUnavailable);
  assert.equal(error.code, code);
  assert.equal(error.message, code);
  return true;
};

describe("asking for an approver's token", () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig({ timeoutMs: 300 });
  });

  afterEach(() => rig.stop());

  it('uses the one in the vault while it is good', async () => {
    await signIn(rig);
    const first = tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    assert.equal(tokenOf(await rig.identity.tokens.acquire(idOf(ada))), first);
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('takes ids in any case', async () => {
    await signIn(rig);
    const upper = { tenantId: ada.tid.toUpperCase(), objectId: ada.oid.toUpperCase() };
    tokenOf(await rig.identity.tokens.acquire(upper));
  });

  it('says until when the token is good', async () => {
    await signIn(rig);
    const answer = await rig.identity.tokens.acquire(idOf(ada));
    assert.ok(answer.kind === 'token');
    const minutes = (Date.parse(answer.expiresAt) - Date.now()) / 60_000;
    assert.ok(minutes > 55 && minutes < 61, `${minutes} minutes`);
  });

  it('asks Entra ID for a new one when the old one ends, and keeps the new refresh token', async () => {
    rig.entra.state.twist = { expiresIn: 1 };
    await signIn(rig);
    tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    const used = rig.entra.tokenCalls
      .map((call) => call.get('refresh_token'))
      .filter((token) => token !== null);
    assert.equal(used.length, 2);
    assert.notEqual(used[0], used[1]);
  });

  it('asks Entra ID although the old one is good when a fresh one is wanted', async () => {
    await signIn(rig);
    const first = tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    assert.notEqual(tokenOf(await rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true })), first);
  });

  it('asks for exactly one scope of Partner Center', async () => {
    await signIn(rig);
    await rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true });
    for (const call of rig.entra.tokenCalls) {
      const scopes = (call.get('scope') ?? '').split(' ').filter((scope) => scope.startsWith('https:'));
      assert.deepEqual(scopes, ['https://api.partnercenter.microsoft.com/user_impersonation']);
    }
  });

  it('asks once for many who ask at the same time', async () => {
    await signIn(rig);
    const many = Array.from({ length: 20 }, () =>
      rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }),
    );
    const tokens = new Set((await Promise.all(many)).map(tokenOf));
    assert.equal(tokens.size, 1);
    assert.equal(rig.entra.tokenCalls.length, 2);
  });

  it('works on another instance that shares the database', async () => {
    await signIn(rig);
    tokenOf(await rig.secondInstance().tokens.acquire(idOf(ada)));
  });

  it('loses no sign-in when two instances refresh at the same moment', async () => {
    await signIn(rig);
    const instances = [rig.identity, rig.secondInstance()];
    await Promise.all(instances.map(({ tokens }) => tokens.acquire(idOf(ada), { forceRefresh: true })));
    rig.entra.tokenCalls.length = 0;
    tokenOf(await rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }));
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it("never gives one person's token to another", async () => {
    await signIn(rig);
    assert.deepEqual(await rig.identity.tokens.acquire(idOf(bob)), {
      kind: 'sign-in',
      why: 'no-token',
      claims: null,
    });
  });

  it('refuses people of other tenants', async () => {
    await assert.rejects(rig.identity.tokens.acquire(idOf(foreignAda)), unavailable('wrong-tenant'));
    const invitation = { expiresAt: rig.later(5), locale: null };
    await assert.rejects(
      rig.identity.signIns.invite(idOf(foreignAda), { kind: 'refresh' }, invitation),
      unavailable('wrong-tenant'),
    );
  });

  it("refuses tokens of another oid in a person's vault row, alarms, and removes them", async () => {
    await signIn(rig, bob);
    const { cipher, vault } = rig.deps;
    const row = await vault.read(personSlot(idOf(bob)).key);
    assert.ok(row);
    const planted = cipher.seal(
      cipher.open(row.sealed, personSlot(idOf(bob)).key),
      personSlot(idOf(ada)).key,
    );
    await vault.write(personSlot(idOf(ada)).key, { revision: 'planted', sealed: planted }, null);
    await assert.rejects(rig.identity.tokens.acquire(idOf(ada)), unavailable('token-of-another-person'));
    assert.ok(rig.logLines.some((line) => line.includes('"security":"token-of-another-person"')));
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'sign-in');
    tokenOf(await rig.identity.tokens.acquire(idOf(bob)));
  });

  it("refuses a refresh that answers with somebody else's access token", async () => {
    await signIn(rig);
    rig.entra.state.twist = { accessTokenUser: bob };
    await assert.rejects(
      rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }),
      unavailable('token-of-another-person'),
    );
    assert.deepEqual(await rig.deps.vault.keys(), []);
  });

  it("refuses a refresh that is somebody else's from beginning to end", async () => {
    await signIn(rig);
    rig.entra.state.twist = { refreshUser: bob };
    await assert.rejects(
      rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }),
      unavailable('token-of-another-person'),
    );
    assert.deepEqual(await rig.deps.vault.keys(), []);
  });

  it('asks nobody to sign in because another instance had the newer tokens', async () => {
    await signIn(rig);
    const { key } = personSlot(idOf(ada));
    const stale = [await rig.deps.vault.read(key)];
    rig.entra.revokeAll();
    await signIn(rig);
    const vault = { ...rig.deps.vault, read: async (at: string) => stale.pop() ?? rig.deps.vault.read(at) };
    tokenOf(await rig.secondInstance({ vault }).tokens.acquire(idOf(ada), { forceRefresh: true }));
  });

  it("does not open a row that was moved to another person's place, alarms, and removes it", async () => {
    await signIn(rig, bob);
    const row = await rig.deps.vault.read(personSlot(idOf(bob)).key);
    assert.ok(row);
    await rig.deps.vault.write(personSlot(idOf(ada)).key, row, null);
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'sign-in');
    assert.ok(rig.logLines.some((line) => line.includes('"security":"vault-row-not-authentic"')));
    assert.deepEqual(await rig.deps.vault.keys(), [personSlot(idOf(bob)).key]);
  });

  it('does not ask people to sign in because a key is missing from the configuration', async () => {
    await signIn(rig);
    const cipher = createTokenCipher(parseTokenKeys(tokenKey('k2', 2)));
    const { tokens } = rig.secondInstance({ cipher });
    await assert.rejects(tokens.acquire(idOf(ada)), unavailable('vault-unreadable'));
    tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
  });

  it('reads what an older key sealed and seals it again with the newest', async () => {
    await signIn(rig);
    const rotated = createTokenCipher(parseTokenKeys(`${tokenKey('k2', 2)},${tokenKey('k1', 1)}`));
    const newer = rig.secondInstance({ cipher: rotated });
    tokenOf(await newer.tokens.acquire(idOf(ada)));
    await newer.tend();
    const onlyNew = createTokenCipher(parseTokenKeys(tokenKey('k2', 2)));
    tokenOf(await rig.secondInstance({ cipher: onlyNew }).tokens.acquire(idOf(ada)));
  });

  it('forgets them when the person signs out', async () => {
    await signIn(rig);
    assert.deepEqual(await rig.identity.forget(idOf(ada)), { hadTokens: true, isDirectoryAccount: false });
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'sign-in');
    assert.deepEqual(await rig.identity.forget(idOf(ada)), { hadTokens: false, isDirectoryAccount: false });
  });

  it('does not bring tokens back that were forgotten while they were refreshed', async () => {
    await signIn(rig);
    let open = () => {};
    rig.entra.state.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const asked = rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true });
    while (rig.entra.tokenCalls.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await rig.identity.forget(idOf(ada));
    open();
    assert.equal((await asked).kind, 'sign-in');
    assert.deepEqual(await rig.deps.vault.keys(), []);
  });
});

describe('what Entra ID answers to a refresh', () => {
  let rig: IdentityRig;

  before(async () => {
    rig = await startIdentityRig({ timeoutMs: 200 });
  });

  after(() => rig.stop());

  beforeEach(async () => {
    rig.entra.faults.length = 0;
    await signIn(rig);
  });

  const grantError = (text: string, more = {}): TokenFault => ({
    status: 400,
    body: refusal('invalid_grant', text, more),
  });

  const people: readonly (readonly [string, TokenFault, SignInReason])[] = [
    ['the refresh token ended', grantError('AADSTS700082: expired'), 'expired'],
    ['the sign-in frequency of a policy', grantError('AADSTS70043: too old'), 'expired'],
    ['the password was changed', grantError('AADSTS50173: revoked'), 'revoked'],
    ['MFA is wanted', grantError('AADSTS50076: mfa', { suberror: 'basic_action' }), 'mfa'],
    ['MFA is wanted, without a suberror', grantError('AADSTS50079: mfa'), 'mfa'],
    ['consent is missing', grantError('AADSTS65001: consent', { suberror: 'consent_required' }), 'consent'],
    [
      'a policy blocks',
      { status: 400, body: refusal('interaction_required', 'AADSTS53003: blocked') },
      'interaction',
    ],
    ['something else about the grant', grantError('AADSTS50034: gone'), 'interaction'],
  ];

  for (const [what, fault, why] of people) {
    it(`asks the person to sign in: ${what}`, async () => {
      rig.entra.faults.push(fault);
      const answer = await rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true });
      assert.deepEqual(answer, { kind: 'sign-in', why, claims: null });
    });
  }

  const ours: readonly (readonly [string, TokenFault, IdentityUnavailableCode])[] = [
    [
      'our secret is wrong',
      { status: 401, body: refusal('invalid_client', 'AADSTS7000215: wrong') },
      'our-registration',
    ],
    [
      'our secret has ended',
      { status: 401, body: refusal('invalid_client', 'AADSTS7000222: ended') },
      'our-registration',
    ],
    [
      'our app is unknown',
      { status: 400, body: refusal('unauthorized_client', 'AADSTS700016: no') },
      'our-registration',
    ],
    [
      'a scope is wrong',
      { status: 400, body: refusal('invalid_scope', 'AADSTS70011: no') },
      'our-registration',
    ],
    ['it is busy', { status: 429, body: {} }, 'entra-unavailable'],
    [
      'it is unwell',
      { status: 503, body: refusal('temporarily_unavailable', 'AADSTS90033') },
      'entra-unavailable',
    ],
    ['it breaks', { status: 500, body: { error: 'server_error' } }, 'entra-unavailable'],
    ['it says nothing', { status: 200, body: {} }, 'entra-unavailable'],
    ['it hangs', { hang: true }, 'entra-timeout'],
  ];

  for (const [what, fault, code] of ours) {
    it(`does not bother the person: ${what}`, async () => {
      rig.entra.faults.push(fault);
      await assert.rejects(rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }), unavailable(code));
      tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    });
  }
});

describe('stepping up', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig();
    await signIn(rig);
  });

  afterEach(() => rig.stop());

  /** The claims in the address that a new invitation sends the browser to. */
  async function claimsOfNewInvitation(): Promise<string> {
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await rig.identity.signIns.invite(idOf(ada), { kind: 'refresh' }, invitation);
    const visit = await new CookieBrowser(ada).get(link);
    return new URL(visit.headers.get('location') ?? '').searchParams.get('claims') ?? '';
  }

  it('answers a claims challenge in the next sign-in, and only in that one', async () => {
    const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const body = refusal('interaction_required', 'AADSTS50076: mfa', { claims: challenge });
    rig.entra.faults.push({ status: 400, body });
    assert.deepEqual(await rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true }), {
      kind: 'sign-in',
      why: 'mfa',
      claims: challenge,
    });
    assert.match(await claimsOfNewInvitation(), /"acrs":\{"essential":true,"value":"c1"\}/);
    await signIn(rig);
    assert.doesNotMatch(await claimsOfNewInvitation(), /acrs/);
  });

  it('asks for one sign-in with MFA after Partner Center missed it, and holds back the useless token', async () => {
    const answer = await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true });
    assert.deepEqual(answer, { kind: 'sign-in', why: 'mfa', claims: MFA_CLAIMS });
    assert.deepEqual(await rig.identity.tokens.acquire(idOf(ada)), answer);
    assert.match(await claimsOfNewInvitation(), /"amr":\{"essential":true,"values":\["mfa"\]\}/);
  });

  it('does not ask a second time when that sign-in did not help', async () => {
    await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true });
    await signIn(rig);
    tokenOf(await rig.identity.tokens.acquire(idOf(ada)));
    await assert.rejects(
      rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true }),
      unavailable('mfa-not-enforced'),
    );
  });

  it('asks again when the stepped-up sign-in is long past', async () => {
    await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true });
    await signIn(rig);
    rig.pass(61);
    assert.equal((await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true })).kind, 'sign-in');
  });

  it('leaves out a challenge that is not JSON instead of breaking the sign-in', async () => {
    const invitation = { expiresAt: rig.later(60), locale: null, claims: 'no json' };
    const link = await rig.identity.signIns.invite(idOf(ada), { kind: 'refresh' }, invitation);
    assert.equal((await new CookieBrowser(ada).open(link)).status, 200);
  });
});
