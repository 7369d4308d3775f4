import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type BotCredentials, BotCredentialsError } from '../../src/bot/bot-credentials.ts';
import { createConnectorClient, type TeamsConnector } from '../../src/bot/connector-client.ts';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { isTeamsServiceUrl } from '../../src/bot/service-url.ts';
import { PARTNER_TENANT } from '../support/channel-double.ts';
import { type LoopbackPeer, startLoopbackPeer } from '../support/loopback-peer.ts';

const THREAD = '19:chan@thread.tacv2;messageid=1789999999999';
const THREAD_PATH = '/emea/v3/conversations/19%3Achan%40thread.tacv2%3Bmessageid%3D1789999999999';

let peer: LoopbackPeer;
beforeEach(async () => {
  peer = await startLoopbackPeer();
});
afterEach(() => peer.close());

function connectorWith(
  parts: { credentials?: BotCredentials; fetch?: typeof fetch; timeoutMs?: number } = {},
) {
  return createConnectorClient({
    credentials: { token: async () => 'app-token' },
    fetch,
    allowedServiceHosts: (url) => url.hostname === '127.0.0.1',
    clock: () => new Date('2026-11-20T10:00:00Z'),
    timeoutMs: 500,
    ...parts,
  });
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  peer.behave(() => ({ status, headers, body: body === undefined ? '' : JSON.stringify(body) }));
}

const place = (conversationId = 'a:chat') => ({ serviceUrl: `${peer.url}/emea/`, conversationId });

/** The one call that the peer got, with its body parsed. */
function theCall() {
  assert.equal(peer.received.length, 1);
  const [call] = peer.received;
  const body = call?.body ? JSON.parse(call.body) : undefined;
  return { line: `${call?.method} ${call?.url.pathname}${call?.url.search}`, body, headers: call?.headers };
}

/** The error of a call that must fail. */
async function failureOf(call: Promise<unknown>): Promise<ConnectorError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ConnectorError, String(error));
    return error;
  }
  return assert.fail('the call succeeded');
}

describe('the connector over the wire', () => {
  const card = { type: 'message', attachments: [] };

  it('sends into a thread, with its id percent-encoded', async () => {
    answer(201, { id: '17' });
    assert.deepEqual(await connectorWith().send(place(THREAD), card), { id: '17' });
    const { line, body, headers } = theCall();
    assert.equal(line, `POST ${THREAD_PATH}/activities`);
    assert.deepEqual(body, card);
    assert.equal(headers?.authorization, 'Bearer app-token');
    assert.equal(headers?.['content-type'], 'application/json');
  });

  it('replies, updates and removes by the id of the message', async () => {
    answer(200, { id: '17' });
    const connector = connectorWith();
    assert.deepEqual(await connector.reply(place(), '1;2/3', card), { id: '17' });
    assert.deepEqual(await connector.update(place(), '17', card), { id: '17' });
    await connector.remove(place(), '17');
    assert.deepEqual(
      peer.received.map(({ method, url, body }) => [method, url.pathname, body]),
      [
        ['POST', '/emea/v3/conversations/a%3Achat/activities/1%3B2%2F3', JSON.stringify(card)],
        ['PUT', '/emea/v3/conversations/a%3Achat/activities/17', JSON.stringify({ ...card, id: '17' })],
        ['DELETE', '/emea/v3/conversations/a%3Achat/activities/17', ''],
      ],
    );
  });

  it('works with a service URL that lacks its slash', async () => {
    answer(201, { id: '17' });
    await connectorWith().send({ serviceUrl: `${peer.url}/amer/tenant`, conversationId: 'a:1' }, card);
    assert.equal(theCall().line, 'POST /amer/tenant/v3/conversations/a%3A1/activities');
  });

  const accepted: readonly (readonly [string, number, unknown])[] = [
    ['no id, as for a message that is split', 201, {}],
    ['nothing', 202, undefined],
    ['something that is no object', 200, 'ok'],
  ];
  for (const [title, status, body] of accepted) {
    it(`takes a message for sent when the answer holds ${title}`, async () => {
      answer(status, body);
      assert.deepEqual(await connectorWith().send(place(), card), { id: undefined });
    });
  }

  it('opens the chat with one person', async () => {
    answer(201, { id: 'a:new' });
    const address = { serviceUrl: place().serviceUrl, tenantId: PARTNER_TENANT, memberId: '29:bo' };
    assert.deepEqual(await connectorWith().createPersonal(address), { conversationId: 'a:new' });
    const { line, body } = theCall();
    assert.equal(line, 'POST /emea/v3/conversations');
    assert.deepEqual(body, {
      isGroup: false,
      members: [{ id: '29:bo' }],
      tenantId: PARTNER_TENANT,
      channelData: { tenant: { id: PARTNER_TENANT } },
    });
  });

  it('begins a thread with its first message, and finds its id', async () => {
    const address = {
      serviceUrl: place().serviceUrl,
      tenantId: PARTNER_TENANT,
      channelId: '19:c@thread.tacv2',
    };
    answer(201, { id: '19:c@thread.tacv2;messageid=42', activityId: '42' });
    const first = await connectorWith().createThread(address, card);
    assert.deepEqual(first, { conversationId: '19:c@thread.tacv2;messageid=42', activityId: '42' });
    assert.deepEqual(theCall().body, {
      isGroup: true,
      tenantId: PARTNER_TENANT,
      channelData: { channel: { id: '19:c@thread.tacv2' }, tenant: { id: PARTNER_TENANT } },
      activity: card,
    });
    answer(201, { id: '19:c@thread.tacv2;messageid=43' });
    assert.equal((await connectorWith().createThread(address, card)).activityId, '43');
  });

  it('reads a member by either spelling of the object id, and null for nobody', async () => {
    const expected = {
      id: '29:ada',
      objectId: 'o-1',
      name: 'Ada',
      userPrincipalName: 'ada@contoso.com',
      email: undefined,
      tenantId: PARTNER_TENANT,
    };
    const account = {
      id: '29:ada',
      name: 'Ada',
      userPrincipalName: 'ada@contoso.com',
      tenantId: PARTNER_TENANT,
    };
    answer(200, { ...account, objectId: 'o-1', email: null });
    assert.deepEqual(await connectorWith().member(place(THREAD), '29:ada/x'), expected);
    assert.equal(theCall().line, `GET ${THREAD_PATH}/members/29%3Aada%2Fx`);
    answer(200, { ...account, aadObjectId: 'o-1' });
    assert.deepEqual(await connectorWith().member(place(), 'o-1'), expected);
    answer(404, { error: { code: 'MemberNotFoundInConversation', message: 'x' } });
    assert.equal(await connectorWith().member(place(), 'o-2'), null);
  });

  it('reads a roster page by page', async () => {
    peer.behave(({ url }) => {
      const isSecond = url.searchParams.get('continuationToken') === 'a+b/c=';
      const page = isSecond
        ? { members: [{ id: '29:2' }] }
        : { members: [{ id: '29:1' }], continuationToken: 'a+b/c=' };
      return { status: 200, body: JSON.stringify(page) };
    });
    const members = await connectorWith().members(place('19:team@thread.tacv2'));
    assert.deepEqual(
      members.map(({ id }) => id),
      ['29:1', '29:2'],
    );
    assert.deepEqual(
      peer.received.map(({ url }) => [url.pathname, url.searchParams.get('pageSize')]),
      Array(2).fill(['/emea/v3/conversations/19%3Ateam%40thread.tacv2/pagedmembers', '500']),
    );
  });

  it('ends a roster whose pages point to themselves', async () => {
    answer(200, { members: [{ id: '29:1' }], continuationToken: 'again' });
    assert.equal((await connectorWith().members(place())).length, 2);
  });

  it('reads the channels of a team', async () => {
    answer(200, {
      conversations: [
        { id: '19:general', name: null },
        { id: '19:help', name: 'Helpdesk' },
      ],
    });
    const team = { serviceUrl: place().serviceUrl, teamId: '19:team@thread.tacv2' };
    assert.deepEqual(await connectorWith().teamChannels(team), [
      { id: '19:general', name: undefined },
      { id: '19:help', name: 'Helpdesk' },
    ]);
    assert.equal(theCall().line, 'GET /emea/v3/teams/19%3Ateam%40thread.tacv2/conversations');
  });

  it('keeps its connections', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((request, response) => {
      sockets.add(request.socket);
      request.resume().once('end', () => response.end('{"id":"1"}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const serviceUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const connector = connectorWith();
    for (let count = 0; count < 20; count += 1)
      await connector.send({ serviceUrl, conversationId: 'a:1' }, card);
    // One call may begin before the connection of the one before is free again.
    assert.ok(sockets.size <= 2, `${sockets.size} connections`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a call to the connector that fails', () => {
  const sending = (connector: TeamsConnector) => connector.send(place(), { type: 'message' });

  const refusals: readonly (readonly [number, string | undefined, string, boolean])[] = [
    [400, 'BadSyntax', 'BadSyntax', false],
    [401, 'BotNotRegistered', 'BotNotRegistered', false],
    [403, 'BotNotInConversationRoster', 'BotNotInConversationRoster', false],
    [404, 'ConversationNotFound', 'ConversationNotFound', false],
    [412, 'PreconditionFailed', 'PreconditionFailed', false],
    [413, 'MessageSizeTooBig', 'MessageSizeTooBig', false],
    [429, 'Throttled', 'Throttled', false],
    [302, undefined, 'http-302', false],
    [408, undefined, 'http-408', true],
    [500, 'ServiceError', 'ServiceError', true],
    [502, undefined, 'http-502', true],
    [503, undefined, 'http-503', true],
  ];
  for (const [status, sentCode, code, mayHaveBeenSent] of refusals) {
    it(`says ${status} ${code}, ${mayHaveBeenSent ? 'and that the message may be out' : 'and that nothing was sent'}`, async () => {
      answer(status, sentCode ? { error: { code: sentCode, message: 'inner words' } } : undefined);
      const error = await failureOf(sending(connectorWith()));
      assert.deepEqual([error.status, error.code, error.mayHaveBeenSent], [status, code, mayHaveBeenSent]);
      assert.match(error.message, /^POST v3\/conversations\/a%3Achat\/activities: /);
      assert.doesNotMatch(JSON.stringify(error) + error.stack, /app-token|inner words/);
      assert.equal(peer.received.length, 1);
    });
  }

  it('says how long to wait, given in seconds or as a date', async () => {
    for (const header of ['7', 'Fri, 20 Nov 2026 10:00:07 GMT']) {
      answer(429, undefined, { 'retry-after': header });
      assert.equal((await failureOf(sending(connectorWith()))).retryAfterMs, 7_000);
    }
    answer(429, undefined, { 'retry-after': 'soon' });
    assert.equal((await failureOf(sending(connectorWith()))).retryAfterMs, undefined);
  });

  it('is given up when no answer comes, and says that the message may be out', async () => {
    peer.behave(() => undefined);
    const error = await failureOf(sending(connectorWith({ timeoutMs: 40 })));
    assert.deepEqual([error.code, error.status, error.mayHaveBeenSent], ['timeout', undefined, true]);
  });

  it('is given up when the answer never ends', async () => {
    peer.behave((_request, response) => {
      response.writeHead(201, { 'content-length': 100 });
      response.write('{"id":');
      return undefined;
    });
    const error = await failureOf(sending(connectorWith({ timeoutMs: 40 })));
    assert.deepEqual([error.code, error.mayHaveBeenSent], ['timeout', true]);
  });

  it('may have been sent when the connection is cut, unless it only reads', async () => {
    peer.behave((_request, response) => {
      response.destroy();
      return undefined;
    });
    assert.deepEqual(await failureOf(sending(connectorWith())).then(facts), ['network', true]);
    assert.deepEqual(await failureOf(connectorWith().members(place())).then(facts), ['network', false]);
  });

  it('was not sent when nobody listens', async () => {
    const gone = await startLoopbackPeer();
    await gone.close();
    const call = connectorWith().send({ serviceUrl: gone.url, conversationId: 'a:1' }, { type: 'message' });
    assert.deepEqual(await failureOf(call).then(facts), ['network', false]);
  });

  it('was not sent when there is no token, and does not say more than that', async () => {
    const credentials = { token: () => Promise.reject(new BotCredentialsError('entra-unavailable')) };
    assert.deepEqual(await failureOf(sending(connectorWith({ credentials }))).then(facts), [
      'token-unavailable',
      false,
    ]);
    assert.equal(peer.received.length, 0);
  });

  it('is an unreadable answer when something was asked for and did not come', async () => {
    answer(200, { nothing: 'useful' });
    const { serviceUrl } = place();
    const address = { serviceUrl, tenantId: PARTNER_TENANT, memberId: '29:bo' };
    assert.deepEqual(await failureOf(connectorWith().createPersonal(address)).then(facts), [
      'unreadable-answer',
      true,
    ]);
    assert.deepEqual(await failureOf(connectorWith().member(place(), 'x')).then(facts), [
      'unreadable-answer',
      false,
    ]);
  });

  function facts(error: ConnectorError) {
    return [error.code, error.mayHaveBeenSent];
  }
});

describe('the bot token', () => {
  const elsewhere = [
    'https://connector.example/',
    'http://127.0.0.1.evil.example/',
    'http://user:secret@127.0.0.1/',
    'http://127.0.0.1/?to=',
    'http://127.0.0.1/#part',
    'smba.trafficmanager.net',
    '',
  ];
  for (const serviceUrl of elsewhere) {
    it(`is not even asked for to go to ${JSON.stringify(serviceUrl)}`, async () => {
      const calls: unknown[] = [];
      const connector = connectorWith({
        credentials: {
          token: async () => {
            calls.push('token');
            return 'app-token';
          },
        },
        fetch: async (url) => {
          calls.push(url);
          return Response.json({});
        },
      });
      const error = await failureOf(
        connector.send({ serviceUrl, conversationId: 'a:1' }, { type: 'message' }),
      );
      assert.deepEqual([error.code, error.mayHaveBeenSent, calls], ['host-not-allowed', false, []]);
    });
  }

  it('follows no redirect', async () => {
    const other = await startLoopbackPeer();
    answer(307, undefined, { location: other.url });
    await failureOf(connectorWith().send(place(), { type: 'message' }));
    assert.equal(other.received.length, 0);
    await other.close();
  });

  const hosts: readonly (readonly [string, boolean])[] = [
    ['https://smba.trafficmanager.net/emea/', true],
    ['https://smba.trafficmanager.net/amer/5f7c1a10/', true],
    ['https://smba.infra.gcc.teams.microsoft.com/', true],
    ['https://europe.botframework.com/', true],
    ['https://smba.trafficmanager.net:8443/', false],
    ['http://smba.trafficmanager.net/', false],
    ['https://smba.trafficmanager.net.evil.example/', false],
    ['https://evil.trafficmanager.net/', false],
    ['https://botframework.com.evil.example/', false],
    ['https://evilbotframework.com/', false],
    ['https://127.0.0.1/', false],
  ];
  for (const [address, isTeams] of hosts) {
    it(`${isTeams ? 'may' : 'may not'} go to ${address} in production`, () => {
      assert.equal(isTeamsServiceUrl(new URL(address)), isTeams);
    });
  }
});
