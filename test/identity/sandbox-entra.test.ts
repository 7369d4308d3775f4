import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Identity } from '../../src/identity/identity.ts';
import type { PageResponse } from '../../src/identity/sign-in-pages.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { createEntraEmulator, type EntraEmulator } from '../../src/sandbox/entra/entra-emulator.ts';
import { createLoopbackNetwork } from '../../src/sandbox/entra/network.ts';
import { personOf } from '../../src/sandbox/world.ts';
import { type IdentityRig, startIdentityRig } from '../support/identity-rig.ts';

const world = createWorld();
const partner = world.partnerTenant.id;
const idOf = (person: string) => ({ tenantId: partner, objectId: personOf(world, person).objectId });

describe("identity at the sandbox's Entra ID", () => {
  let rig: IdentityRig;
  let entra: EntraEmulator;
  let identity: Identity;

  before(async () => {
    rig = await startIdentityRig();
    entra = createEntraEmulator({ world, clock: () => new Date(), newId: randomUUID });
    await entra.listen(0);
    entra.switches.registerRedirectUri(`${rig.publicUrl}/auth/callback`);
    const network = createLoopbackNetwork({ entraUrl: entra.url, timeoutMs: 5000 });
    identity = rig.secondInstance({
      clientId: world.botAppId,
      credential: { secret: entra.clientSecret },
      partnerTenantId: partner,
      network,
      signingKeys: network.signingKeys(partner),
    });
  });

  after(async () => {
    await entra.close();
    await rig.stop();
  });

  function visit(address: string, cookies: Record<string, string>): Promise<PageResponse> {
    const { pathname: path, searchParams: query } = new URL(address);
    return identity.pages.handle({ method: 'GET', path, query, cookies, acceptLanguage: null });
  }

  /** Signs in by the link of `invited`, at Entra ID as `person`. */
  async function signIn(invited: string, person = invited, withMfa = true): Promise<number> {
    const invitation = { expiresAt: rig.later(60), locale: null, loginHint: personOf(world, invited).upn };
    const link = await identity.signIns.invite(idOf(invited), { kind: 'refresh' }, invitation);
    const { headers } = await visit(link, {});
    const [name = '', value = ''] = (headers['Set-Cookie'] ?? '').split(/[=;]/);
    entra.switches.signInAs(person, { withMfa });
    const back = await fetch(headers['Location'] ?? '', { redirect: 'manual' });
    entra.switches.signInAs(null);
    return (await visit(back.headers.get('location') ?? '', { [name]: value })).status;
  }

  /** The `amr` of the person's token, or why there is none. */
  async function amrOf(person: string, options = {}): Promise<unknown> {
    const answer = await identity.tokens.acquire(idOf(person), options);
    if (answer.kind === 'sign-in') return answer.why;
    return JSON.parse(Buffer.from(answer.accessToken.split('.')[1] ?? '', 'base64url').toString()).amr;
  }

  for (const person of ['kenji', 'guest']) {
    it(`signs ${person} in and refreshes`, async () => {
      assert.equal(await signIn(person), 200);
      assert.deepEqual(await amrOf(person), ['pwd', 'mfa']);
      assert.deepEqual(await amrOf(person, { forceRefresh: true }), ['pwd', 'mfa']);
    });
  }

  it('refuses kenji on the link of grace', async () => {
    assert.equal(await signIn('grace', 'kenji'), 403);
    assert.equal(await amrOf('grace'), 'no-token');
  });

  it('steps a sign-in without MFA up to one with it', async () => {
    assert.equal(await signIn('mehmet', 'mehmet', false), 200);
    assert.deepEqual(await amrOf('mehmet'), ['pwd']);
    assert.equal(await amrOf('mehmet', { afterMfaRefusal: true }), 'mfa');
    assert.equal(await signIn('mehmet', 'mehmet', false), 200);
    assert.deepEqual(await amrOf('mehmet'), ['pwd', 'mfa']);
  });

  it('answers a claims challenge by signing in once more', async () => {
    await signIn('oliver');
    entra.switches.requireClaims('oliver');
    assert.equal(await amrOf('oliver', { forceRefresh: true }), 'mfa');
    assert.equal(await signIn('oliver'), 200);
    assert.deepEqual(await amrOf('oliver', { forceRefresh: true }), ['pwd', 'mfa']);
  });

  it('asks for a sign-in when refresh tokens were revoked', async () => {
    await signIn('priya');
    entra.switches.revokeRefreshTokens('priya');
    assert.equal(await amrOf('priya', { forceRefresh: true }), 'revoked');
  });

  it("exchanges Teams' token silently and goes on without it", async () => {
    const exchange = async (person: string, exchangeId: string) =>
      identity.sso.exchange({
        ...{ person: idOf(person), exchangeId, connectionName: 'own', locale: null },
        token: await entra.mintSsoToken(person),
      });
    assert.deepEqual(await exchange('tom', 'e1'), { status: 200, body: null });
    assert.deepEqual(await amrOf('tom', { forceRefresh: true }), ['pwd', 'mfa']);
    entra.switches.requireClaims('tom');
    assert.equal((await exchange('tom', 'e2')).status, 412);
    const forged = await entra.mintSsoToken('tom', { isForged: true });
    const request = {
      person: idOf('tom'),
      exchangeId: 'e3',
      connectionName: 'own',
      token: forged,
      locale: null,
    };
    assert.equal((await identity.sso.exchange(request)).body?.failureDetail, 'token-not-accepted');
  });
});
