import assert from 'node:assert/strict';
import { CloudAdapter, TeamsInfo, TurnContext } from 'botbuilder';
import sinon from 'sinon';
import { createBotCredentials } from '../../src/bot/bot-credentials.ts';
import { createTeamsAdapter } from '../../src/bot/teams-adapter.ts';
import { type BotDoor, memoryLog, REQUESTER_TENANT, startBotDoor } from '../support/bot-door.ts';
import {
  APP_ID,
  anActivity,
  ISSUER,
  json,
  PARTNER_TENANT,
  type TokenTwist,
} from '../support/channel-double.ts';

import { startLoopbackPeer } from '../support/loopback-peer.ts';

describe('letting activities in', () => {
  let door: BotDoor;
  before(async () => {
    door = await startBotDoor();
    await door.channel.addKey('not-for-teams', { endorsements: ['webchat'] });
    await door.channel.addKey('without-endorsements', { endorsements: undefined });
  });
  after(() => door.close());
  afterEach(() => sinon.restore());

  const activity = (twist: Readonly<Record<string, unknown>> = {}) =>
    anActivity(door.channel.serviceUrl, twist);

  /** Posts and says what reached the bot; nothing may be printed or explained, whatever the outcome. */
  async function knock(token: string | undefined, twist: Readonly<Record<string, unknown>> = {}) {
    const prints = (['error', 'warn', 'log', 'info'] as const).map((name) => sinon.stub(console, name));
    const turnsBefore = door.turns();
    const tokensBefore = door.tokensTaken();
    const { status, body } = await door.post(activity(twist), token);
    const printed = prints.flatMap((print) => print.args);
    sinon.restore();
    assert.deepEqual(printed, []);
    assert.equal(body, '');
    assert.equal(door.tokensTaken(), tokensBefore);
    return { status, turns: door.turns() - turnsBefore };
  }

  it('lets in what Teams vouches for', async () => {
    const token = await door.channel.mint();
    assert.deepEqual(await knock(`Bearer ${token}`), { status: 200, turns: 1 });
  });

  it('lets in the tenants of requesters, whatever the case of their ids', async () => {
    const tenant = REQUESTER_TENANT.toUpperCase();
    const conversation = { id: 'a:chat', tenantId: tenant };
    const token = await door.channel.mint();
    const twist = { conversation, channelData: { tenant: { id: REQUESTER_TENANT } } };
    assert.deepEqual(await knock(`Bearer ${token}`, twist), { status: 200, turns: 1 });
  });

  it('lets in an event that names its tenant only in the channel data', async () => {
    const token = await door.channel.mint();
    const twist = { type: 'conversationUpdate', conversation: { id: 'a:chat' } };
    assert.deepEqual(await knock(`Bearer ${token}`, twist), { status: 200, turns: 1 });
  });

  const toleratedTokens: readonly (readonly [string, TokenTwist])[] = [
    ['ended less than five minutes ago', { expiresIn: -240 }],
    ['begins in less than five minutes', { notBefore: 240 }],
  ];
  for (const [title, twist] of toleratedTokens) {
    it(`allows for clocks that differ: a token that ${title}`, async () => {
      const token = await door.channel.mint(twist);
      assert.deepEqual(await knock(`Bearer ${token}`), { status: 200, turns: 1 });
    });
  }

  const badTokens: readonly (readonly [string, TokenTwist])[] = [
    ['has a forged signature', { signedBy: 'another key' }],
    ['has alg none', { signedBy: 'nobody' }],
    ['is signed with the public key as an HMAC secret', { signedBy: 'the public key as a secret' }],
    ['is expired', { expiresIn: -301 }],
    ['never expires', { expiresIn: null }],
    ['is not valid yet', { notBefore: 301 }],
    ['has another issuer', { issuer: 'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/' }],
    ['is for another bot', { audience: '11111111-2222-4333-8444-555555555555' }],
    ['has no serviceurl', { claims: { serviceurl: undefined } }],
    ['has an empty serviceurl', { claims: { serviceurl: '' } }],
    [
      'has the serviceurl of another place',
      { claims: { serviceurl: 'https://smba.trafficmanager.net/amer/' } },
    ],
    ['names an unknown key', { keyId: 'nobody-knows' }],
    ['names no key', { keyId: null }],
    ['is signed by a key of other channels', { keyId: 'not-for-teams' }],
    ['is signed by a key without endorsements', { keyId: 'without-endorsements' }],
  ];
  for (const [title, twist] of badTokens) {
    it(`answers 401 to a token that ${title}`, async () => {
      const token = await door.channel.mint(twist);
      assert.deepEqual(await knock(`Bearer ${token}`), { status: 401, turns: 0 });
    });
  }

  it('answers 401 to a token whose content was changed after signing', async () => {
    const [header, , signature] = (await door.channel.mint({ audience: 'somebody-else' })).split('.');
    const [, payload] = (await door.channel.mint()).split('.');
    assert.deepEqual(await knock(`Bearer ${header}.${payload}.${signature}`), { status: 401, turns: 0 });
  });

  const badHeaders: readonly (readonly [string, (token: string) => string | undefined])[] = [
    ['nothing', () => undefined],
    ['a lower-case scheme', (token) => `bearer ${token}`],
    ['another scheme', (token) => `Basic ${token}`],
    ['a scheme alone', () => 'Bearer '],
    ['garbage', () => 'Bearer a.b.c'],
    ['text', () => 'Bearer let me in'],
    ['two tokens', (token) => `Bearer ${token}, Bearer ${token}`],
  ];
  for (const [title, header] of badHeaders) {
    it(`answers 401 to ${title} in the authorization header`, async () => {
      assert.deepEqual(await knock(header(await door.channel.mint())), { status: 401, turns: 0 });
    });
  }

  it('answers 401 to an activity without serviceUrl, although the token names one', async () => {
    const token = await door.channel.mint();
    assert.deepEqual(await knock(`Bearer ${token}`, { serviceUrl: undefined }), { status: 401, turns: 0 });
  });

  const strangers: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['another channel', { channelId: 'webchat' }],
    ['no channel', { channelId: undefined }],
    [
      'another tenant',
      { conversation: { id: 'a:1', tenantId: 'evil' }, channelData: { tenant: { id: 'evil' } } },
    ],
    ['two tenants', { channelData: { tenant: { id: REQUESTER_TENANT } } }],
    ['no tenant', { conversation: { id: 'a:1' }, channelData: {} }],
    ['another recipient', { recipient: { id: '28:11111111-2222-4333-8444-555555555555' } }],
    ['no recipient', { recipient: undefined }],
  ];
  for (const [title, twist] of strangers) {
    it(`answers 403 to an authentic activity with ${title}`, async () => {
      const token = await door.channel.mint();
      assert.deepEqual(await knock(`Bearer ${token}`, twist), { status: 403, turns: 0 });
    });
  }

  it('answers 403 to a connector that is not on the list, and sends it no token', async () => {
    for (const serviceUrl of ['https://connector.example/', 'http://user@127.0.0.1/', 'not a url']) {
      const token = await door.channel.mint({ claims: { serviceurl: serviceUrl } });
      assert.deepEqual(await knock(`Bearer ${token}`, { serviceUrl }), { status: 403, turns: 0 });
    }
  });

  const malformed: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['no conversation', { conversation: undefined }],
    ['a conversation without id', { conversation: { tenantId: PARTNER_TENANT } }],
    ['a conversation that is text', { conversation: 'a:chat' }],
    ['a sender that is text', { from: '29:ada' }],
    ['a locale that is no text', { locale: { toString: 'x' } }],
    ['an empty type', { type: '' }],
  ];
  for (const [title, twist] of malformed) {
    it(`answers 400 to an activity with ${title}`, async () => {
      const token = await door.channel.mint();
      assert.deepEqual(await knock(`Bearer ${token}`, twist), { status: 400, turns: 0 });
    });
  }

  it('keeps the door shut when the SDK handles a request by itself', async () => {
    const print = sinon.stub(console, 'error');
    const answer = { status: 0, body: '' };
    const response = {
      status: (status: number) => Object.assign(answer, { status }),
      send: (body: string) => Object.assign(answer, { body }),
      end: () => answer,
      header: () => undefined,
      socket: undefined,
    };
    const request = { method: 'POST', headers: {}, body: activity({ channelId: 'webchat' }) };
    await door.teams.adapter.process(request, response, async () => assert.fail('a turn ran'));
    print.restore();
    assert.deepEqual(answer, { status: 401, body: '' });
  });

  it('is not built without an app id or without a tenant', () => {
    const good = {
      appId: APP_ID,
      allowedTenants: [PARTNER_TENANT],
      channel: { openIdMetadataUrl: door.channel.openIdMetadataUrl, issuer: ISSUER },
      credentials: { token: async () => 'app-token' },
      fetch,
      allowedServiceHosts: () => true,
      clock: () => new Date(),
      log: memoryLog().log,
      timeoutMs: 1_000,
      describeFailure: () => '',
    };
    assert.ok(createTeamsAdapter(good).adapter instanceof CloudAdapter);
    assert.throws(() => createTeamsAdapter({ ...good, appId: ' ' }), RangeError);
    assert.throws(() => createTeamsAdapter({ ...good, allowedTenants: [''] }), RangeError);
    assert.throws(
      () => createTeamsAdapter({ ...good, channel: { ...good.channel, issuer: '' } }),
      RangeError,
    );
  });
});

describe('what a refused activity leaves behind', () => {
  let door: BotDoor;
  before(async () => {
    door = await startBotDoor();
  });
  after(() => door.close());

  it('is one line with a fixed word, and nothing of the token or the activity', async () => {
    const token = await door.channel.mint({ audience: 'secret-audience' });
    await door.post(anActivity(door.channel.serviceUrl, { text: 'secret-text' }), `Bearer ${token}`);
    assert.deepEqual(
      door.logged.map(({ reason }) => reason),
      ['wrong-audience'],
    );
    assert.doesNotMatch(JSON.stringify(door.logged), /secret|Bearer|eyJ/);
  });

  it('is at most twenty lines a minute, however many come', async () => {
    const posts = Array.from({ length: 40 }, () =>
      door.post(anActivity(door.channel.serviceUrl), 'Bearer x'),
    );
    await Promise.all(posts);
    assert.equal(door.logged.length, 20);
  });
});

describe('32 cold turns at the same time', () => {
  it('cause one fetch of the keys and one request for an app token', async () => {
    const entra = await startLoopbackPeer();
    entra.behave(() => json(200, { token_type: 'Bearer', expires_in: 3600, access_token: 'from-entra' }));
    const credentials = createBotCredentials({
      appId: APP_ID,
      tenantId: PARTNER_TENANT,
      credential: { secrets: ['s1'] },
      fetch: (_url, init) => fetch(entra.url, init),
      clock: () => new Date(),
      log: memoryLog().log,
      timeoutMs: 2_000,
    });
    const door = await startBotDoor({ credentials });
    door.onTurn(async (context) => {
      await context.sendActivity('Hello');
    });
    const token = await door.channel.mint();
    const posts = Array.from({ length: 32 }, (_, number) =>
      door.post(anActivity(door.channel.serviceUrl, { id: String(number) }), `Bearer ${token}`),
    );
    const statuses = (await Promise.all(posts)).map(({ status }) => status);
    assert.deepEqual(statuses, Array(32).fill(200));
    assert.equal(door.channel.keyCalls(), 2);
    assert.equal(entra.received.length, 1);
    const sent = door.channel.connectorCalls();
    assert.equal(sent.length, 32);
    assert.ok(sent.every(({ headers }) => headers.authorization === 'Bearer from-entra'));
    await door.close();
    await entra.close();
  });
});

describe('a turn', () => {
  let door: BotDoor;
  beforeEach(async () => {
    door = await startBotDoor({ timeoutMs: 300 });
  });
  afterEach(() => door.close());

  async function take(twist: Readonly<Record<string, unknown>> = {}) {
    return door.post(anActivity(door.channel.serviceUrl, twist), `Bearer ${await door.channel.mint()}`);
  }

  it('gives dates as dates, and keeps the text of the timestamp', async () => {
    let seen: unknown;
    door.onTurn(async ({ activity }) => {
      seen = [
        activity.timestamp?.getTime(),
        Object.entries(activity).find(([key]) => key === 'rawTimestamp')?.[1],
      ];
    });
    await take();
    assert.deepEqual(seen, [Date.parse('2026-11-20T10:00:00.000Z'), '2026-11-20T10:00:00.000Z']);
  });

  it('replies, updates and deletes over the wire of the connector', async () => {
    const id = '19:chan@thread.tacv2;messageid=17';
    door.onTurn(async (context) => {
      const sent = await context.sendActivity('Hello');
      assert.equal(sent?.id, '1790000000001');
      await context.updateActivity({ id: sent?.id ?? '', type: 'message', text: 'Hello again' });
      await context.deleteActivity(sent?.id ?? '');
      await context.sendActivity({ type: 'typing' });
    });
    const conversation = { id, conversationType: 'channel', tenantId: PARTNER_TENANT };
    assert.equal((await take({ conversation })).status, 200);

    const base = '/emea/v3/conversations/19%3Achan%40thread.tacv2%3Bmessageid%3D17/activities';
    const calls = door.channel.connectorCalls();
    assert.deepEqual(
      calls.map(({ method, url }) => `${method} ${url.pathname}`),
      [
        `POST ${base}/1790000000000`,
        `PUT ${base}/1790000000001`,
        `DELETE ${base}/1790000000001`,
        `POST ${base}/1790000000000`,
      ],
    );
    const [reply, update] = calls.map(({ body }) => (body === '' ? {} : JSON.parse(body)));
    assert.equal(reply.text, 'Hello');
    assert.deepEqual(reply.conversation, conversation);
    assert.deepEqual(reply.from, { id: `28:${APP_ID}`, name: 'License Desk' });
    assert.equal(update.text, 'Hello again');
    assert.ok(calls.every(({ headers }) => headers.authorization === 'Bearer app-token'));
  });

  it('begins turns by itself, in known and in new conversations', async () => {
    let reference: Partial<import('botbuilder').ConversationReference> = {};
    door.onTurn(async ({ activity }) => {
      reference = TurnContext.getConversationReference(activity);
    });
    await take();
    const { adapter } = door.teams;
    await adapter.continueConversationAsync(APP_ID, reference, async (context) => {
      await context.sendActivity('Later');
    });
    door.channel.answerWith(({ url }) =>
      json(201, url.pathname.endsWith('/conversations') ? { id: 'a:new' } : { id: '2' }),
    );
    const parameters = {
      isGroup: false,
      members: [{ id: '29:bo', name: 'Bo' }],
      tenantId: PARTNER_TENANT,
      bot: { id: `28:${APP_ID}`, name: '' },
      channelData: { tenant: { id: PARTNER_TENANT } },
    };
    const { serviceUrl } = door.channel;
    await adapter.createConversationAsync(APP_ID, 'msteams', serviceUrl, '', parameters, async (context) => {
      await context.sendActivity('First');
    });
    const paths = door.channel.connectorCalls().map(({ url }) => url.pathname);
    assert.match(paths[0] ?? '', /^\/emea\/v3\/conversations\/a%3Achat\/activities\//);
    assert.equal(paths[1], '/emea/v3/conversations');
    assert.match(paths[2] ?? '', /^\/emea\/v3\/conversations\/a%3Anew\/activities\//);
    const created = JSON.parse(door.channel.connectorCalls()[1]?.body ?? '');
    assert.deepEqual(created, parameters);
  });

  it('reads members through the helpers of the SDK', async () => {
    const account = { id: '29:ada', aadObjectId: 'o-1', name: 'Ada' };
    door.channel.answerWith(({ url }) => {
      if (url.pathname.endsWith('/pagedmembers'))
        return json(200, { members: [account], continuationToken: 'next' });
      return json(200, url.pathname.endsWith('/members') ? [account] : account);
    });
    const found: unknown[] = [];
    door.onTurn(async (context) => {
      found.push((await TeamsInfo.getMember(context, '29:ada')).aadObjectId);
      const page = await TeamsInfo.getPagedMembers(context, 50, 'from here');
      found.push(page.members[0]?.aadObjectId, page.continuationToken);
    });
    assert.equal((await take()).status, 200);
    assert.deepEqual(found, ['o-1', 'o-1', 'next']);
    const [, paged] = door.channel.connectorCalls();
    assert.deepEqual(Object.fromEntries(paged?.url.searchParams ?? []), {
      pageSize: '50',
      continuationToken: 'from here',
    });
  });

  it('lends its token to no pipeline of the SDK', async () => {
    let failure: unknown;
    door.onTurn(async (context) => {
      failure = await TeamsInfo.getTeamDetails(context, 'team').catch((error: unknown) => error);
    });
    await take();
    assert.match(String(failure), /not-supported/);
    assert.equal(door.channel.connectorCalls().length, 0);
  });

  it('refuses every use of the token service', async () => {
    let failure: unknown;
    door.onTurn(async ({ adapter, turnState }) => {
      const key = adapter instanceof CloudAdapter ? adapter.UserTokenClientKey : '';
      failure = await turnState
        .get(key)
        .getUserToken('u', 'c', 'msteams', '')
        .catch((error: unknown) => error);
    });
    await take();
    assert.match(String(failure), /does not use the token service/);
  });

  it('keeps the connector client of a service URL', async () => {
    const clients = new Set<unknown>();
    door.onTurn(async ({ adapter, turnState }) => {
      clients.add(turnState.get(adapter.ConnectorClientKey));
    });
    await take();
    await take();
    assert.equal(clients.size, 1);
  });

  it('sends again after a short throttling, as nothing was sent', async () => {
    let calls = 0;
    door.channel.answerWith(() => {
      calls += 1;
      const throttled = { error: { code: 'Throttled' } };
      return calls < 3 ? json(429, throttled, { 'retry-after': '0' }) : json(201, { id: '9' });
    });
    let sent: string | undefined;
    door.onTurn(async (context) => {
      sent = (await context.sendActivity('Hello'))?.id;
    });
    await take();
    assert.deepEqual([sent, calls], ['9', 3]);
  });

  const unrepeated: readonly (readonly [string, number, Readonly<Record<string, string>>])[] = [
    ['a 502, because the message may be out', 502, {}],
    ['a throttling that lasts longer than a turn can wait', 429, { 'retry-after': '30' }],
    ['a 403', 403, {}],
  ];
  for (const [title, status, headers] of unrepeated) {
    it(`does not send again after ${title}`, async () => {
      door.channel.answerWith(() => json(status, {}, headers));
      door.onTurn(async (context) => {
        await context.sendActivity('Hello');
      });
      await take();
      assert.equal(door.channel.connectorCalls().length, 1);
    });
  }

  it('updates again after a 502, because the same content does no harm twice', async () => {
    let calls = 0;
    door.channel.answerWith(() => {
      calls += 1;
      return json(calls === 1 ? 502 : 200, { id: '5' });
    });
    door.onTurn(async (context) => {
      await context.updateActivity({ id: '5', type: 'message', text: 'now' });
    });
    await take();
    assert.equal(calls, 2);
  });

  it('gives up on a connector that does not answer', async () => {
    door.channel.answerWith(() => undefined);
    door.onTurn(async (context) => {
      await context.sendActivity('Hello');
    });
    assert.equal((await take()).status, 200);
    const failure = door.logged.find(({ msg }) => msg === 'turn failed');
    assert.match(JSON.stringify(failure), /timeout/);
    assert.equal(door.channel.connectorCalls().length, 1);
  });
});

describe('a turn that throws', () => {
  let door: BotDoor;
  before(async () => {
    door = await startBotDoor();
    door.onTurn(async () => {
      throw new Error('the reason, for the log only');
    });
  });
  after(() => door.close());

  async function take(twist: Readonly<Record<string, unknown>>) {
    return door.post(anActivity(door.channel.serviceUrl, twist), `Bearer ${await door.channel.mint()}`);
  }

  it('counts a message as received, so that Teams does not send it again, and logs why', async () => {
    const { status, body } = await take({});
    assert.deepEqual([status, body], [200, '']);
    assert.match(JSON.stringify(door.logged), /the reason, for the log only/);
  });

  it('never answers a card that refreshes itself with an error', async () => {
    const value = { trigger: 'automatic', action: { type: 'Action.Execute', verb: 'request.refresh' } };
    const { status, body } = await take({ type: 'invoke', name: 'adaptiveCard/action', value });
    const { statusCode, type } = JSON.parse(body);
    assert.deepEqual([status, statusCode, type], [200, 200, 'application/vnd.microsoft.activity.message']);
  });

  it('answers a press with an error that the client can show, and that the operator finds in the log', async () => {
    const { status, body, headers } = await take({ type: 'invoke', name: 'adaptiveCard/action', value: {} });
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    const { reference } = door.logged.filter(({ msg }) => msg === 'turn failed').at(-1) ?? {};
    assert.match(String(reference), /^[0-9a-f]{8}$/);
    assert.deepEqual(JSON.parse(body), {
      statusCode: 500,
      type: 'application/vnd.microsoft.error',
      value: { code: 'InternalError', message: `Sorry (en-GB, ${reference})` },
    });
  });

  it('answers 500 to a sign-in, where 200 would mean success', async () => {
    const { status, body } = await take({ type: 'invoke', name: 'signin/tokenExchange', value: {} });
    assert.equal(status, 500);
    assert.doesNotMatch(body, /the reason/);
  });

  it('leaves an answer that was given before', async () => {
    const answer = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Done' };
    door.onTurn(async (context) => {
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: answer } });
      throw new Error('too late to matter');
    });
    const { status, body } = await take({ type: 'invoke', name: 'adaptiveCard/action', value: {} });
    assert.deepEqual([status, JSON.parse(body)], [200, answer]);
  });
});
