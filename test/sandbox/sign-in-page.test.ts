import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { personOf } from '../../src/sandbox/world.ts';
import { partner, REDIRECT, startEntra, world } from './started-entra.ts';

const MFA_CLAIMS = '{"access_token":{"amr":{"essential":true,"values":["mfa"]}}}';
const CAPABILITIES = '{"access_token":{"xms_cc":{"values":["CP1"]}}}';

describe('the sandbox’s sign-in page', () => {
  let rig: Awaited<ReturnType<typeof startEntra>>;
  beforeEach(async () => {
    rig = await startEntra();
  });
  afterEach(() => rig.close());

  const address = (given: Record<string, string> = {}, tenant = partner) => {
    const query = new URLSearchParams({
      client_id: world.botAppId,
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid',
      state: 'state-1',
      ...given,
    });
    return `${rig.entra.url}/${tenant}/oauth2/v2.0/authorize?${query}`;
  };

  async function visit(url: string, form?: Record<string, string>) {
    const press = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(url, { redirect: 'manual', ...press });
    const location = response.headers.get('location');
    return {
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      back: location === null ? null : new URL(location),
    };
  }
  const accountsOn = (html: string) =>
    [...html.matchAll(/name="account" value="(\w+)"/g)].map(([, key]) => key);

  it('offers everybody of the tenant, the expected person first', async () => {
    const { status, html } = await visit(address({ login_hint: 'Grace.Miller@northwindcloud.example' }));
    assert.equal(status, 200);
    const accounts = accountsOn(html);
    assert.equal(accounts[0], 'grace');
    const members = world.people.filter(({ tenantId }) => tenantId === partner).map(({ key }) => key);
    assert.deepEqual(accounts.toSorted(), members.toSorted());
    assert.match(html, /<button class="account" name="account" value="grace" autofocus>/);
    assert.match(html, /田中 健二 \(Kenji Tanaka\)/);
  });

  it('shows a customer’s tenant its own people only', async () => {
    const { tenantId } = personOf(world, 'ayse');
    assert.deepEqual(accountsOn((await visit(address({}, tenantId))).html), ['ayse']);
    const stranger = await visit(address(), { account: 'ayse' });
    assert.equal(stranger.back?.searchParams.has('code') ?? false, false);
  });

  it('needs no script and nothing from elsewhere', async () => {
    const { html, headers } = await visit(address());
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/);
    assert.doesNotMatch(html, /<script|https?:\/\//);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  it('sends the picked person back with a code and the state', async () => {
    const { status, back } = await visit(address(), { account: 'kenji', mfa: 'yes' });
    assert.equal(status, 303);
    assert.equal(`${back?.origin}${back?.pathname}`, REDIRECT);
    assert.equal(back?.searchParams.get('state'), 'state-1');
    assert.ok(back?.searchParams.get('code'));
  });

  it('sends a refusal back when somebody cancels', async () => {
    const { back } = await visit(address(), { cancel: 'yes' });
    assert.equal(back?.searchParams.get('error'), 'access_denied');
    assert.equal(back?.searchParams.get('state'), 'state-1');
  });

  it('leaves the second factor to the person unless it was asked for', async () => {
    assert.match((await visit(address())).html, /type="checkbox" name="mfa"/);
    assert.match((await visit(address({ claims: CAPABILITIES }))).html, /type="checkbox" name="mfa"/);
    assert.doesNotMatch((await visit(address({ claims: MFA_CLAIMS }))).html, /type="checkbox"/);
    rig.entra.switches.requireMfa(true);
    assert.doesNotMatch((await visit(address())).html, /type="checkbox"/);
  });

  it('stops a person without a second factor where one was asked for', async () => {
    const { status, html, back } = await visit(address({ claims: MFA_CLAIMS }), { account: 'yuki' });
    assert.deepEqual([status, back], [200, null]);
    assert.match(html, /佐藤 由紀 \(Yuki Sato\) has no second factor set up/);
    rig.entra.switches.setMfa('yuki', true);
    assert.ok((await visit(address({ claims: MFA_CLAIMS }), { account: 'yuki' })).back);
  });

  it('asks for consent once where it is needed, and takes no for an answer', async () => {
    rig.entra.switches.requireConsent(true);
    const asked = await visit(address(), { account: 'kenji', mfa: 'yes' });
    assert.match(asked.html, /Permissions requested/);
    const declined = await visit(address(), { account: 'kenji', cancel: 'consent' });
    assert.equal(declined.back?.searchParams.get('error'), 'access_denied');
    const given = await visit(address(), { account: 'kenji', mfa: 'yes', consent: 'yes' });
    assert.ok(given.back?.searchParams.get('code'));
    assert.ok((await visit(address(), { account: 'kenji', mfa: 'yes' })).back?.searchParams.get('code'));
  });

  it('never follows an address that is not registered', async () => {
    const redirect_uri = 'https://evil.example/<script>alert(1)</script>';
    for (const form of [undefined, { account: 'kenji' }]) {
      const { status, back, html } = await visit(address({ redirect_uri }), form);
      assert.deepEqual([status, back], [400, null]);
      assert.doesNotMatch(html, /<script/);
    }
  });

  it('shows a page for an app or tenant that it does not know', async () => {
    assert.equal((await visit(address({ client_id: 'another' }))).status, 400);
    assert.equal((await visit(address({}, 'nowhere.example'))).status, 400);
  });

  const wrongRequests: [string, Record<string, string>][] = [
    ['another response type', { response_type: 'token' }],
    ['another response mode', { response_mode: 'fragment' }],
    ['a plain code challenge', { code_challenge: 'x', code_challenge_method: 'plain' }],
    ['claims that are none', { claims: 'all of them' }],
  ];
  for (const [what, given] of wrongRequests) {
    it(`sends ${what} back as an invalid request`, async () => {
      const { back } = await visit(address(given));
      assert.equal(back?.searchParams.get('error'), 'invalid_request');
    });
  }

  it('signs nobody in without the page, unless told to', async () => {
    const silent = await visit(address({ prompt: 'none' }));
    assert.equal(silent.back?.searchParams.get('error'), 'login_required');
    rig.entra.switches.signInAs('grace');
    assert.ok((await visit(address({ prompt: 'select_account' }))).back?.searchParams.get('code'));
    rig.entra.switches.signInAs('yuki');
    const refused = await visit(address({ claims: MFA_CLAIMS }));
    assert.equal(refused.back?.searchParams.get('error'), 'interaction_required');
    rig.entra.switches.signInAs(null);
    assert.equal((await visit(address())).status, 200);
  });

  it('describes itself in its metadata, with loopback addresses', async () => {
    const response = await fetch(
      `${rig.entra.url}/northwindcloud.example/v2.0/.well-known/openid-configuration`,
    );
    const metadata: Record<string, string> = JSON.parse(await response.text());
    assert.equal(metadata['issuer'], `https://login.microsoftonline.com/${partner}/v2.0`);
    assert.equal(metadata['token_endpoint'], `${rig.entra.url}/${partner}/oauth2/v2.0/token`);
    const keys = await fetch(metadata['jwks_uri'] ?? '');
    const text = await keys.text();
    assert.match(text, /"kty":"RSA"/);
    assert.doesNotMatch(text, /"d":/);
  });
});
