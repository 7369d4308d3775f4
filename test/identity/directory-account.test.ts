import assert from 'node:assert/strict';
import { MFA_CLAIMS } from '../../src/identity/approver-tokens.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { refusal } from '../support/entra-double.ts';
import { ada, bob, type IdentityRig, idOf, startIdentityRig } from '../support/identity-rig.ts';

describe('the directory account', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig({ timeoutMs: 300 });
  });

  afterEach(() => rig.stop());

  async function connect(user = ada): Promise<number> {
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await rig.identity.signIns.invite(idOf(user), { kind: 'directory' }, invitation);
    return (await new CookieBrowser(user).open(link)).status;
  }

  const usesTokenOf = async () => {
    const answer = await rig.identity.directory.acquire({ forceRefresh: true });
    assert.equal(answer.kind, 'token');
    const payload = answer.kind === 'token' ? answer.accessToken.split('.')[1] : '';
    return JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()).oid;
  };

  it('is missing until an operator connects one', async () => {
    assert.deepEqual(await rig.identity.directory.acquire(), {
      kind: 'sign-in',
      why: 'no-token',
      claims: null,
    });
    assert.equal((await rig.identity.directory.health()).state, 'not-connected');
  });

  it('reads with the account of whoever connected it', async () => {
    assert.equal(await connect(), 200);
    assert.equal(await usesTokenOf(), ada.oid);
    const health = await rig.identity.directory.health();
    assert.equal(health.state, 'connected');
    assert.deepEqual(health.account, idOf(ada));
    assert.deepEqual(
      rig.told.map((event) => event.purpose),
      [{ kind: 'directory' }],
    );
  });

  it("is not that person's own sign-in, and ends apart from it", async () => {
    await connect();
    assert.equal((await rig.identity.tokens.acquire(idOf(ada))).kind, 'sign-in');
    assert.deepEqual(await rig.identity.forget(idOf(ada)), { hadTokens: false, isDirectoryAccount: true });
    assert.equal(await usesTokenOf(), ada.oid);
  });

  it('is replaced by the next one, whose predecessor leaves no tokens behind', async () => {
    await connect(ada);
    await connect(bob);
    assert.equal(await usesTokenOf(), bob.oid);
    assert.equal((await rig.deps.vault.keys()).length, 1);
  });

  it('is disconnected with its tokens', async () => {
    await connect();
    assert.deepEqual(await rig.identity.directory.disconnect(), idOf(ada));
    assert.equal(await rig.identity.directory.disconnect(), null);
    assert.deepEqual(await rig.deps.vault.keys(), []);
    assert.equal((await rig.identity.directory.health()).state, 'not-connected');
  });

  it('says when its owner has to sign in again, and since when', async () => {
    await connect();
    rig.entra.revokeAll();
    rig.pass(5);
    assert.equal((await rig.identity.directory.acquire({ forceRefresh: true })).kind, 'sign-in');
    const health = await rig.identity.directory.health();
    assert.equal(health.state, 'needs-sign-in');
    assert.deepEqual(health.lastFailure, { at: rig.later(0), code: 'sign-in:expired' });
    assert.ok((health.lastSuccessAt ?? '') < rig.later(0));
    await connect();
    assert.equal((await rig.identity.directory.health()).state, 'connected');
  });

  it('says when Entra ID fails, and forgets it at the next success', async () => {
    await connect();
    rig.entra.faults.push({ status: 401, body: refusal('invalid_client', 'AADSTS7000222: ended') });
    await assert.rejects(rig.identity.directory.acquire({ forceRefresh: true }), {
      code: 'our-registration',
    });
    assert.equal((await rig.identity.directory.health()).state, 'failing');
    await usesTokenOf();
    assert.deepEqual((await rig.identity.directory.health()).lastFailure, null);
  });

  /** The claims that the next invitation to connect it sends the browser with. */
  const claimsOfNextSignIn = async () => {
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await rig.identity.signIns.invite(idOf(ada), { kind: 'directory' }, invitation);
    const { headers } = await new CookieBrowser(ada).get(link);
    return new URL(headers.get('location') ?? '').searchParams.get('claims') ?? '';
  };

  it('asks its owner for MFA when Partner Center missed it', async () => {
    await connect();
    const answer = await rig.identity.directory.acquire({ afterMfaRefusal: true });
    assert.deepEqual(answer, { kind: 'sign-in', why: 'mfa', claims: MFA_CLAIMS });
    assert.equal((await rig.identity.directory.health()).state, 'needs-sign-in');
    assert.match(await claimsOfNextSignIn(), /"amr"/);
    await connect();
    assert.equal((await rig.identity.directory.health()).state, 'connected');
    assert.doesNotMatch(await claimsOfNextSignIn(), /"amr"/);
  });

  it('answers a claims challenge at the next sign-in', async () => {
    await connect();
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c3"}}}';
    rig.entra.faults.push({
      status: 400,
      body: refusal('interaction_required', 'AADSTS50076: x', { claims }),
    });
    await rig.identity.directory.acquire({ forceRefresh: true });
    assert.match(await claimsOfNextSignIn(), /"value":"c3"/);
  });

  it("leaves the step-up owed that its owner's own tokens need", async () => {
    await rig.identity.tokens.acquire(idOf(ada), { afterMfaRefusal: true });
    await connect();
    assert.equal((await rig.deps.signIns.stepUp(idOf(ada)))?.isTokenUseless, true);
  });

  it('asks Entra ID once for many readers', async () => {
    await connect();
    await Promise.all(
      Array.from({ length: 20 }, () => rig.identity.directory.acquire({ forceRefresh: true })),
    );
    assert.equal(rig.entra.tokenCalls.length, 2);
  });
});
