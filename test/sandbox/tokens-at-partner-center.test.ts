import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import { createPartnerCenterEmulator } from '../../src/sandbox/partner-center/partner-center-emulator.ts';
import { personOf } from '../../src/sandbox/world.ts';
import { startEntra, world } from './started-entra.ts';
import { ada, userPath } from './started-partner-center.ts';

describe('tokens of the emulated Entra ID at the emulated Partner Center', () => {
  let rig: Awaited<ReturnType<typeof startEntra>>;
  let partnerCenter: ReturnType<typeof createPartnerCenterEmulator>;
  before(async () => {
    rig = await startEntra();
    partnerCenter = createPartnerCenterEmulator({
      world,
      clock: () => new Date(),
      newId: randomUUID,
      verifyToken: rig.entra.verifyAccessToken,
    });
    await partnerCenter.listen(0);
  });
  after(async () => {
    await partnerCenter.close();
    await rig.close();
  });

  async function read(token: string, path = userPath(ada.id)) {
    const headers = { Authorization: `Bearer ${token}`, ValidateMfa: 'true' };
    const response = await fetch(`${partnerCenter.url}${path}`, { headers });
    const body: { code?: number | string; displayName?: string } = JSON.parse(
      (await response.text()).replace(/^\uFEFF/, ''),
    );
    return { status: response.status, code: body.code, mfa: response.headers.get('ismfacompliant') };
  }

  it('lets an approver in who signed in with MFA, and names the person in the exchange', async () => {
    const { accessToken } = await (await rig.signIn('kenji')).redeem();
    assert.deepEqual(await read(accessToken), { status: 200, code: undefined, mfa: 'true' });
    const { objectId, name } = personOf(world, 'kenji');
    assert.deepEqual(partnerCenter.exchanges().at(-1)?.actor, { objectId, name });
    assert.equal(JSON.stringify(partnerCenter.exchanges()).includes(accessToken), false);
  });

  it('refuses a person without MFA, however the token was got', async () => {
    const signedIn = await (await rig.signIn('yuki')).redeem();
    const exchanged = await rig.onBehalfOf(await rig.entra.mintSsoToken('kenji', { withMfa: false }));
    for (const token of [signedIn.accessToken, exchanged?.accessToken ?? '']) {
      assert.deepEqual(await read(token), { status: 401, code: 900421, mfa: 'false' });
    }
  });

  const minted = [
    ['an app-only token', { kind: 'app-only' }, 403, 900329],
    ['a legacy partner token', { kind: 'partner-token' }, 400, 900316],
    ['a token for another audience', { audience: 'https://graph.windows.net' }, 401, '900420'],
    ['an expired token', { expiresInSeconds: -3600 }, 401, 400],
    ['a forged token', { isForged: true }, 401, 400],
    ['a token of another tenant', { claims: { tid: personOf(world, 'ayse').tenantId } }, 403, 2032],
  ] as const;
  for (const [what, options, status, code] of minted) {
    it(`refuses ${what}`, async () => {
      const answer = await read(await rig.entra.mintPartnerCenterToken('kenji', options));
      assert.deepEqual([answer.status, answer.code], [status, code]);
    });
  }

  it('refuses the single sign-on token of Teams and the bot’s own token', async () => {
    assert.equal((await read(await rig.entra.mintSsoToken('kenji'))).code, '900420');
    const bot = await rig.newClient().acquireTokenByClientCredential({
      scopes: ['https://api.botframework.com/.default'],
    });
    assert.equal((await read(bot?.accessToken ?? '')).code, '900420');
  });

  it('takes an app-only token for the list of customers', async () => {
    const app = await rig.newClient().acquireTokenByClientCredential({
      scopes: ['https://api.partnercenter.microsoft.com/.default'],
    });
    assert.equal((await read(app?.accessToken ?? '', '/v1/customers?size=1')).status, 200);
  });
});
