import assert from 'node:assert/strict';
import { codeOf, startTeamsRig, type TeamsRig, teamsIdOf, withCard, world } from './teams-rig.ts';

const enc = encodeURIComponent;
const tenantId = world.partnerTenant.id;

describe('the connector of the local Teams', () => {
  let rig: TeamsRig;
  before(async () => {
    rig = await startTeamsRig();
    rig.teams.faults.hasSendLimits = false;
  });
  after(() => rig.close());

  const elifChat = () => rig.teams.personalChatId('elif');
  const activities = (conversationId: string) => `conversations/${enc(conversationId)}/activities`;
  const text = (value: string) => ({ body: { type: 'message', text: value } });

  describe('who may call', () => {
    it('refuses calls without a bearer token and with a wrong one', async () => {
      for (const token of [null, 'somebody-elses']) {
        const answer = await rig.call('POST', activities(elifChat()), { ...text('hi'), token });
        assert.equal(answer.status, 401);
      }
    });

    it('does not know conversations of another tenant than the one in the service URL', async () => {
      const other = world.people.find(({ key }) => key === 'ayse')?.tenantId ?? '';
      const answer = await rig.call('POST', activities(elifChat()), { ...text('hi'), tenantId: other });
      assert.equal(answer.status, 404);
      assert.equal(codeOf(answer), 'ConversationNotFound');
    });
  });

  describe('sending', () => {
    it('keeps a message and answers 201 with an id of milliseconds', async () => {
      const answer = await rig.call('POST', activities(elifChat()), text('hello'));
      assert.equal(answer.status, 201);
      assert.match(String(answer.body['id']), /^\d{13}$/);
      const shown = rig.teams.client('elif').personalChat().latest();
      assert.equal(shown.text, 'hello');
      assert.deepEqual(shown.from, { key: null, name: 'License Desk', isBot: true });
    });

    it('never gives an id twice although the clock stands still', async () => {
      const ids = [await rig.post(elifChat(), { text: 'a' }), await rig.post(elifChat(), { text: 'b' })];
      assert.equal(new Set(ids).size, 2);
    });

    it('accepts a reply to an id nobody knows', async () => {
      const path = `${activities(elifChat())}/${enc('6f1c0d4e-unknown')}`;
      assert.equal((await rig.call('POST', path, text('reply'))).status, 201);
    });

    it('splits text and a card of one activity into two messages and returns no id', async () => {
      const chat = rig.teams.client('sarah').personalChat();
      const body = { type: 'message', text: 'Look:', ...withCard({ body: [] }) };
      const answer = await rig.call('POST', activities(chat.id), { body });
      assert.equal(answer.status, 201);
      assert.deepEqual(answer.body, {});
      assert.deepEqual(
        chat.messages().map((message) => [message.text, message.cards.length]),
        [
          ['Look:', 0],
          ['', 1],
        ],
      );
    });

    it('refuses a message over 100 KB in UTF-16', async () => {
      const answer = await rig.call('POST', activities(elifChat()), text('x'.repeat(52_000)));
      assert.equal(answer.status, 413);
      assert.equal(codeOf(answer), 'MessageSizeTooBig');
    });

    for (const [what, body] of [
      ['an empty message', { type: 'message' }],
      ['an unknown type', { type: 'trace', text: 'x' }],
      ['a body that is no JSON', '{"type":'],
      [
        'an unknown kind of attachment',
        { type: 'message', attachments: [{ contentType: 'x/y', content: {} }] },
      ],
      [
        'a card given as text',
        {
          type: 'message',
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: '{}' }],
        },
      ],
      [
        'a sign-in card whose token resource is null',
        {
          type: 'message',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.oauth',
              content: {
                text: 'Sign in',
                connectionName: 'own-obo',
                tokenExchangeResource: null,
                buttons: [],
              },
            },
          ],
        },
      ],
    ] as const) {
      it(`answers 400 BadSyntax to ${what}`, async () => {
        const answer = await rig.call('POST', activities(elifChat()), { body });
        assert.equal(answer.status, 400);
        assert.equal(codeOf(answer), 'BadSyntax');
      });
    }

    it('shows that the bot is typing without keeping a message', async () => {
      const chat = rig.teams.client('grace').personalChat();
      const answer = await rig.call('POST', activities(chat.id), { body: { type: 'typing' } });
      assert.equal(answer.status, 201);
      assert.deepEqual(chat.messages(), []);
    });
  });

  describe('unknown places and places without the app', () => {
    it('answers 404 to a conversation nobody knows', async () => {
      const answer = await rig.call('POST', activities('a:unknown'), text('hi'));
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'ConversationNotFound']);
    });

    it('answers 404 to a thread nobody began', async () => {
      const thread = `${rig.teams.places.helpdeskChannelId};messageid=1`;
      assert.equal((await rig.call('POST', activities(thread), text('hi'))).status, 404);
    });

    it('answers 404 to a thread that has been removed', async () => {
      const { helpdeskChannelId } = rig.teams.places;
      const root = await rig.post(helpdeskChannelId, { text: 'root' });
      const thread = `${helpdeskChannelId};messageid=${root}`;
      rig.teams.removeConversation(thread);
      assert.equal((await rig.call('POST', activities(thread), text('hi'))).status, 404);
    });

    it('answers 403 for a person without the app', async () => {
      const answer = await rig.call('POST', activities(rig.teams.personalChatId('oliver')), text('hi'));
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'BotNotInConversationRoster']);
    });
  });

  describe('changing and removing messages', () => {
    it('changes a message of the bot for everybody', async () => {
      const id = await rig.post(elifChat(), { text: 'before' });
      const path = `${activities(elifChat())}/${id}`;
      const answer = await rig.call('PUT', path, text('after'));
      assert.deepEqual([answer.status, answer.body], [200, { id }]);
      const shown = rig.teams
        .client('elif')
        .personalChat()
        .messages()
        .find((message) => message.id === id);
      assert.deepEqual([shown?.text, shown?.isUpdated], ['after', true]);
    });

    it('removes a message, after which it cannot be changed', async () => {
      const id = await rig.post(elifChat(), { text: 'gone soon' });
      const path = `${activities(elifChat())}/${id}`;
      assert.equal((await rig.call('DELETE', path)).status, 200);
      const answer = await rig.call('PUT', path, text('again'));
      assert.deepEqual([answer.status, codeOf(answer)], [404, 'ActivityNotFoundInConversation']);
    });

    it('answers 404 to unknown ids and to ids of another conversation', async () => {
      const id = await rig.post(elifChat(), { text: 'elsewhere' });
      const elsewhere = rig.teams.personalChatId('kenji');
      for (const path of [`${activities(elifChat())}/1`, `${activities(elsewhere)}/${id}`]) {
        const answer = await rig.call('PUT', path, text('x'));
        assert.deepEqual([answer.status, codeOf(answer)], [404, 'ActivityNotFoundInConversation']);
      }
    });

    it("lets the bot change nobody's messages but its own", async () => {
      const said = await rig.teams.client('elif').personalChat().say('mine');
      const answer = await rig.call('PUT', `${activities(elifChat())}/${said.id}`, text('yours'));
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'NotEnoughPermissions']);
    });
  });

  describe('creating conversations', () => {
    const personal = (key: string) => ({
      isGroup: false,
      members: [{ id: teamsIdOf(key) }],
      tenantId,
      bot: { id: `28:${world.botAppId}` },
    });

    it('gives the same chat with a person every time', async () => {
      const first = await rig.call('POST', 'conversations', { body: personal('kenji') });
      const second = await rig.call('POST', 'conversations', { body: personal('kenji') });
      assert.deepEqual([first.status, first.body], [201, { id: rig.teams.personalChatId('kenji') }]);
      assert.deepEqual(second.body, first.body);
    });

    it('posts the first activity of a chat but returns no activity id', async () => {
      const body = { ...personal('tom'), activity: { type: 'message', text: 'Welcome' } };
      const answer = await rig.call('POST', 'conversations', { body });
      assert.deepEqual(Object.keys(answer.body), ['id']);
      assert.equal(rig.teams.client('tom').personalChat().latest().text, 'Welcome');
    });

    it('begins a thread in a channel and names it by its first message', async () => {
      const { helpdeskChannelId } = rig.teams.places;
      const body = {
        isGroup: true,
        channelData: { channel: { id: helpdeskChannelId } },
        activity: { type: 'message', text: 'New request' },
        tenantId,
      };
      const { status, body: created } = await rig.call('POST', 'conversations', { body });
      assert.equal(status, 201);
      assert.equal(created['id'], `${helpdeskChannelId};messageid=${created['activityId']}`);
      await rig.post(String(created['id']), { text: 'A reply' });
      const thread = rig.teams.client('tom').channel().thread(String(created['activityId']));
      assert.deepEqual(
        thread.messages().map((message) => message.text),
        ['New request', 'A reply'],
      );
    });

    it('begins a new thread when the channel itself is posted to, whatever is replied to', async () => {
      const { helpdeskChannelId } = rig.teams.places;
      const root = await rig.post(helpdeskChannelId, { text: 'one' });
      const answer = await rig.call('POST', `${activities(helpdeskChannelId)}/${root}`, text('two'));
      const messages = rig.teams.client('tom').channel().messages();
      const second = messages.find(({ id }) => id === answer.body['id']);
      assert.equal(second?.threadRootId, null);
      assert.equal(second?.conversationId, `${helpdeskChannelId};messageid=${second?.id}`);
    });

    it('answers 403 for a person without the app', async () => {
      const answer = await rig.call('POST', 'conversations', { body: personal('oliver') });
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'BotNotInConversationRoster']);
    });

    const thread = (id: string) => ({ isGroup: true, channelData: { channel: { id } }, tenantId });
    for (const [what, make] of [
      [
        'two members',
        () => ({ ...personal('elif'), members: [{ id: teamsIdOf('elif') }, { id: teamsIdOf('tom') }] }),
      ],
      ['a group chat', () => ({ ...personal('elif'), isGroup: true })],
      ['nobody', () => ({ ...personal('elif'), members: [] })],
      [
        'a member named by object id',
        () => ({ ...personal('elif'), members: [{ id: world.people[0]?.objectId }] }),
      ],
      ['no tenant', () => ({ ...personal('elif'), tenantId: undefined })],
      ['another tenant', () => ({ ...personal('elif'), tenantId: '0c39d6d5-c70d-4c55-bc02-f620844f3fd1' })],
      ['a thread without first activity', () => thread(rig.teams.places.helpdeskChannelId)],
    ] as const) {
      it(`answers 400 BadSyntax to ${what}`, async () => {
        const answer = await rig.call('POST', 'conversations', { body: make() });
        assert.deepEqual([answer.status, codeOf(answer)], [400, 'BadSyntax']);
      });
    }
  });

  describe('members and teams', () => {
    it('finds a member by Teams id and by object id, with both spellings of the object id', async () => {
      const elif = world.people.find(({ key }) => key === 'elif');
      for (const id of [elif?.teamsId, elif?.objectId]) {
        const path = `conversations/${enc(rig.teams.places.teamId)}/members/${enc(id ?? '')}`;
        const { status, body } = await rig.call('GET', path);
        assert.equal(status, 200);
        assert.equal(body['aadObjectId'], elif?.objectId);
        assert.equal(body['objectId'], elif?.objectId);
        assert.equal(body['userPrincipalName'], elif?.upn);
        assert.equal(body['tenantId'], tenantId);
      }
    });

    it('answers 404 for people who are not members', async () => {
      const path = `conversations/${enc(rig.teams.places.groupChatId)}/members/${enc(teamsIdOf('ayse'))}`;
      assert.equal((await rig.call('GET', path)).status, 404);
    });

    it('lists the roster of a channel thread, as a list and in pages', async () => {
      const { helpdeskChannelId } = rig.teams.places;
      const root = await rig.post(helpdeskChannelId, { text: 'root' });
      const thread = enc(`${helpdeskChannelId};messageid=${root}`);
      const all = await rig.call('GET', `conversations/${thread}/members`);
      const page = await rig.call('GET', `conversations/${thread}/pagedmembers?pageSize=1`);
      assert(Array.isArray(all.body));
      assert.deepEqual(page.body['members'], all.body);
      assert.equal(page.body['continuationToken'], undefined, 'a page has at least 50');
    });

    it('describes the team and its channels, the General channel without a name', async () => {
      const { teamId, teamGroupId, helpdeskChannelId } = rig.teams.places;
      const team = await rig.call('GET', `teams/${enc(teamId)}`);
      assert.equal(team.body['name'], 'Northwind Service Desk');
      assert.equal(team.body['aadGroupId'], teamGroupId);
      const channels = await rig.call('GET', `teams/${enc(teamId)}/conversations`);
      assert.deepEqual(channels.body['conversations'], [
        { id: teamId },
        { id: helpdeskChannelId, name: 'License requests' },
      ]);
    });

    it('knows no team by the id of a channel', async () => {
      const path = `teams/${enc(rig.teams.places.helpdeskChannelId)}`;
      assert.equal((await rig.call('GET', path)).status, 404);
    });
  });

  describe('targeted messages', () => {
    const targeted = (conversationId: string) => `${activities(conversationId)}?isTargetedActivity=true`;
    const toElif = () => ({ recipient: { id: teamsIdOf('elif'), isTargeted: true } });

    it('are seen by one member only', async () => {
      const { groupChatId } = rig.teams.places;
      const body = { type: 'message', text: 'Only for you', ...toElif() };
      const answer = await rig.call('POST', targeted(groupChatId), { body });
      assert.equal(answer.status, 202);
      const seenBy = (key: string) =>
        rig.teams
          .client(key)
          .groupChat()
          .messages()
          .map((message) => message.id);
      assert(seenBy('elif').includes(String(answer.body['id'])));
      assert(!seenBy('kenji').includes(String(answer.body['id'])));
    });

    it('do not exist in personal chats', async () => {
      const body = { type: 'message', text: 'x', ...toElif() };
      assert.equal((await rig.call('POST', targeted(elifChat()), { body })).status, 400);
    });
  });
});
