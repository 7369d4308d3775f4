import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { END_SCRIPT } from '../../src/identity/end-script.ts';
import type { IdentityDeps } from '../../src/identity/identity.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { ada, type IdentityRig, idOf, startIdentityRig } from '../support/identity-rig.ts';

describe('the end page', () => {
  let rig: IdentityRig;

  before(async () => {
    rig = await startIdentityRig();
  });

  after(() => rig.stop());

  async function endPage(change: Partial<IdentityDeps> = {}): Promise<string> {
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await rig.identity.signIns.invite(idOf(ada), { kind: 'refresh' }, invitation);
    const browser = new CookieBrowser(ada);
    const callback = new URL(await browser.openUpTo(link, `${rig.publicUrl}/auth/callback`));
    const answer = await rig.secondInstance(change).pages.handle({
      method: 'GET',
      path: callback.pathname,
      query: callback.searchParams,
      cookies: Object.fromEntries(browser.cookies),
      acceptLanguage: 'xx, tr;q=0.1, en;q=0.9',
    });
    return answer.body;
  }

  const scriptsOf = (body: string) => [...body.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => src);

  it('loads one script of our own and nothing from elsewhere', async () => {
    const body = await endPage();
    assert.deepEqual(scriptsOf(body), ['/auth/end.js']);
    assert.doesNotMatch(body, /https?:\/\/(?!127\.0\.0\.1)/);
    assert.match(body, /<html lang="en">/);
    assert.match(body, /You can close this window/);
  });

  it('loads TeamsJS from our own host before it, where that is served', async () => {
    const teamsJs = 'window.microsoftTeams = {};';
    const body = await endPage({ teamsJs });
    assert.deepEqual(scriptsOf(body), ['/auth/teams.js', '/auth/end.js']);
    const { pages } = rig.secondInstance({ teamsJs });
    const request = { method: 'GET', path: '/auth/teams.js', query: new URLSearchParams(), cookies: {} };
    const script = await pages.handle({ ...request, acceptLanguage: null });
    assert.equal(script.status, 200);
    assert.equal(script.body, teamsJs);
    assert.match(script.headers['Content-Type'] ?? '', /javascript/);
    const without = await rig.secondInstance({}).pages.handle({ ...request, acceptLanguage: null });
    assert.equal(without.status, 404);
  });

  it('finds its script when we live below a path', async () => {
    const { signIns, pages } = rig.secondInstance({ publicUrl: `${rig.publicUrl}/desk/` });
    const visit = (address: string, cookies: Record<string, string>) => {
      const { pathname, searchParams } = new URL(address);
      const path = pathname.replace('/desk', '');
      return pages.handle({ method: 'GET', path, query: searchParams, cookies, acceptLanguage: null });
    };
    const link = await signIns.invite(
      idOf(ada),
      { kind: 'refresh' },
      { expiresAt: rig.later(60), locale: null },
    );
    const { headers } = await visit(link, {});
    const [name = '', value = ''] = (headers['Set-Cookie'] ?? '').split(/[=;]/);
    const callback = await new CookieBrowser(ada).openUpTo(
      headers['Location'] ?? '',
      `${rig.publicUrl}/desk`,
    );
    const { body } = await visit(callback, { [name]: value });
    assert.deepEqual(scriptsOf(body), ['/desk/auth/end.js']);
  });

  it('leaves no key of the catalog and no placeholder unfilled, whatever the page says', async () => {
    for (const path of ['/auth/start', '/auth/callback', '/auth/nowhere', '/']) {
      const { body } = await new CookieBrowser().get(rig.publicUrl + path);
      assert.doesNotMatch(body, /signIn\.|\{\{/);
    }
  });
});

describe("the end page's script", () => {
  type Told = { to: string; message: unknown }[];

  function run(options: { opener?: string; hasTeams?: boolean; teamsFails?: boolean }) {
    const told: Told = [];
    const notified: string[] = [];
    const timers: (() => void)[] = [];
    const window = {
      opener: { postMessage: (message: unknown, to: string) => told.push({ message, to }) },
      setTimeout: (work: () => void) => timers.push(work),
      close: () => notified.push('closed'),
      microsoftTeams: options.hasTeams
        ? {
            app: {
              initialize: async () => (options.teamsFails ? Promise.reject(new Error('no host')) : undefined),
            },
            authentication: { notifySuccess: (state: string) => notified.push(state) },
          }
        : undefined,
    };
    const dataset = { state: 'completed', ...(options.opener ? { opener: options.opener } : {}) };
    runInNewContext(END_SCRIPT, { window, document: { currentScript: { dataset } } });
    return { told, notified, timers };
  }

  it('tells the page that opened it, at its own address only', () => {
    const { told, notified, timers } = run({ opener: 'http://127.0.0.1:4000' });
    const message = { type: 'license-desk-sign-in', state: 'completed' };
    assert.deepEqual(JSON.parse(JSON.stringify(told)), [{ message, to: 'http://127.0.0.1:4000' }]);
    for (const timer of timers) timer();
    assert.deepEqual(notified, ['closed']);
  });

  it('tells nobody when nobody was named', () => {
    assert.deepEqual(run({}).told, []);
  });

  it('tells Teams through TeamsJS', async () => {
    const { notified } = run({ hasTeams: true });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(notified, ['completed']);
  });

  it('stays quiet in a plain browser, where TeamsJS finds no host', async () => {
    const { notified } = run({ hasTeams: true, teamsFails: true });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(notified, []);
  });
});
