import assert from 'node:assert/strict';
import { CookieBrowser, type Visit } from '../support/cookie-browser.ts';
import {
  ada,
  bob,
  foreignAda,
  type IdentityRig,
  idOf,
  OTHER_TENANT,
  startIdentityRig,
} from '../support/identity-rig.ts';

type Case = {
  readonly title: string;
  readonly act: (rig: IdentityRig) => Promise<Visit>;
  readonly status: number;
  readonly says: RegExp;
};

const invite = (rig: IdentityRig, user = ada) =>
  rig.identity.signIns.invite(idOf(user), { kind: 'refresh' }, { expiresAt: rig.later(60), locale: 'en' });

const callbackOf = (rig: IdentityRig, browser: CookieBrowser, link: string) =>
  browser.openUpTo(link, `${rig.publicUrl}/auth/callback`);

function withQuery(url: string, change: Record<string, string | null>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  }
  return changed.href;
}

const CASES: readonly Case[] = [
  {
    title: 'a link that was forwarded to another person',
    act: async (rig) => new CookieBrowser(bob).open(await invite(rig)),
    status: 403,
    says: /different account.*bob@fabrikam\.example/s,
  },
  {
    title: "the same object id in another tenant's directory",
    act: async (rig) => new CookieBrowser(foreignAda).open(await invite(rig)),
    status: 403,
    says: /different account/,
  },
  {
    title: 'a callback in a browser that did not begin the flow',
    act: async (rig) =>
      new CookieBrowser(ada).get(await callbackOf(rig, new CookieBrowser(ada), await invite(rig))),
    status: 403,
    says: /one browser/,
  },
  {
    title: 'a callback with the cookie of another flow under the right name',
    async act(rig) {
      const [mine, other] = [new CookieBrowser(ada), new CookieBrowser(ada)];
      const callback = await callbackOf(rig, mine, await invite(rig));
      await callbackOf(rig, other, await invite(rig));
      const [name] = [...mine.cookies.keys()];
      const [value] = [...other.cookies.values()];
      assert.ok(name && value);
      mine.cookies.set(name, value);
      return mine.get(callback);
    },
    status: 403,
    says: /one browser/,
  },
  {
    title: "a state taken from another person's flow",
    async act(rig) {
      const [victim, attacker] = [new CookieBrowser(ada), new CookieBrowser(bob)];
      const callback = await callbackOf(rig, victim, await invite(rig));
      const foreign = new URL(await callbackOf(rig, attacker, await invite(rig, bob)));
      return victim.get(withQuery(callback, { state: foreign.searchParams.get('state') }));
    },
    status: 403,
    says: /one browser/,
  },
  {
    title: "somebody else's code slipped into a genuine callback",
    async act(rig) {
      const [victim, attacker] = [new CookieBrowser(ada), new CookieBrowser(bob)];
      const callback = await callbackOf(rig, victim, await invite(rig));
      const foreign = new URL(await callbackOf(rig, attacker, await invite(rig, bob)));
      return victim.get(withQuery(callback, { code: foreign.searchParams.get('code') }));
    },
    status: 400,
    says: /did not work/,
  },
  {
    title: 'an invented code',
    async act(rig) {
      const browser = new CookieBrowser(ada);
      return browser.get(
        withQuery(await callbackOf(rig, browser, await invite(rig)), { code: "x'; drop table--" }),
      );
    },
    status: 400,
    says: /did not work/,
  },
  {
    title: 'an invented state',
    act: (rig) => new CookieBrowser(ada).get(`${rig.publicUrl}/auth/callback?code=c&state=${'A'.repeat(43)}`),
    status: 410,
    says: /already over/,
  },
  {
    title: 'no state at all',
    act: (rig) => new CookieBrowser(ada).get(`${rig.publicUrl}/auth/callback?code=c`),
    status: 410,
    says: /already over/,
  },
  {
    title: 'an id token that answers another request (nonce)',
    async act(rig) {
      rig.entra.state.twist = { nonce: 'foreign' };
      return new CookieBrowser(ada).open(await invite(rig));
    },
    status: 400,
    says: /did not work/,
  },
  {
    title: "an access token that is somebody else's although the id token is right",
    async act(rig) {
      rig.entra.state.twist = { accessTokenUser: bob };
      return new CookieBrowser(ada).open(await invite(rig));
    },
    status: 400,
    says: /did not work/,
  },
  {
    title: 'an access token of another tenant although the id token is right',
    async act(rig) {
      rig.entra.state.twist = { accessTokenUser: { ...ada, tid: OTHER_TENANT } };
      return new CookieBrowser(ada).open(await invite(rig));
    },
    status: 400,
    says: /did not work/,
  },
  {
    title: 'a flow that took longer than ten minutes',
    async act(rig) {
      const browser = new CookieBrowser(ada);
      const callback = await callbackOf(rig, browser, await invite(rig));
      rig.pass(11);
      return browser.get(callback);
    },
    status: 410,
    says: /too long/,
  },
  {
    title: 'a link whose time is over',
    async act(rig) {
      const link = await invite(rig);
      rig.pass(61);
      return new CookieBrowser(ada).open(link);
    },
    status: 410,
    says: /expired/,
  },
  {
    title: 'a callback of a flow that was begun anew',
    async act(rig) {
      const browser = new CookieBrowser(ada);
      const link = await invite(rig);
      const first = await callbackOf(rig, browser, link);
      await callbackOf(rig, browser, link);
      return browser.get(first);
    },
    status: 410,
    says: /already over/,
  },
  {
    title: 'an invented link',
    act: (rig) => new CookieBrowser(ada).open(`${rig.publicUrl}/auth/start?s=${'B'.repeat(43)}`),
    status: 404,
    says: /does not work/,
  },
  {
    title: "the stored hash of a link in the link's place",
    async act(rig) {
      await invite(rig);
      const { id_hash } = await rig.database
        .selectFrom('sign_ins')
        .select('id_hash')
        .executeTakeFirstOrThrow();
      return new CookieBrowser(ada).open(`${rig.publicUrl}/auth/start?s=${id_hash}`);
    },
    status: 404,
    says: /does not work/,
  },
  {
    title: 'a link with markup in it',
    act: (rig) =>
      new CookieBrowser(ada).open(`${rig.publicUrl}/auth/start?s=%3Cscript%3Ealert(1)%3C/script%3E`),
    status: 404,
    says: /does not work/,
  },
];

describe('a sign-in refuses', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig();
  });

  afterEach(() => rig.stop());

  for (const { title, act, status, says } of CASES) {
    it(title, async () => {
      const visit = await act(rig);
      assert.equal(visit.status, status);
      assert.match(visit.body, says);
      assert.deepEqual(rig.told, []);
      assert.deepEqual(await rig.deps.vault.keys(), []);
      assert.doesNotMatch(visit.body, /<script>alert/);
      const answer = await rig.identity.tokens.acquire(idOf(ada));
      assert.equal(answer.kind, 'sign-in');
    });
  }
});

describe('a finished sign-in', () => {
  let rig: IdentityRig;
  let browser: CookieBrowser;
  let callback: string;

  beforeEach(async () => {
    rig = await startIdentityRig();
    browser = new CookieBrowser(ada);
    callback = await callbackOf(rig, browser, await invite(rig));
  });

  afterEach(() => rig.stop());

  it('is not done twice when the callback is called again', async () => {
    const cookies = new Map(browser.cookies);
    assert.equal((await browser.get(callback)).status, 200);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    const again = await browser.get(callback);
    assert.equal(again.status, 410);
    assert.equal(rig.told.length, 1);
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('is done once when two callbacks arrive at the same moment, on two instances', async () => {
    const url = new URL(callback);
    const request = {
      method: 'GET',
      path: url.pathname,
      query: url.searchParams,
      cookies: Object.fromEntries(browser.cookies),
      acceptLanguage: null,
    };
    const pages = [rig.identity.pages, rig.secondInstance().pages];
    const answers = await Promise.all(pages.map((instance) => instance.handle(request)));
    assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [200, 410]);
    assert.equal(rig.told.length, 1);
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('drops its cookie', async () => {
    assert.equal(browser.cookies.size, 1);
    await browser.get(callback);
    assert.equal(browser.cookies.size, 0);
  });

  it('leaves a link that says kindly that it was used', async () => {
    const link = await invite(rig);
    assert.equal((await browser.open(link)).status, 200);
    const again = await browser.open(link);
    assert.equal(again.status, 410);
    assert.match(again.body, /already over/);
  });
});

describe('the sign-in pages', () => {
  let rig: IdentityRig;

  beforeEach(async () => {
    rig = await startIdentityRig();
  });

  afterEach(() => rig.stop());

  for (const name of ['redirect', 'redirect_uri', 'returnUrl', 'next', 'url', 'post_logout_redirect_uri']) {
    it(`never send a browser where a link's "${name}" says`, async () => {
      const evil = `${name}=https://evil.example/&${name}=//evil.example`;
      const start = await new CookieBrowser(ada).get(`${await invite(rig)}&${evil}`);
      const target = new URL(start.headers.get('location') ?? '');
      assert.equal(target.origin, rig.entra.base);
      assert.equal(target.searchParams.get('redirect_uri'), `${rig.publicUrl}/auth/callback`);
      const finish = await new CookieBrowser(ada).get(`${rig.publicUrl}/auth/callback?${evil}`);
      assert.equal(finish.headers.get('location'), null);
      assert.doesNotMatch(finish.body, /evil/);
    });
  }

  it('do not begin a flow for a link checker that asks by HEAD or POST', async () => {
    for (const method of ['HEAD', 'POST', 'OPTIONS']) {
      const visit = await new CookieBrowser(ada).get(await invite(rig), method);
      assert.equal(visit.status, 405);
      assert.equal(visit.headers.get('set-cookie'), null);
    }
  });

  it('carry strict headers whatever they answer', async () => {
    const paths = [
      '/auth/start',
      '/auth/callback',
      '/auth/end.js',
      '/auth/other',
      `/auth/start?s=${'x'.repeat(9000)}`,
    ];
    const visits = await Promise.all(paths.map((path) => new CookieBrowser().get(rig.publicUrl + path)));
    visits.push(await new CookieBrowser(ada).get(await invite(rig)));
    for (const { headers } of visits) {
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('bind a flow by a cookie that scripts and other sites cannot use', async () => {
    const { headers } = await new CookieBrowser(ada).get(await invite(rig));
    assert.match(
      headers.get('set-cookie') ?? '',
      /^sign-in-[\w-]{12}=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('bind it to our host alone when we are reached by https', async () => {
    const identity = rig.secondInstance({ publicUrl: 'https://desk.example.com/' });
    const link = new URL(
      await identity.signIns.invite(
        idOf(ada),
        { kind: 'refresh' },
        { expiresAt: rig.later(5), locale: null },
      ),
    );
    assert.equal(link.origin + link.pathname, 'https://desk.example.com/auth/start');
    const { headers } = await identity.pages.handle({
      method: 'GET',
      path: '/auth/start',
      query: link.searchParams,
      cookies: {},
      acceptLanguage: null,
    });
    assert.match(headers['Set-Cookie'] ?? '', /^__Host-sign-in-.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    assert.match(headers['Strict-Transport-Security'] ?? '', /max-age/);
  });
});
