import assert from 'node:assert/strict';
import { type Reply, startTeamsRig, type TeamsRig, teamsIdOf, withCard } from './teams-rig.ts';

const cardAnswer = (text: string): Reply => ({
  body: {
    statusCode: 200,
    type: 'application/vnd.microsoft.card.adaptive',
    value: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] },
  },
});
const refreshable = (userKeys: string[], data: object = {}) =>
  withCard({
    body: [{ type: 'TextBlock', text: 'base' }],
    refresh: {
      action: { type: 'Action.Execute', verb: 'view', data },
      userIds: userKeys.map(teamsIdOf),
    },
  });

describe('automatic refresh in the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
    rig.bot.behave(() => cardAnswer('yours'));
  });
  afterEach(() => rig.close());

  const groupId = () => rig.teams.places.groupChatId;
  const groupOf = (key: string, name = 'desktop') => rig.teams.client(key, { name }).groupChat();
  const textOf = (key: string) => JSON.stringify(groupOf(key).latest().cards[0]?.['body']);
  const edit = (id: string, activity: object) =>
    rig.call('PUT', `conversations/${encodeURIComponent(groupId())}/activities/${id}`, {
      body: { type: 'message', ...activity },
    });

  it('is sent for a person who is listed, and changes their card alone', async () => {
    await rig.post(groupId(), refreshable(['kenji'], { requestId: 'r1' }));
    const answer = await groupOf('kenji').openCard('latest');
    assert.equal(answer?.kind, 'card');
    assert.deepEqual(rig.bot.activities[0]?.value, {
      action: { type: 'Action.Execute', id: '', verb: 'view', data: { requestId: 'r1' } },
      trigger: 'automatic',
    });
    assert.match(textOf('kenji'), /yours/);
    assert.match(textOf('elif'), /base/);
  });

  it('is not sent for others', async () => {
    await rig.post(groupId(), refreshable(['kenji']));
    assert.equal(await groupOf('elif').openCard('latest'), null);
    assert.equal(rig.bot.activities.length, 0);
  });

  it('is sent by each client for itself, and again only after a minute', async () => {
    const id = await rig.post(groupId(), {
      ...refreshable(['kenji']),
    });
    rig.bot.behave(() => ({
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: {
          type: 'AdaptiveCard',
          version: '1.5',
          refresh: { action: { type: 'Action.Execute', verb: 'view' }, userIds: [teamsIdOf('kenji')] },
        },
      },
    }));
    const opened = async (name: string) => (await groupOf('kenji', name).openCard('latest')) !== null;
    assert.deepEqual(
      [await opened('desktop'), await opened('desktop'), await opened('phone')],
      [true, false, true],
    );
    rig.time.now = new Date(rig.time.now.getTime() + 60_000);
    assert.equal(await opened('desktop'), true);
    assert.equal(
      rig.bot.activities.every(({ replyToId }) => replyToId === id),
      true,
    );
  });

  it('may carry the action that stood there before an edit', async () => {
    const id = await rig.post(groupId(), refreshable(['kenji'], { revision: 1 }));
    await edit(id, refreshable(['kenji'], { revision: 2 }));
    await groupOf('kenji').openCard('latest', { useActionBeforeEdit: true });
    assert.match(JSON.stringify(rig.bot.activities[0]?.value), /"revision":1/);
  });

  it('that is refused is not tried again by this client', async () => {
    await rig.post(groupId(), refreshable(['kenji']));
    rig.bot.behave(() => ({
      body: { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'no' } },
    }));
    assert.equal((await groupOf('kenji').openCard('latest'))?.kind, 'error');
    rig.bot.behave(() => cardAnswer('late'));
    assert.equal(await groupOf('kenji').openCard('latest'), null);
  });

  it('comes by itself on open clients, when the card arrives and when it is edited', async () => {
    rig.teams.client('kenji', { refreshesByItself: true });
    const id = await rig.post(groupId(), refreshable(['kenji']));
    await rig.teams.idle();
    await edit(id, refreshable(['kenji']));
    await rig.teams.idle();
    assert.equal(rig.bot.activities.length, 2);
    assert.match(textOf('kenji'), /yours/);
  });

  it('stops when the bot edits the card at each refresh, and the loop is counted', async () => {
    rig.teams.faults.hasSendLimits = false;
    rig.teams.client('kenji', { refreshesByItself: true });
    rig.bot.behave(async ({ replyToId = '' }) => {
      await edit(replyToId, refreshable(['kenji']));
      return cardAnswer('yours');
    });
    await rig.post(groupId(), refreshable(['kenji']));
    await rig.teams.idle();
    assert.equal(rig.teams.counters.refreshLoops, 1);
    assert.equal(rig.bot.activities.length, rig.teams.counters.automaticRefreshes);
    assert.match(rig.teams.client('kenji').notices().join(), /keeps changing/);
  });
});
