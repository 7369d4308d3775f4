import assert from 'node:assert/strict';
import type { SignInPurpose } from '../../src/identity/sign-in-purpose.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { refusal } from '../support/entra-double.ts';
import { ada, bob, type IdentityRig, idOf, startIdentityRig } from '../support/identity-rig.ts';

describe('signing in on our page', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig({ timeoutMs: 300 });
  });

  afterEach(() => rig.stop());

  const invite = (
    purpose: SignInPurpose = { kind: 'approve', requestId: 'LD-1' },
    locale: string | null = 'en-GB',
  ) =>
    rig.identity.signIns.invite(idOf(ada), purpose, { expiresAt: rig.later(60), locale, loginHint: ada.upn });

  const addressOf = async (link: string) => {
    const { headers } = await new CookieBrowser(ada).get(link);
    return new URL(headers.get('location') ?? '').searchParams;
  };

  it('gives the invited person a token and tells once what was waiting for it', async () => {
    assert.deepEqual(await rig.identity.tokens.acquire(idOf(ada)), {
      kind: 'sign-in',
      why: 'no-token',
      claims: null,
    });
    const page = await new CookieBrowser(ada).open(await invite());
    assert.equal(page.status, 200);
    assert.match(page.body, /You are signed in/);
    assert.match(page.body, /now goes on with what you approved/);
    assert.deepEqual(rig.told, [
      { person: idOf(ada), purpose: { kind: 'approve', requestId: 'LD-1' }, locale: 'en-GB', how: 'page' },
    ]);
    const answer = await rig.identity.tokens.acquire(idOf(ada));
    assert.equal(answer.kind, 'token');
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('asks Entra ID with PKCE, state, nonce and the one scope, for the right account', async () => {
    const asked = await addressOf(await invite());
    assert.equal(asked.get('response_type'), 'code');
    assert.equal(asked.get('response_mode'), 'query');
    assert.equal(asked.get('code_challenge_method'), 'S256');
    assert.equal(asked.get('login_hint'), ada.upn);
    assert.equal(asked.get('prompt'), null);
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.match(asked.get(name) ?? '', /^[\w-]{43}$/);
    assert.match(
      asked.get('scope') ?? '',
      /^https:\/\/api\.partnercenter\.microsoft\.com\/user_impersonation /,
    );
  });

  it('uses new secrets for each flow', async () => {
    const link = await invite();
    const [first, second] = [await addressOf(link), await addressOf(link)];
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.notEqual(first.get(name), second.get(name));
  });

  it('can be begun again from the same link while it is not used', async () => {
    const link = await invite();
    const browser = new CookieBrowser(ada);
    await browser.get(link);
    assert.equal((await browser.open(link)).status, 200);
    assert.equal(rig.told.length, 1);
  });

  it('tells once when a flow and its restart are both finished at the same time', async () => {
    let open = () => {};
    rig.entra.state.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const link = await invite();
    const prefix = `${rig.publicUrl}/auth/callback`;
    const visits = [];
    for (const expected of [1, 2]) {
      const browser = new CookieBrowser(ada);
      visits.push(browser.get(await browser.openUpTo(link, prefix)));
      while (rig.entra.tokenCalls.length < expected) await new Promise((resolve) => setImmediate(resolve));
    }
    open();
    assert.deepEqual(
      (await Promise.all(visits)).map((visit) => visit.status),
      [200, 200],
    );
    assert.equal(rig.told.length, 1);
  });

  it('can be finished by another instance than the one that began it', async () => {
    const browser = new CookieBrowser(ada);
    const callback = new URL(await browser.openUpTo(await invite(), `${rig.publicUrl}/auth/callback`));
    const { status } = await rig.secondInstance().pages.handle({
      method: 'GET',
      path: callback.pathname,
      query: callback.searchParams,
      cookies: Object.fromEntries(browser.cookies),
      acceptLanguage: null,
    });
    assert.equal(status, 200);
    assert.equal(rig.told.length, 1);
  });

  it('lets a person have two sign-ins open at once', async () => {
    const browser = new CookieBrowser(ada);
    const prefix = `${rig.publicUrl}/auth/callback`;
    const callbacks = [];
    for (const requestId of ['LD-1', 'LD-2']) {
      callbacks.push(await browser.openUpTo(await invite({ kind: 'approve', requestId }), prefix));
    }
    for (const callback of callbacks) assert.equal((await browser.get(callback)).status, 200);
    assert.equal(rig.told.length, 2);
  });

  it('offers the choice of an account after somebody else had signed in, and then works', async () => {
    const link = await invite();
    const refused = await new CookieBrowser(bob).open(link);
    assert.equal(refused.status, 403);
    const again = /href="(\/auth\/start\?s=[\w-]{43})"/.exec(refused.body)?.[1];
    assert.equal(rig.publicUrl + again, link);
    const asked = await addressOf(link);
    assert.equal(asked.get('prompt'), 'select_account');
    assert.equal(asked.get('login_hint'), null);
    assert.equal((await new CookieBrowser(ada).open(link)).status, 200);
  });

  it('says that the person must sign in for a while when Entra ID hangs, and works afterwards', async () => {
    rig.entra.faults.push({ hang: true });
    const link = await invite();
    const page = await new CookieBrowser(ada).open(link);
    assert.equal(page.status, 503);
    assert.match(page.body, /not answering/);
    assert.equal((await new CookieBrowser(ada).open(link)).status, 200);
  });

  it('says that it is our fault when our secret is refused', async () => {
    rig.entra.faults.push({ status: 401, body: refusal('invalid_client', 'AADSTS7000222: ended') });
    const page = await new CookieBrowser(ada).open(await invite());
    assert.equal(page.status, 500);
    assert.match(page.body, /on our side/);
    assert.doesNotMatch(page.body, /AADSTS|invalid_client/);
  });

  const refusals: readonly (readonly [string, Record<string, string>, number, RegExp])[] = [
    [
      'the person declines',
      { error: 'access_denied', error_description: 'AADSTS65004: x' },
      200,
      /did not sign in/,
    ],
    ['the person cancels', { error: 'access_denied', error_subcode: 'cancel' }, 200, /did not sign in/],
    [
      'a policy refuses',
      { error: 'access_denied', error_description: 'AADSTS53003: x' },
      403,
      /did not let you in/,
    ],
    [
      'consent is missing',
      { error: 'access_denied', error_description: 'AADSTS90094: x' },
      403,
      /agree first/,
    ],
    ['consent is refused', { error: 'consent_required' }, 403, /agree first/],
    ['Entra ID is unwell', { error: 'temporarily_unavailable' }, 503, /not answering/],
    ['our registration is wrong', { error: 'unauthorized_client' }, 500, /on our side/],
    ['the error is markup', { error: '<img src=x>', error_description: '<b>x</b>' }, 400, /did not work/],
  ];

  for (const [what, answer, status, says] of refusals) {
    it(`ends with words a person can act on when ${what}`, async () => {
      rig.entra.state.refuseAuthorize = answer;
      const link = await invite();
      const page = await new CookieBrowser(ada).open(link);
      assert.equal(page.status, status);
      assert.match(page.body, says);
      assert.doesNotMatch(page.body, /<img|<b>|AADSTS/);
      assert.deepEqual(rig.told, []);
      rig.entra.state.refuseAuthorize = null;
      assert.equal((await new CookieBrowser(ada).open(link)).status, 200);
    });
  }

  it('cannot be finished after our keys changed in between, and can be begun again', async () => {
    const link = await invite();
    const browser = new CookieBrowser(ada);
    const callback = await browser.openUpTo(link, `${rig.publicUrl}/auth/callback`);
    await rig.database
      .updateTable('sign_ins')
      .set({ record: await resealed() })
      .execute();
    assert.equal((await browser.get(callback)).status, 400);
    assert.equal((await browser.open(link)).status, 200);

    async function resealed(): Promise<string> {
      const { record } = await rig.database.selectFrom('sign_ins').select('record').executeTakeFirstOrThrow();
      return record.replace('v1.k1.', 'v1.gone.');
    }
  });

  it('tells again what nobody heard of, and only that', async () => {
    const heard: string[] = [];
    let isDeaf = true;
    const instance = rig.secondInstance({
      onSignedIn: async ({ purpose }) => {
        heard.push(purpose.kind);
        if (isDeaf) throw new Error('the database is away');
      },
    });
    const browser = new CookieBrowser(ada);
    const callback = new URL(await browser.openUpTo(await invite(), `${rig.publicUrl}/auth/callback`));
    const { status } = await instance.pages.handle({
      method: 'GET',
      path: callback.pathname,
      query: callback.searchParams,
      cookies: Object.fromEntries(browser.cookies),
      acceptLanguage: null,
    });
    assert.equal(status, 200);
    await instance.tend();
    assert.equal(heard.length, 1, 'a minute has not passed');
    rig.pass(2);
    isDeaf = false;
    await Promise.all([instance.tend(), instance.tend()]);
    assert.equal(heard.length, 2);
    rig.pass(2);
    await instance.tend();
    assert.equal(heard.length, 2);
  });

  it('is cleaned up a week after its link ended', async () => {
    await invite();
    rig.pass(60 + 6 * 24 * 60);
    await rig.identity.tend();
    const count = () => rig.database.selectFrom('sign_ins').select('id_hash').execute();
    assert.equal((await count()).length, 1);
    rig.pass(2 * 24 * 60);
    await rig.identity.tend();
    assert.equal((await count()).length, 0);
  });
});
