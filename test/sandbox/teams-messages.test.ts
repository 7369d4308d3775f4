import assert from 'node:assert/strict';
import { personOf } from '../../src/sandbox/world.ts';
import { type ReceivedActivity, startTeamsRig, type TeamsRig, world } from './teams-rig.ts';

describe('typing a message in the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
  });
  afterEach(() => rig.close());

  function received(): ReceivedActivity {
    const activity = rig.bot.activities.at(-1);
    assert(activity, 'the bot has received nothing');
    return activity;
  }

  /** For silence only: everywhere else a slow machine must not look like it. */
  async function waitOnlyFor(answerLimitMs: number): Promise<void> {
    await rig.close();
    rig = await startTeamsRig({ answerLimitMs });
  }

  it('reaches the bot in the shape that Teams sends', async () => {
    const elif = personOf(world, 'elif');
    const said = await rig.teams.client('elif').personalChat().say('E5 & more <please>');
    assert.deepEqual(received(), {
      timestamp: '2026-11-20T09:00:00.000Z',
      localTimestamp: '2026-11-20T12:00:00.000+03:00',
      localTimezone: 'Europe/Istanbul',
      channelId: 'msteams',
      serviceUrl: rig.teams.serviceUrl,
      from: { id: elif.teamsId, name: elif.name, aadObjectId: elif.objectId },
      recipient: { id: `28:${world.botAppId}`, name: 'License Desk' },
      conversation: {
        conversationType: 'personal',
        id: rig.teams.personalChatId('elif'),
        tenantId: elif.tenantId,
      },
      locale: 'tr-TR',
      type: 'message',
      id: said.id,
      text: 'E5 & more <please>',
      textFormat: 'plain',
      attachments: [{ contentType: 'text/html', content: '<p>E5 &amp; more &lt;please&gt;</p>' }],
      entities: [
        {
          type: 'clientInfo',
          locale: 'tr-TR',
          country: 'TR',
          platform: 'Windows',
          timezone: 'Europe/Istanbul',
        },
      ],
      channelData: { tenant: { id: elif.tenantId } },
    });
    assert.deepEqual([said.delivery, said.botStatus], ['accepted', 200]);
  });

  it("tells the client's own time zone, west of Greenwich too", async () => {
    await rig.teams.client('grace').personalChat().say('hi');
    assert.equal(received()['localTimestamp'], '2026-11-20T01:00:00.000-08:00');
  });

  it("carries the tenant of the person's own Teams", async () => {
    await rig.teams.client('ayse').personalChat().say('hi');
    const { tenantId } = personOf(world, 'ayse');
    assert.equal(received().conversation.tenantId, tenantId);
    assert.deepEqual(received()['channelData'], { tenant: { id: tenantId } });
  });

  it('mentions the bot in a channel and begins a thread', async () => {
    const channel = rig.teams.client('elif').channel();
    const said = await channel.say('request');
    const { teamId, teamGroupId, helpdeskChannelId } = rig.teams.places;
    const activity = received();
    assert.equal(activity.text, '<at>License Desk</at>&nbsp;request');
    assert.deepEqual(activity.conversation, {
      isGroup: true,
      conversationType: 'channel',
      id: `${helpdeskChannelId};messageid=${said.id}`,
      tenantId: world.partnerTenant.id,
    });
    assert.deepEqual(activity['channelData'], {
      teamsChannelId: helpdeskChannelId,
      teamsTeamId: teamId,
      channel: { id: helpdeskChannelId },
      team: { id: teamId, aadGroupId: teamGroupId },
      tenant: { id: world.partnerTenant.id },
    });
    const [mention] = Array.isArray(activity['entities']) ? activity['entities'] : [];
    assert.deepEqual(mention, {
      type: 'mention',
      text: '<at>License Desk</at>',
      mentioned: { id: `28:${world.botAppId}`, name: 'License Desk' },
    });
  });

  it('replies inside a thread', async () => {
    const channel = rig.teams.client('elif').channel();
    const root = await channel.say('request');
    const thread = rig.teams.client('sarah').channel().thread(root);
    const reply = await thread.say('me too');
    assert.equal(received().conversation.id, root.conversationId);
    assert.equal(reply.threadRootId, root.id);
    assert.deepEqual(
      channel
        .thread(reply)
        .messages()
        .map(({ text }) => text),
      ['@License Desk request', '@License Desk me too'],
    );
  });

  it('does not reach the bot in a group or channel without a mention', async () => {
    for (const chat of [rig.teams.client('elif').channel(), rig.teams.client('elif').groupChat()]) {
      const said = await chat.say('just between us', { mention: false });
      assert.deepEqual([said.delivery, said.botStatus], ['not-sent', null]);
      assert(chat.messages().some(({ id }) => id === said.id));
    }
    assert.equal(rig.bot.activities.length, 0);
  });

  it('is seen by everybody in the place and by nobody else', async () => {
    const said = await rig.teams.client('elif').groupChat().say('hello');
    const sees = (key: string) =>
      rig.teams
        .client(key)
        .groupChat()
        .messages()
        .some(({ id }) => id === said.id);
    assert.equal(sees('kenji'), true);
    assert.equal(sees('ayse'), false);
  });

  it('is not possible without the app, where one is not a member, or in a thread that is not there', async () => {
    const oliver = rig.teams.client('oliver').personalChat();
    await assert.rejects(oliver.say('hi'), { code: 'app-not-installed' });
    await assert.rejects(rig.teams.client('ayse').channel().say('hi'), { code: 'not-a-member' });
    const thread = rig.teams.client('elif').channel().thread('1');
    await assert.rejects(thread.say('hi'), { code: 'unknown-message' });
    assert.equal(rig.bot.activities.length, 0);
  });

  it('is sent once more under the same id when the bot does not answer in time', async () => {
    await waitOnlyFor(1000);
    rig.bot.behave(() => (rig.bot.activities.length === 1 ? { hangs: true } : {}));
    const said = await rig.teams.client('elif').personalChat().say('hi');
    const ids = rig.bot.activities.map(({ id }) => id);
    assert.deepEqual(ids, [said.id, said.id]);
    assert.equal(said.delivery, 'accepted');
    assert.equal(rig.teams.counters.redeliveries, 1);
  });

  it('gives up after the second silence and shows a banner', async () => {
    await waitOnlyFor(50);
    rig.bot.behave(() => ({ hangs: true }));
    const client = rig.teams.client('elif');
    const said = await client.personalChat().say('hi');
    assert.equal(said.delivery, 'unanswered');
    assert.equal(rig.bot.activities.length, 2);
    assert.deepEqual(client.notices(), ['Unable to reach app. Please try again.']);
  });

  it('is not sent again when the bot refuses it', async () => {
    rig.bot.behave(() => ({ status: 500 }));
    const said = await rig.teams.client('elif').personalChat().say('hi');
    assert.deepEqual([said.delivery, said.botStatus], ['refused', 500]);
    assert.equal(rig.bot.activities.length, 1);
  });

  it('can be delivered twice on purpose', async () => {
    const said = await rig.teams.client('elif').personalChat().say('hi', { deliverTwice: true });
    assert.deepEqual(
      rig.bot.activities.map(({ id }) => id),
      [said.id, said.id],
    );
  });

  it('fails plainly when nobody listens at the address of the bot', async () => {
    rig.teams.connectBot('http://127.0.0.1:1/api/messages');
    await assert.rejects(rig.teams.client('elif').personalChat().say('hi'), { code: 'unreachable-app' });
  });
});

describe('waiting for a message in the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
  });
  afterEach(() => rig.close());

  it('ends with the message that comes, or that has already come', async () => {
    const chat = rig.teams.client('elif').personalChat();
    const waiting = chat.waitFor(({ text }) => text === 'second');
    await rig.post(chat.id, { text: 'first' });
    await rig.post(chat.id, { text: 'second' });
    assert.equal((await waiting).text, 'second');
    assert.equal((await chat.waitFor(({ text }) => text === 'first')).text, 'first');
  });

  it('ends when a message is changed into what is waited for', async () => {
    const chat = rig.teams.client('elif').personalChat();
    const id = await rig.post(chat.id, { text: 'under way' });
    const waiting = chat.waitFor(({ text }) => text === 'done');
    const path = `conversations/${encodeURIComponent(chat.id)}/activities/${id}`;
    await rig.call('PUT', path, { body: { type: 'message', text: 'done' } });
    assert.equal((await waiting).id, id);
  });

  it('fails after its time and tells what stood there instead', async () => {
    const chat = rig.teams.client('elif').personalChat();
    await rig.post(chat.id, { text: 'something else' });
    const waiting = chat.waitFor(({ text }) => text === 'never', 20);
    await assert.rejects(waiting, { code: 'timed-out', message: /something else/ });
  });

  it('fails when the test itself throws', async () => {
    const chat = rig.teams.client('elif').personalChat();
    await rig.post(chat.id, { text: 'x' });
    const waiting = chat.waitFor(() => {
      throw new Error('wrong test');
    });
    await assert.rejects(waiting, /wrong test/);
  });
});
