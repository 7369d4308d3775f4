import assert from 'node:assert/strict';
import {
  codeOf,
  type ReceivedActivity,
  startTeamsRig,
  type TeamsRig,
  teamsIdOf,
  withCard,
  world,
} from './teams-rig.ts';

const botId = `28:${world.botAppId}`;
const summaryOf = ({ type, action, membersAdded, membersRemoved }: ReceivedActivity) => ({
  type,
  ...(action ? { action } : {}),
  ...(membersAdded ? { membersAdded } : {}),
  ...(membersRemoved ? { membersRemoved } : {}),
});

describe('installing the app in the local Teams', () => {
  let rig: TeamsRig;
  beforeEach(async () => {
    rig = await startTeamsRig();
  });
  afterEach(() => rig.close());

  it('for a person sends both events, and the bot can write to them', async () => {
    await rig.teams.setInstalled('oliver', true);
    assert.deepEqual(rig.bot.activities.map(summaryOf), [
      { type: 'conversationUpdate', membersAdded: [{ id: botId }] },
      { type: 'installationUpdate', action: 'add' },
    ]);
    assert(rig.bot.activities.every(({ from }) => from.id === teamsIdOf('oliver')));
    await rig.post(rig.teams.personalChatId('oliver'), { text: 'Welcome' });
  });

  it('removed from a person sends one event, after which the bot gets 403', async () => {
    await rig.teams.setInstalled('elif', false);
    assert.deepEqual(rig.bot.activities.map(summaryOf), [{ type: 'installationUpdate', action: 'remove' }]);
    const path = `conversations/${encodeURIComponent(rig.teams.personalChatId('elif'))}/activities`;
    const answer = await rig.call('POST', path, { body: { type: 'message', text: 'x' } });
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'BotNotInConversationRoster']);
  });

  it('sends nothing when nothing changes', async () => {
    await rig.teams.setInstalled('elif', true);
    assert.equal(rig.bot.activities.length, 0);
  });

  it('in a team names the team and the channel that was chosen', async () => {
    const { teamId, teamGroupId } = rig.teams.places;
    await rig.teams.setInstalledIn(teamId, false);
    await rig.teams.setInstalledIn(teamId, true);
    const [, , added, installed] = rig.bot.activities;
    const team = { id: teamId, aadGroupId: teamGroupId, name: 'Northwind Service Desk', type: 'standard' };
    assert.deepEqual(added?.conversation.id, teamId, 'no thread');
    assert.deepEqual(JSON.parse(JSON.stringify(added?.['channelData'])).eventType, 'teamMemberAdded');
    assert.deepEqual(JSON.parse(JSON.stringify(installed?.['channelData'])).team, team);
    assert.deepEqual(JSON.parse(JSON.stringify(installed?.['channelData'])).settings, {
      selectedChannel: { id: teamId },
    });
  });

  it('is announced for everybody who has it, for the team and for the group chat', async () => {
    await rig.teams.announceInstallations();
    const installed = rig.bot.activities.filter(({ type }) => type === 'installationUpdate');
    const personal = world.people
      .filter(({ hasApp }) => hasApp)
      .map(({ key }) => rig.teams.personalChatId(key));
    const { teamId, groupChatId } = rig.teams.places;
    assert.deepEqual(
      new Set(installed.map(({ conversation }) => conversation.id)),
      new Set([...personal, teamId, groupChatId]),
    );
  });

  it('brings word of people who join and leave', async () => {
    const { groupChatId } = rig.teams.places;
    await rig.teams.setMember(groupChatId, 'tom', true);
    await rig.teams.setMember(groupChatId, 'tom', false);
    const [joined, left] = rig.bot.activities.map(summaryOf);
    const accounts = [
      { id: teamsIdOf('tom'), aadObjectId: world.people.find(({ key }) => key === 'tom')?.objectId },
    ];
    assert.deepEqual(joined, { type: 'conversationUpdate', membersAdded: accounts });
    assert.deepEqual(left, { type: 'conversationUpdate', membersRemoved: accounts });
    const members = await rig.call('GET', `conversations/${encodeURIComponent(groupChatId)}/members`);
    assert(!JSON.stringify(members.body).includes(teamsIdOf('tom')));
  });
});

describe('restarting the local Teams', () => {
  it('keeps places, messages, threads, installations and ids; only cards of single clients are lost', async () => {
    const first = await startTeamsRig();
    const chat = first.teams.client('elif').personalChat();
    const { helpdeskChannelId } = first.teams.places;
    const card = withCard({ body: [], actions: [{ type: 'Action.Execute', title: 'Go', verb: 'go' }] });
    const id = await first.post(chat.id, card);
    const own = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'own' }] };
    first.bot.behave(() => ({
      body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: own },
    }));
    await chat.press('latest', 'Go');
    const root = await first.post(helpdeskChannelId, { text: 'root' });
    await first.teams.setInstalled('oliver', true);
    const saved = JSON.stringify(first.teams.snapshot());
    await first.close();

    const second = await startTeamsRig();
    try {
      second.teams.restore(JSON.parse(saved));
      const again = second.teams.client('elif').personalChat();
      assert.equal(again.id, chat.id);
      assert.equal(again.latest().id, id);
      assert.deepEqual(again.latest().cards[0]?.['body'], []);
      const path = `conversations/${encodeURIComponent(chat.id)}/activities/${id}`;
      const edit = await second.call('PUT', path, { body: { type: 'message', text: 'after the restart' } });
      assert.equal(edit.status, 200);
      await second.post(`${helpdeskChannelId};messageid=${root}`, { text: 'still there' });
      const next = await second.post(second.teams.personalChatId('oliver'), { text: 'new' });
      assert(Number(next) > Number(root), 'ids go on where they were');
    } finally {
      await second.close();
    }
  });

  it('refuses a snapshot that is none', async () => {
    const rig = await startTeamsRig();
    try {
      assert.throws(() => rig.teams.restore({ version: 2 }));
    } finally {
      await rig.close();
    }
  });
});
