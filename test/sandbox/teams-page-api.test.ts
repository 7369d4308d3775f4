import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startTeamsRig, type TeamsRig, teamsIdOf, withCard, world } from './teams-rig.ts';

const enc = encodeURIComponent;
const notice = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'ok' };

describe("the page's way into the local Teams", () => {
  let rig: TeamsRig;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'teams-page-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
    await mkdir(join(folder, 'vendor'));
    await writeFile(join(folder, 'vendor', 'theme.json'), '{"theme":"light"}');
    await writeFile(join(folder, 'secret.txt'), 'not for the page');
    await writeFile(join(folder, '.hidden.js'), 'not for the page');
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    rig = await startTeamsRig({
      pageFolder: pathToFileURL(`${folder}/`),
      extraRoutes: (_request, response, url) => {
        if (url.pathname !== '/api/switches') return false;
        response.end('ours');
        return true;
      },
    });
    rig.bot.behave(() => ({ body: notice }));
  });
  afterEach(() => rig.close());

  async function get(path: string) {
    const response = await fetch(`${rig.teams.url}${path}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${rig.teams.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
  const messages = async (as: string, place: string) =>
    JSON.parse((await get(`/api/messages?as=${as}&place=${enc(place)}`)).text).messages;

  it('describes the bot, the people and the places', async () => {
    const { bot, people, places } = JSON.parse((await get('/api/world')).text);
    assert.deepEqual(bot, { id: world.botAppId, name: 'License Desk' });
    const oliver = people.find(({ key }: { key: string }) => key === 'oliver');
    assert.deepEqual(
      [oliver.hasApp, oliver.teamsId, oliver.roles],
      [false, teamsIdOf('oliver'), ['approver']],
    );
    const kinds = new Set(places.map(({ kind }: { kind: string }) => kind));
    assert.deepEqual(kinds, new Set(['personal', 'channel', 'groupChat']));
  });

  it('says, reads and replies in a channel', async () => {
    const { helpdeskChannelId } = rig.teams.places;
    const root = await post('/api/say', {
      as: 'elif',
      place: helpdeskChannelId,
      text: 'hello',
      mention: true,
    });
    assert.equal(root.body.delivery, 'accepted');
    await post('/api/say', { as: 'tom', place: helpdeskChannelId, threadRootId: root.body.id, text: 'yes?' });
    const shown = await messages('kenji', helpdeskChannelId);
    assert.deepEqual(
      shown.map(({ from, threadRootId }: { from: { key: string }; threadRootId: string }) => [
        from.key,
        threadRootId,
      ]),
      [
        ['elif', null],
        ['tom', root.body.id],
      ],
    );
    assert.equal(rig.bot.activities.length, 1, 'only the mention reaches the bot');
  });

  it('executes an action with its inputs merged, and keeps the answer for that person', async () => {
    const place = rig.teams.places.groupChatId;
    const id = await rig.post(place, withCard({ actions: [] }));
    const card = { type: 'AdaptiveCard', version: '1.5', body: [] };
    rig.bot.behave(() => ({
      body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card },
    }));
    const press = {
      as: 'kenji',
      messageId: id,
      conversationId: place,
      action: { verb: 'approve', data: { requestId: 'r1' } },
      inputs: { reason: 'x' },
      trigger: 'manual',
    };
    const { body } = await post('/api/execute', press);
    assert.deepEqual(body, { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card });
    assert.deepEqual(JSON.parse(JSON.stringify(rig.bot.activities[0]?.value)).action.data, {
      requestId: 'r1',
      reason: 'x',
    });
    assert.deepEqual((await messages('kenji', place))[0].cards, [card]);
    assert.notDeepEqual((await messages('elif', place))[0].cards, [card]);
  });

  it('gives the refusals of a client as an error that can be shown', async () => {
    const place = rig.teams.places.groupChatId;
    const id = await rig.post(place, withCard({ actions: [] }));
    rig.bot.behave(() => ({ status: 500 }));
    const press = { as: 'kenji', messageId: id, conversationId: place, action: { verb: 'x' } };
    const { status, body } = await post('/api/execute', press);
    assert.deepEqual([status, body.error.code], [200, 'unexpected-answer']);
  });

  it('submits, searches, signs in and installs', async () => {
    const place = rig.teams.personalChatId('elif');
    const id = await rig.post(place, withCard({ actions: [] }));
    const where = { as: 'elif', conversationId: place };
    await post('/api/submit', { ...where, messageId: id, data: { verb: 'v' } });
    rig.bot.behave(() => ({
      body: {
        type: 'application/vnd.microsoft.search.searchResponse',
        value: { results: [{ title: 'E5', value: 'e5' }] },
      },
    }));
    const found = await post('/api/search', {
      ...where,
      dataset: 'sku',
      queryText: 'e',
      data: { customer: 'c' },
    });
    assert.deepEqual(found.body, { results: [{ title: 'E5', value: 'e5' }] });
    await post('/api/sign-in-state', { ...where, state: '123456' });
    const { body } = await post('/api/install', { as: 'elif', installed: false });
    assert.deepEqual(body, { hasApp: false });
    assert.deepEqual(
      rig.bot.activities.map(({ type, name }) => name ?? type),
      ['message', 'application/search', 'signin/verifyState', 'installationUpdate'],
    );
  });

  it('scripts faults and switches the limits', async () => {
    await post('/api/faults', { kind: 'bad-gateway' });
    const path = `conversations/${enc(rig.teams.personalChatId('elif'))}/activities`;
    const send = async () => (await rig.call('POST', path, { body: { type: 'message', text: 'x' } })).status;
    assert.deepEqual([await send(), await send()], [502, 201]);
    await post('/api/faults', { hasSendLimits: false });
    assert.equal(rig.teams.faults.hasSendLimits, false);
    assert.equal((await post('/api/faults', { kind: 'earthquake' })).status, 400);
  });

  it('shows a refresh only to those who are listed and have not seen its answer', async () => {
    const place = rig.teams.places.groupChatId;
    const action = { type: 'Action.Execute', verb: 'view' };
    const id = await rig.post(place, withCard({ refresh: { action, userIds: [teamsIdOf('kenji')] } }));
    const hasRefresh = async (as: string) => 'refresh' in (await messages(as, place))[0].cards[0];
    assert.deepEqual([await hasRefresh('kenji'), await hasRefresh('elif')], [true, false]);
    const refreshed = { type: 'AdaptiveCard', refresh: { action, userIds: [teamsIdOf('kenji')] } };
    rig.bot.behave(() => ({
      body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: refreshed },
    }));
    const press = { as: 'kenji', messageId: id, conversationId: place, action, trigger: 'automatic' };
    assert.equal((await post('/api/execute', press)).body.statusCode, 200);
    assert.equal(await hasRefresh('kenji'), false);
  });

  it('streams what is new to the people who may see it', async () => {
    const { groupChatId } = rig.teams.places;
    const response = await fetch(`${rig.teams.url}/api/events?as=kenji&as=ayse`);
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert(response.body);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const readUntil = async (end: string) => {
      while (!seen.includes(end)) seen += (await reader.read()).value ?? '';
    };
    const id = await rig.post(groupChatId, { text: 'for the group' });
    await rig.call('PUT', `conversations/${enc(groupChatId)}/activities/${id}`, {
      body: { type: 'message', text: 'changed' },
    });
    await rig.call('POST', `conversations/${enc(groupChatId)}/activities`, { body: { type: 'typing' } });
    await rig.call('DELETE', `conversations/${enc(groupChatId)}/activities/${id}`);
    await readUntil('event: delete');
    await readUntil('"isDeleted":true');
    const events = [...seen.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => ({
      name,
      ...JSON.parse(data ?? ''),
    }));
    assert.deepEqual(
      events.map(({ name, as, conversationId }) => [name, as, conversationId]),
      ['message', 'update', 'typing', 'delete'].map((name) => [name, 'kenji', groupChatId]),
    );
    assert.equal(events[1].message.text, 'changed');
    await reader.cancel();
  });

  describe('is closed to', () => {
    it('people who are not in the place, unknown people, places and messages', async () => {
      const place = rig.teams.places.groupChatId;
      const id = await rig.post(place, withCard({}));
      const status = async (path: string) => (await get(path)).status;
      assert.equal(await status(`/api/messages?as=ayse&place=${enc(place)}`), 403);
      assert.equal(await status(`/api/messages?as=nobody&place=${enc(place)}`), 400);
      assert.equal(await status('/api/messages?as=elif&place=nowhere'), 404);
      assert.equal(await status('/api/events?as=nobody'), 400);
      assert.equal(await status('/api/events'), 400);
      const press = { as: 'ayse', messageId: id, conversationId: place, action: { verb: 'x' } };
      assert.equal((await post('/api/execute', press)).status, 403);
      assert.equal((await post('/api/execute', { ...press, as: 'elif', messageId: '1' })).status, 404);
      assert.equal((await post('/api/say', { as: 'elif' })).status, 400);
      assert.equal(rig.bot.activities.length, 0);
    });

    it('other sites: foreign origins, foreign names of this machine, forms', async () => {
      const say = { as: 'elif', place: rig.teams.personalChatId('elif'), text: 'x' };
      assert.equal((await post('/api/say', say, { origin: 'http://evil.example' })).status, 403);
      assert.equal((await post('/api/say', say, { 'content-type': 'text/plain' })).status, 415);
      assert.equal(
        await rawStatus(rig.teams.url, { path: '/api/world', headers: { host: 'evil.example' } }),
        403,
      );
      assert.equal(rig.bot.activities.length, 0);
    });
  });

  describe('serves files', () => {
    it('of the page, under a strict content security policy', async () => {
      const { status, headers, text } = await get('/');
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self';/);
      assert.match(text, /<title>page/);
    });

    it('of packages from a short list, beside what the page brings along itself', async () => {
      for (const name of ['adaptivecards.min.js', 'adaptivecards.css', 'markdown-it.min.js']) {
        const { status, text } = await get(`/vendor/${name}`);
        assert.equal(status, 200, name);
        assert(text.length > 100, name);
      }
      assert.equal((await get('/vendor/adaptivecards.js')).status, 404);
      assert.equal((await get('/vendor/theme.json')).text, '{"theme":"light"}');
    });

    for (const path of [
      '/secret.txt',
      '/.hidden.js',
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/vendor/../../package.json',
      '/vendor/constructor',
      '/missing.js',
    ]) {
      it(`but not ${path}`, async () => {
        assert.equal(await rawStatus(rig.teams.url, { path }), 404);
      });
    }
  });

  it('hands other paths to the routes that were added', async () => {
    assert.equal((await get('/api/switches')).text, 'ours');
    assert.equal((await get('/api/other')).status, 404);
  });
});

/** The status of a GET whose path and headers are sent as they are. */
async function rawStatus(
  base: string,
  asked: { path: string; headers?: Record<string, string> },
): Promise<number | undefined> {
  const { hostname, port } = new URL(base);
  const sent = request({ hostname, port, ...asked }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}
