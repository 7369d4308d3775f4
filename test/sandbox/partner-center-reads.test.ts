import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { customerOf } from '../../src/sandbox/world.ts';
import { ada, contoso, sku, startPartnerCenter, userOf, userPath, world } from './started-partner-center.ts';

type Item = Record<string, unknown>;
type Link = { uri: string; headers: { key: string; value: string }[] };
type Page = { totalCount: number; items: Item[]; continuationToken?: string; links?: { next?: Link } };

describe('reading at the emulated Partner Center', () => {
  let pc: Awaited<ReturnType<typeof startPartnerCenter>>;
  before(async () => {
    pc = await startPartnerCenter();
  });
  after(() => pc.close());

  /** Kenji may read users and licenses; license groups are for Priya. */
  const read = async (path: string, as = 'priya') => {
    const answer = await pc.get(path, { as });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.hasMark, true);
    return answer.json();
  };

  const filterOf = (field: string, value: string, operator = 'starts_with') =>
    `filter=${encodeURIComponent(JSON.stringify({ Field: field, Value: value, Operator: operator }))}`;

  async function pagesOf(path: string): Promise<Page[]> {
    const pages: Page[] = [await read(path)];
    for (let page = pages[0]; page?.continuationToken !== undefined; page = pages.at(-1)) {
      const [clean = ''] = path.split('?');
      const answer = await pc.get(`${clean}?seekOperation=Next`, {
        as: 'priya',
        headers: { 'MS-ContinuationToken': page.continuationToken },
      });
      pages.push(answer.json());
    }
    return pages;
  }

  it('lists thin customers in pages that cover everything once', async () => {
    const pages = await pagesOf('/v1/customers?size=4');
    const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
    assert.deepEqual(
      ids,
      world.customers.map(({ id }) => id),
    );
    assert.deepEqual(
      pages.map(({ totalCount }) => totalCount),
      pages.map(({ items }) => items.length),
    );
    const [first] = pages;
    assert.equal(first?.links?.next?.uri, '/customers?size=4&seekOperation=Next');
    assert.deepEqual(first?.links?.next?.headers, [
      { key: 'MS-ContinuationToken', value: first?.continuationToken },
    ]);
    assert.match(first?.continuationToken ?? '', /,.*\/.*=/);
    assert.equal(pages.at(-1)?.links?.next, undefined);
  });

  it('keeps the filter over the pages and refuses a token of another list', async () => {
    const pages = await pagesOf(`/v1/customers?size=1&${filterOf('CompanyName', 'CONTOSO')}`);
    assert.deepEqual(
      pages.flatMap(({ items }) =>
        items.map(({ companyProfile }) => Reflect.get(Object(companyProfile), 'companyName')),
      ),
      ['Contoso', 'Contoso Pharmaceuticals', 'Contoso Suites'],
    );
    const [plain] = await pagesOf('/v1/customers?size=4');
    const answer = await pc.get(`/v1/customers/${contoso.id}/users?seekOperation=Next`, {
      headers: { 'MS-ContinuationToken': plain?.continuationToken ?? '' },
    });
    assert.deepEqual([answer.status, answer.json().code], [400, 3000]);
  });

  it('finds customers by the start of the name or domain only', async () => {
    const byDomain: Page = await read(`/v1/customers?size=0&${filterOf('Domain', 'CONTOSOP')}`);
    assert.equal(byDomain.items.length, 1);
    const inside: Page = await read(`/v1/customers?${filterOf('CompanyName', 'works')}`);
    assert.deepEqual(inside.items, []);
    const japanese: Page = await read(`/v1/customers?${filterOf('CompanyName', 'ファブリカム')}`);
    assert.equal(japanese.items[0]?.['id'], customerOf(world, 'ファブリカム').id);
  });

  const refusedQueries: [string, string][] = [
    ['a page of more than 500', '/v1/customers?size=501'],
    ['a size that is no number', '/v1/customers?size=many'],
    ['a filter that is no JSON', '/v1/customers?filter=Contoso'],
    ['another operator', `/v1/customers?${filterOf('CompanyName', 'Cont', 'contains')}`],
    ['another field', `/v1/customers?${filterOf('DisplayName', 'Cont')}`],
    ['a seek without a token', '/v1/customers?seekOperation=Next'],
    ['a search over users', `/v1/customers/${contoso.id}/users?${filterOf('DisplayName', 'Ada')}`],
  ];
  for (const [what, path] of refusedQueries) {
    it(`refuses ${what} with 400/3000`, async () => {
      const answer = await pc.get(path, { as: 'priya' });
      assert.deepEqual([answer.status, answer.json().code, answer.hasMark], [400, 3000, false]);
    });
  }

  it('shows a customer by id without address and domains, as under granular privileges', async () => {
    const customer = await read(`/v1/customers/${contoso.id.toUpperCase()}`);
    assert.equal(customer.companyProfile.companyName, 'Contoso');
    assert.equal(customer.relationshipToPartner, 'reseller');
    assert.equal('customDomains' in customer || 'address' in customer.companyProfile, false);
  });

  it('lists active users, and deleted ones only when asked for', async () => {
    const users: Page = await read(`/v1/customers/${contoso.id}/users`);
    const active = contoso.users.filter(({ state }) => state === 'active');
    assert.deepEqual(
      users.items.map(({ userPrincipalName }) => userPrincipalName),
      active.map(({ upn }) => upn),
    );
    const emre = users.items.find(({ userPrincipalName }) => userPrincipalName === 'emre.koc@contoso.com');
    assert.equal(emre && 'usageLocation' in emre, false);
    for (const field of ['UserState', 'UserStatus']) {
      const gone: Page = await read(
        `/v1/customers/${contoso.id}/users?size=500&${filterOf(field, 'Inactive', 'equals')}`,
      );
      assert.deepEqual(
        gone.items.map(({ state, displayName }) => [state, displayName]),
        [['inactive', 'Hannah Reed']],
      );
      assert.ok(gone.items[0]?.['softDeletionTime']);
    }
  });

  it('pages and sorts users', async () => {
    const pages = await pagesOf(`/v1/customers/${contoso.id}/users?size=7`);
    assert.deepEqual(
      pages.map(({ items }) => items.length),
      [7, 7, 2],
    );
    const sorted: Page = await read(
      `/v1/customers/${contoso.id}/users?SortField=DisplayName&SortDirection=Descending&size=3`,
    );
    const names = sorted.items.map(({ displayName }) => String(displayName));
    assert.deepEqual(
      names,
      names.toSorted((a, b) => b.localeCompare(a)),
    );
  });

  it('finds a user by id, or by principal name in any case', async () => {
    const byId = await read(userPath(ada.id));
    const byName = await read(userPath(encodeURIComponent('ADA@Contoso.com')));
    assert.deepEqual([byId.id, byName.id], [ada.id, ada.id]);
    assert.equal((await pc.get(userPath('nobody%40contoso.com'))).json().code, 60002);
  });

  it('lists group1 unless license groups are named', async () => {
    const groups = async (query: string) => {
      const page: Page = await read(`/v1/customers/${contoso.id}/subscribedskus${query}`);
      const items = page.items.map(({ productSku }) => Reflect.get(Object(productSku), 'licenseGroupId'));
      return [...new Set(items)];
    };
    assert.deepEqual(await groups(''), ['group1']);
    assert.deepEqual(await groups('?licenseGroupIds=Group2'), ['group2']);
    assert.deepEqual(await groups('?licenseGroupIds=Group1&licenseGroupIds=Group2'), ['group1', 'group2']);
  });

  it('counts seats, also of a suspended subscription', async () => {
    const page: { items: { productSku: { skuPartNumber: string }; availableUnits: number }[] } = await read(
      `/v1/customers/${contoso.id}/subscribedskus`,
    );
    for (const item of page.items) {
      const { skuPartNumber } = item.productSku;
      const count = pc.emulator.switches
        .seatsOf(contoso.id)
        .find(({ product }) => product.partNumber === skuPartNumber);
      assert.equal(item.availableUnits, count?.available, skuPartNumber);
    }
    const works = customerOf(world, 'Adventure Works');
    const theirs: Page = await read(`/v1/customers/${works.id}/subscribedskus`);
    const suspended = theirs.items.find(({ capabilityStatus }) => capabilityStatus === 'Suspended');
    assert.deepEqual(
      [suspended?.['availableUnits'], suspended?.['activeUnits'], suspended?.['suspendedUnits']],
      [0, 0, 5],
    );
  });

  it('lists what a user holds with service plans, and nothing for a user without licenses', async () => {
    const held: Page = await read(`${userPath(ada.id)}/licenses`);
    assert.deepEqual(
      held.items.map(({ productSku }) => Reflect.get(Object(productSku), 'id')),
      [sku('SPE_E3')],
    );
    assert.match(JSON.stringify(held.items[0]?.['servicePlans']), /"capabilityStatus":"Assigned"/);
    const none: Page = await read(`${userPath(userOf('cagla.ozturk@contoso.com').id)}/licenses`);
    assert.deepEqual(none, { totalCount: 0, items: [], attributes: { objectType: 'Collection' } });
  });

  it('does not know other paths', async () => {
    const answer = await pc.get('/v1/customers/x/y/z');
    assert.deepEqual([answer.status, answer.json().code], [404, 1000]);
    assert.equal((await pc.get('/v1/customers/%E0%A4%A')).status, 404);
    assert.equal((await pc.call('DELETE', '/v1/customers')).status, 404);
  });
});
