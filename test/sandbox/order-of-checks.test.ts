import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { customerOf } from '../../src/sandbox/world.ts';
import { ada, cagla, contoso, sku, startPartnerCenter, userPath, world } from './started-partner-center.ts';

const vector = (name: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/partner-center/${name}.json`, import.meta.url), 'utf8'))
    .response;
const f3 = { LicensesToAssign: [{ SkuId: sku('SPE_F1') }] };
const wideWorld = customerOf(world, 'Wide World');

describe('who may do what at the emulated Partner Center', () => {
  let pc: Awaited<ReturnType<typeof startPartnerCenter>>;
  beforeEach(async () => {
    pc = await startPartnerCenter();
  });
  afterEach(() => pc.close());

  it('refuses a call without a token, or with one that does not verify, with 401', async () => {
    for (const as of ['', 'forged']) {
      const answer = await pc.get('/v1/customers', { as });
      assert.deepEqual([answer.status, answer.json().code], [401, 400]);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
    }
  });

  it('refuses a foreign audience with the observed answer', async () => {
    const answer = await pc.get('/v1/customers', { as: 'kenji:graph' });
    assert.deepEqual([answer.status, answer.json()], [401, vector('error-invalid-audience-900420-401').body]);
  });

  it('wants a person for a customer’s tenant, but lets an app list customers', async () => {
    const refused = await pc.update(cagla.id, f3, { as: 'kenji:app-only' });
    assert.deepEqual([refused.status, refused.json()], [403, vector('error-app-only-900329-403').body]);
    assert.equal((await pc.get('/v1/customers?size=1', { as: 'kenji:app-only' })).status, 200);
    assert.equal((await pc.get(`/v1/customers/${contoso.id}`, { as: 'kenji:app-only' })).status, 200);
  });

  it('refuses the legacy partner token with the documents’ answer', async () => {
    const refused = await pc.update(cagla.id, f3, { as: 'kenji:partner-token' });
    assert.deepEqual(
      [refused.status, refused.json()],
      [400, vector('licenseupdates-partner-token-900316-400').body],
    );
  });

  it('refuses a sign-in without MFA, and says so to ValidateMfa', async () => {
    const headers = { ValidateMfa: 'true' };
    const weak = await pc.update(cagla.id, f3, { as: 'yuki', headers });
    assert.deepEqual([weak.status, weak.json()], [401, vector('error-mfa-required-900421-401').body]);
    assert.equal(weak.headers.get('ismfacompliant'), 'false');
    const strong = await pc.get('/v1/customers?size=1', { headers });
    assert.equal(strong.headers.get('ismfacompliant'), 'true');
    assert.equal((await pc.get('/v1/customers?size=1')).headers.get('ismfacompliant'), null);
  });

  it('lets only the partner’s agents in: no requester, no customer, no guest', async () => {
    for (const as of ['sarah', 'ayse', 'guest']) {
      const answer = await pc.get('/v1/customers', { as });
      assert.deepEqual([answer.status, answer.json().code], [403, 2032], as);
    }
  });

  it('tells an unknown customer from a lost one from an id that is none', async () => {
    const unknown = await pc.get('/v1/customers/00000000-0000-4000-8000-00000000dead/subscribedskus');
    assert.deepEqual(
      [unknown.status, unknown.json()],
      [404, vector('error-tenant-not-found-60003-404').body],
    );
    const lost = '00000000-0000-4000-8000-00000000beef';
    pc.emulator.switches.endRelationship(lost);
    const refused = await pc.get(`/v1/customers/${lost}`);
    const expected = vector('error-no-relationship-20002-403').body;
    assert.deepEqual(
      [refused.status, refused.json()],
      [
        403,
        {
          ...expected,
          description: expected.description.replace(/id \S+ has/, `id ${world.partnerTenant.id} has`),
        },
      ],
    );
    assert.equal((await pc.get('/v1/customers/contoso')).json().code, 900118);
  });

  it('drops a lost customer from the list and takes it back', async () => {
    const names = async () => {
      const page: { items: { id: string }[] } = (await pc.get('/v1/customers')).json();
      return page.items.map(({ id }) => id);
    };
    pc.emulator.switches.endRelationship(contoso.id);
    assert.equal((await names()).includes(contoso.id), false);
    pc.emulator.switches.endRelationship(contoso.id, false);
    assert.equal((await names()).includes(contoso.id), true);
  });

  it('lets a customer’s Conditional Access keep partners out, and in again', async () => {
    const path = `/v1/customers/${wideWorld.id}/users`;
    const refused = await pc.get(path);
    assert.deepEqual(
      [refused.status, refused.json()],
      [403, vector('licenseupdates-conditional-access-900309-403').body],
    );
    assert.equal((await pc.get(`/v1/customers/${wideWorld.id}`)).status, 200);
    pc.emulator.switches.blockPartners(wideWorld.id, false);
    assert.equal((await pc.get(path)).status, 200);
  });

  const reads = {
    users: `/v1/customers/${contoso.id}/users`,
    user: userPath(ada.id),
    skus: `/v1/customers/${contoso.id}/subscribedskus`,
    groups: `/v1/customers/${contoso.id}/subscribedskus?licenseGroupIds=Group1`,
    licenses: `${userPath(ada.id)}/licenses`,
  };
  const rights: [string, (keyof typeof reads)[], boolean][] = [
    ['kenji', ['users', 'user', 'skus', 'licenses'], true],
    ['grace', ['users', 'user', 'skus', 'groups', 'licenses'], true],
    ['priya', ['users', 'user', 'skus', 'groups', 'licenses'], false],
    ['mehmet', [], false],
  ];
  for (const [as, allowed, mayUpdate] of rights) {
    it(`lets ${as} do what the roles allow, and nothing else (900308)`, async () => {
      for (const [name, path] of Object.entries(reads)) {
        const answer = await pc.get(path, { as });
        const isAllowed = allowed.some((known) => known === name);
        assert.equal(answer.status, isAllowed ? 200 : 403, name);
        if (!isAllowed) assert.equal(answer.json().code, 900308);
      }
      const update = await pc.update(cagla.id, f3, { as });
      assert.equal(update.status, mayUpdate ? 201 : 403);
      if (!mayUpdate) {
        assert.deepEqual(update.json(), vector('error-insufficient-privileges-900308-403').body);
      }
    });
  }

  it('answers the first thing that is wrong', async () => {
    const wrongBody = { LicensesToAssign: 'all' };
    const [nobody, blocked] = [
      `${userPath('nobody')}/licenseupdates`,
      `/v1/customers/${wideWorld.id}/users/x/licenseupdates`,
    ];
    const codes = [
      await pc.call('POST', nobody, { as: 'yuki:graph:app-only', body: wrongBody }),
      await pc.call('POST', nobody, { as: 'yuki:app-only', body: wrongBody }),
      await pc.call('POST', blocked, { as: 'yuki', body: wrongBody }),
      await pc.call('POST', blocked, { as: 'mehmet', body: wrongBody }),
      await pc.call('POST', nobody, { as: 'mehmet', body: wrongBody }),
      await pc.call('POST', nobody, { body: wrongBody }),
      await pc.call('POST', nobody, { body: { LicensesToAssign: [{ SkuId: sku('POWER_BI_PRO') }] } }),
    ].map((answer) => Number(answer.json().code));
    assert.deepEqual(codes, [900420, 900329, 900421, 900309, 900308, 800002, 60002]);
  });
});
