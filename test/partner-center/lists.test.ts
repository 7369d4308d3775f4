import assert from 'node:assert/strict';
import { PartnerCenterAnswerUnreadable, PartnerCenterError } from '../../src/partner-center/errors.ts';
import { type LoopbackPeer, startLoopbackPeer } from '../support/loopback-peer.ts';
import { aClient, allItems, asAda, CUSTOMER, rejection } from './test-client.ts';

/** A page with one customer and, by its own account, a next page. */
function pageBefore(token: string, customer: string): string {
  const next = {
    uri: '/v1//v1/customers?size=1&size=2?seekOperation=Next&seek=never-use-this',
    method: 'GET',
    headers: [{ key: 'ms-continuationtoken', value: token }],
  };
  return JSON.stringify({ totalCount: 1, items: [{ id: customer }], links: { next } });
}

const LAST_PAGE = '{"totalCount":1,"items":[{"id":"last"}],"links":{"next":null}}';

describe('reading a long list', () => {
  let peer: LoopbackPeer;
  before(async () => {
    peer = await startLoopbackPeer();
  });
  after(() => peer.close());

  const idsOf = async (options = {}) => {
    const pages = aClient(peer.url).client.listCustomers({ ...asAda, ...options });
    return (await allItems(pages)).map(({ id }) => id);
  };

  it('goes on behind each page with its token in a header, and nothing else said again', async () => {
    const tokens = ['a,b/c=', 'd'];
    peer.behave(({ headers }) => {
      const page = tokens.indexOf(String(headers['ms-continuationtoken'])) + 1;
      const token = tokens[page];
      return { body: token ? pageBefore(token, `c${page}`) : LAST_PAGE };
    });
    const startsWith = { field: 'CompanyName', value: 'Çelik & Söhne + 1' } as const;
    assert.deepEqual(await idsOf({ startsWith, pageSize: 1 }), ['c0', 'c1', 'last']);
    const [first, second, third] = peer.received;
    assert.equal(first?.url.searchParams.get('size'), '1');
    assert.deepEqual(JSON.parse(first?.url.searchParams.get('filter') ?? ''), {
      Field: 'CompanyName',
      Value: 'Çelik & Söhne + 1',
      Operator: 'starts_with',
    });
    assert.equal(second?.url.search, '?seekOperation=Next');
    assert.equal(second?.headers['ms-continuationtoken'], 'a,b/c=');
    assert.equal(third?.url.search, '?seekOperation=Next');
  });

  it('traces all pages by one correlation id, each with an id of its own', async () => {
    peer.behave(({ headers }) => ({
      body: headers['ms-continuationtoken'] ? LAST_PAGE : pageBefore('t', 'first'),
    }));
    await idsOf({ idempotencyKey: 'first-page', correlationId: 'the-sync' });
    const ids = peer.received.map(({ headers }) => headers['ms-requestid']);
    assert.equal(ids[0], 'first-page');
    assert.notEqual(ids[1], ids[0]);
    assert.deepEqual(
      new Set(peer.received.map(({ headers }) => headers['ms-correlationid'])),
      new Set(['the-sync']),
    );
  });

  it('goes on from a token of an earlier run', async () => {
    peer.behave(() => ({ body: LAST_PAGE }));
    assert.deepEqual(await idsOf({ continuationToken: 'kept' }), ['last']);
    assert.equal(peer.received[0]?.headers['ms-continuationtoken'], 'kept');
  });

  it('gives each page’s token away, so that a sync can go on later', async () => {
    peer.behave(({ headers }) => ({
      body: headers['ms-continuationtoken'] ? LAST_PAGE : pageBefore('t', 'first'),
    }));
    const tokens: (string | null)[] = [];
    for await (const page of aClient(peer.url).client.listUsers(CUSTOMER, asAda))
      tokens.push(page.continuationToken);
    assert.deepEqual(tokens, ['t', null]);
    assert.equal(peer.received[0]?.url.pathname, `/v1/customers/${CUSTOMER}/users`);
  });

  it('asks for no more than 500 at once, which is what it asks for by itself', async () => {
    peer.behave(() => ({ body: LAST_PAGE }));
    await idsOf();
    await idsOf({ pageSize: 9_999 });
    assert.deepEqual(
      peer.received.map(({ url }) => url.search),
      ['?size=500', '?size=500'],
    );
  });

  it('reads no page that nobody asks for', async () => {
    peer.behave(() => ({ body: pageBefore(`t${peer.received.length}`, 'x') }));
    for await (const _page of aClient(peer.url).client.listCustomers(asAda)) break;
    assert.equal(peer.received.length, 1);
  });

  it('stops when a token comes back', async () => {
    const tokens = ['a', 'b', 'a'];
    peer.behave(() => ({ body: pageBefore(tokens[peer.received.length - 1] ?? 'a', 'x') }));
    const error = await rejection(idsOf());
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
    assert.equal(error.code, 'endless-list');
    assert.equal(peer.received.length, 3);
  });

  it('stops a list that never ends', async () => {
    peer.behave(() => ({ body: pageBefore(`t${peer.received.length}`, 'x') }));
    const { client } = aClient(peer.url, { maxPages: 20 });
    const error = await rejection(allItems(client.listCustomers(asAda)));
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
    assert.equal(error.code, 'endless-list');
    assert.equal(peer.received.length, 20);
  });

  it('does not take a list for complete that names a next page without saying how to get it', async () => {
    peer.behave(() => ({ body: '{"items":[],"links":{"next":{"uri":"/customers?seekOperation=Next"}}}' }));
    const error = await rejection(idsOf());
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
    assert.equal(error.code, 'unexpected-shape');
  });

  it('takes the token from the body when the link has none', async () => {
    peer.behave(({ headers }) => ({
      body: headers['ms-continuationtoken']
        ? LAST_PAGE
        : '{"continuationToken":"t","items":[{"id":"first"}],"links":{"next":{"uri":"x","headers":[]}}}',
    }));
    assert.deepEqual(await idsOf(), ['first', 'last']);
  });

  it('keeps what was read before a page fails, as page 2 of users was known to', async () => {
    peer.behave(({ headers }) =>
      headers['ms-continuationtoken']
        ? { status: 404, body: '{"code":1000}' }
        : { body: pageBefore('t', 'first') },
    );
    const seen: string[] = [];
    const error = await rejection(
      (async () => {
        for await (const page of aClient(peer.url).client.listUsers(CUSTOMER, asAda)) {
          seen.push(...page.items.map(({ id }) => id));
        }
      })(),
    );
    assert.ok(error instanceof PartnerCenterError);
    assert.deepEqual(seen, ['first']);
  });

  it('leaves out a member without an id and keeps the others', async () => {
    peer.behave(() => ({ body: '{"items":[{"id":"a"},{"companyProfile":{}},null,{"id":"b"}]}' }));
    assert.deepEqual(await idsOf(), ['a', 'b']);
  });

  it('takes a list without items for empty only when it says that it is', async () => {
    peer.behave(() => ({ body: '{"totalCount":0,"items":null}' }));
    assert.deepEqual(await idsOf(), []);
    peer.behave(() => ({ body: '{"totalCount":3}' }));
    assert.ok((await rejection(idsOf())) instanceof PartnerCenterAnswerUnreadable);
  });
});
