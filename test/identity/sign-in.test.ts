import assert from 'node:assert/strict';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { ada, type IdentityRig, idOf, startIdentityRig } from '../support/identity-rig.ts';

describe('signing in on our page', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig();
  });

  afterEach(() => rig.stop());

  const invite = () =>
    rig.identity.signIns.invite(
      idOf(ada),
      { kind: 'approve', requestId: 'LD-1' },
      { expiresAt: rig.later(60), locale: 'en-GB', loginHint: ada.upn },
    );

  it('gives the invited person a token and tells once what was waiting for it', async () => {
    assert.deepEqual(await rig.identity.tokens.acquire(idOf(ada)), {
      kind: 'sign-in',
      why: 'no-token',
      claims: null,
    });
    const page = await new CookieBrowser(ada).open(await invite());
    assert.equal(page.status, 200);
    assert.match(page.body, /You are signed in/);
    assert.deepEqual(rig.told, [
      { person: idOf(ada), purpose: { kind: 'approve', requestId: 'LD-1' }, locale: 'en-GB', how: 'page' },
    ]);
    const answer = await rig.identity.tokens.acquire(idOf(ada));
    assert.equal(answer.kind, 'token');
    assert.equal(rig.entra.tokenCalls.length, 1);
  });
});
