import assert from 'node:assert/strict';
import { codeOf, startTeamsRig, type TeamsRig, world } from './teams-rig.ts';

const enc = encodeURIComponent;

describe('the sending limits of the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
  });
  afterEach(() => rig.close());

  const path = (key: string) => `conversations/${enc(rig.teams.personalChatId(key))}/activities`;
  const send = (key: string) => rig.call('POST', path(key), { body: { type: 'message', text: 'x' } });
  const sendMany = async (key: string, count: number) => {
    for (let sent = 0; sent < count; sent += 1) assert.equal((await send(key)).status, 201);
  };

  it('lets seven through in a second and tells the eighth when to come back', async () => {
    await sendMany('elif', 7);
    const answer = await send('elif');
    assert.deepEqual([answer.status, codeOf(answer)], [429, 'Throttled']);
    assert.equal(answer.headers.get('retry-after'), '1');
    rig.steady.now += 1000;
    assert.equal((await send('elif')).status, 201);
    assert.equal(rig.teams.counters.throttled, 1);
  });

  it('lets eight through in two seconds', async () => {
    await sendMany('elif', 7);
    rig.steady.now += 1000;
    await sendMany('elif', 1);
    assert.equal((await send('elif')).status, 429);
    rig.steady.now += 1000;
    await sendMany('elif', 7);
  });

  it('lets sixty through in thirty seconds', async () => {
    for (let round = 0; round < 60; round += 1) {
      await sendMany('elif', 1);
      rig.steady.now += 400;
    }
    const answer = await send('elif');
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '6');
  });

  it('counts each conversation for itself', async () => {
    await sendMany('elif', 7);
    assert.equal((await send('elif')).status, 429);
    await sendMany('kenji', 7);
  });

  it('counts the threads of a channel together', async () => {
    const { helpdeskChannelId } = rig.teams.places;
    for (let thread = 0; thread < 7; thread += 1) await rig.post(helpdeskChannelId, { text: 'root' });
    const root = rig.teams.client('tom').channel().latest();
    const replyPath = `conversations/${enc(root.conversationId)}/activities`;
    const answer = await rig.call('POST', replyPath, { body: { type: 'message', text: 'reply' } });
    assert.equal(answer.status, 429);
  });

  it('counts changes like messages, and reading more generously', async () => {
    const id = await rig.post(rig.teams.personalChatId('elif'), { text: 'x' });
    for (let change = 0; change < 6; change += 1) {
      await rig.call('PUT', `${path('elif')}/${id}`, { body: { type: 'message', text: String(change) } });
    }
    assert.equal((await send('elif')).status, 429);
    const members = `conversations/${enc(rig.teams.places.teamId)}/members`;
    for (let read = 0; read < 14; read += 1) assert.equal((await rig.call('GET', members)).status, 200);
    assert.equal((await rig.call('GET', members)).status, 429);
  });

  it('stops at fifty calls a second in the tenant', async () => {
    const withApp = world.people.filter(
      ({ hasApp, tenantId }) => hasApp && tenantId === world.partnerTenant.id,
    );
    let passed = 0;
    for (const { key } of withApp) {
      for (let sent = 0; sent < 7; sent += 1) passed += (await send(key)).status === 201 ? 1 : 0;
    }
    assert(withApp.length * 7 > 50);
    assert.equal(passed, 50);
  });

  it('can be lifted', async () => {
    rig.teams.faults.hasSendLimits = false;
    await sendMany('elif', 20);
  });
});

describe('faults of the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
  });
  afterEach(() => rig.close());

  const chatId = () => rig.teams.personalChatId('elif');
  const path = () => `conversations/${enc(chatId())}/activities`;
  const send = () => rig.call('POST', path(), { body: { type: 'message', text: 'x' } });
  const shown = () => rig.teams.client('elif').personalChat().messages().length;

  for (const [kind, status, code] of [
    ['throttled', 429, 'Throttled'],
    ['precondition-failed', 412, 'PreconditionFailed'],
    ['bad-gateway', 502, 'ServiceError'],
  ] as const) {
    it(`answers ${status} once without applying anything, then works again`, async () => {
      rig.teams.faults.add({ kind, retryAfterSeconds: 3 });
      const answer = await send();
      assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
      assert.equal(answer.headers.get('retry-after'), kind === 'throttled' ? '3' : null);
      assert.equal(shown(), 0);
      assert.equal((await send()).status, 201);
    });
  }

  it('loses an answer after applying the call', async () => {
    rig.teams.faults.add({ kind: 'lost-answer' });
    await assert.rejects(send());
    assert.equal(shown(), 1);
  });

  it('cuts a connection before applying the call', async () => {
    rig.teams.faults.add({ kind: 'cut' });
    await assert.rejects(send());
    assert.equal(shown(), 0);
  });

  it('answers late', async () => {
    rig.teams.faults.add({ kind: 'delay', delayMs: 60 });
    const started = performance.now();
    assert.equal((await send()).status, 201);
    assert(performance.now() - started >= 55);
  });

  it('hangs until the caller gives up, and is idle all the same', async () => {
    rig.teams.faults.add({ kind: 'hang' });
    const asked = fetch(`${rig.teams.serviceUrl}v3/${path()}`, {
      method: 'POST',
      signal: AbortSignal.timeout(50),
    });
    await assert.rejects(asked, { name: 'TimeoutError' });
    await rig.teams.idle();
    assert.equal(shown(), 0);
  });

  it('hits only the conversation and the method it is meant for, as often as asked', async () => {
    const { groupChatId } = rig.teams.places;
    rig.teams.faults.add({ kind: 'bad-gateway', times: 2, conversationId: groupChatId, method: 'POST' });
    const group = `conversations/${enc(groupChatId)}`;
    const statuses = [];
    statuses.push((await send()).status);
    statuses.push((await rig.call('GET', `${group}/members`)).status);
    for (let call = 0; call < 3; call += 1) {
      const body = { type: 'message', text: 'x' };
      statuses.push((await rig.call('POST', `${group}/activities`, { body })).status);
    }
    assert.deepEqual(statuses, [201, 200, 502, 502, 201]);
  });

  it('meant for a channel also hits its threads', async () => {
    const { helpdeskChannelId } = rig.teams.places;
    const root = await rig.post(helpdeskChannelId, { text: 'root' });
    rig.teams.faults.add({ kind: 'precondition-failed', conversationId: helpdeskChannelId });
    const thread = `conversations/${enc(`${helpdeskChannelId};messageid=${root}`)}/activities`;
    const answer = await rig.call('POST', thread, { body: { type: 'message', text: 'x' } });
    assert.equal(answer.status, 412);
  });

  it('is forgotten when cleared', async () => {
    rig.teams.faults.add({ kind: 'bad-gateway', times: 5 });
    rig.teams.faults.clear();
    assert.equal((await send()).status, 201);
  });

  it('leaves a trace of each call', async () => {
    rig.teams.faults.add({ kind: 'bad-gateway' });
    await send();
    await send();
    const path = `conversations/${chatId()}/activities`;
    assert.deepEqual(rig.teams.connectorCalls, [
      { method: 'POST', path, status: 502 },
      { method: 'POST', path, status: 201 },
    ]);
  });
});
