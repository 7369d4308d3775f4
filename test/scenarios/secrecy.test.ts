import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Desk, startDesk } from '../support/desk.ts';
import { assertNothingSecret } from '../support/nothing-secret.ts';
import { signInLink } from '../support/story-readers.ts';

describe('what License Desk writes', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk({ hasSingleSignOn: true });
  });

  it('holds no token, code or secret after a story with every kind of sign-in; each desk is searched when it stops', async () => {
    const { entra, partnerCenter } = desk.sandbox;
    const silent = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approve('grace', silent);
    const byPage = await desk.ask(
      'sarah',
      'Visio Plan 2 for shota.takahashi@fabrikamjapan.onmicrosoft.com because of plans',
    );
    await desk.approve('yuki', byPage);
    const link = signInLink(desk.chat('yuki'));
    await desk.signIn('yuki', 'kenji');
    entra.switches.setMfa('yuki', true);
    await desk.signIn('yuki');
    const refused = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    partnerCenter.faults.next({ kind: 'error', status: 401, code: 400 }, 1, 'license-updates');
    await desk.approve('grace', refused);
    entra.faults.next('grant-revoked', 1);
    await desk.restart();
    await desk.sandbox.signIn('yuki', link);
    await desk.teams.deliver({ type: 'message' }, { token: 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJldmlsIn0.c2ln' });
    const { authorization_code, on_behalf_of, client_credentials } = entra.tokenRequests();
    assert(authorization_code > 0 && on_behalf_of > 0 && client_credentials > 0, 'all of them were used');
    assert(desk.log.length > 20, 'the log was written');
    assert(desk.books().count('vault') >= 3, 'tokens were kept, sealed');
    await desk.stop();
  });

  it('would be caught: a search that finds nothing anywhere proves nothing', () => {
    const secrets = { clientSecret: 'a-client-secret', tokenKeys: 'one:a-key-of-the-vault' };
    const leaks = [
      'Authorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJvaWQiOiIxMjM0NTY3ODkwIn0.sig',
      `code=1.AS${randomBytes(48).toString('base64url')}`,
      `{"refresh_token":"1.A${randomBytes(48).toString('base64url')}"}`,
      'grant_type=x&client_secret=y',
      'a-client-secret',
      'key: a-key-of-the-vault',
    ];
    for (const leak of leaks)
      assert.throws(() => assertNothingSecret(secrets, { log: `before ${leak} after` }), leak);
    assertNothingSecret(secrets, { log: 'requestId=K7M2QX status=completed' });
  });
});
