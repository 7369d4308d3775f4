import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { type ReceivedActivity, type Reply, startTeamsRig, type TeamsRig, withCard } from './teams-rig.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';
const execute = (title: string, verb: string, data: object = {}) => ({
  type: 'Action.Execute',
  title,
  verb,
  data,
});
const textBlock = (text: string) => ({ type: 'TextBlock', text });
const answerWith = (statusCode: number, type: string, value?: unknown): Reply => ({
  body: { statusCode, type, value },
});
const cardAnswer = (text: string): Reply =>
  answerWith(200, cardType, { type: 'AdaptiveCard', version: '1.5', body: [textBlock(text)] });
const notice = (text: string): Reply => answerWith(200, 'application/vnd.microsoft.activity.message', text);

describe('pressing a button in the local Teams', () => {
  let rig: TeamsRig;
  let chat: Chat;
  beforeEach(async () => {
    rig = await startTeamsRig();
    chat = rig.teams.client('kenji').personalChat();
    rig.bot.behave(() => notice('ok'));
  });
  afterEach(() => rig.close());

  const show = (card: object, place = chat.id) => rig.post(place, withCard(card));
  function received(): ReceivedActivity {
    const activity = rig.bot.activities.at(-1);
    assert(activity, 'the bot has received nothing');
    return activity;
  }
  function pressedData(): unknown {
    const { value } = received();
    assert(typeof value === 'object' && value !== null && 'action' in value);
    assert(typeof value.action === 'object' && value.action !== null && 'data' in value.action);
    return value.action.data;
  }

  it('sends the invoke that Teams sends', async () => {
    const id = await show({ actions: [execute('Approve', 'approve', { requestId: 'r1' })] });
    const answer = await chat.press('latest', 'Approve');
    const activity = received();
    assert.equal(activity.type, 'invoke');
    assert.equal(activity.name, 'adaptiveCard/action');
    assert.match(activity.id, /^f:[0-9a-f-]{36}$/);
    assert.equal(activity.replyToId, id);
    assert.deepEqual(activity.value, {
      action: { type: 'Action.Execute', id: '', verb: 'approve', data: { requestId: 'r1' } },
      trigger: 'manual',
    });
    assert.deepEqual(activity['channelData'], {
      tenant: { id: activity.conversation.tenantId },
      source: { name: 'message' },
      legacy: { replyToId: `1:${id}` },
    });
    assert.deepEqual(answer, {
      kind: 'notice',
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'ok',
      text: 'ok',
    });
  });

  it('comes from a phone with fields of its own', async () => {
    await show({ actions: [execute('Approve', 'approve', { requestId: 'r1' })] });
    await rig.teams.client('kenji', { name: 'phone' }).personalChat().press('latest', 'Approve');
    assert.deepEqual(received().value, {
      action: {
        type: 'Action.Execute',
        id: null,
        title: 'Approve',
        verb: 'approve',
        data: { requestId: 'r1' },
        inputs: {},
      },
      trigger: 'manual',
    });
  });

  it('happens in the thread that holds the card', async () => {
    const { helpdeskChannelId } = rig.teams.places;
    const root = await show({ actions: [execute('Open', 'open')] }, helpdeskChannelId);
    await rig.teams.client('tom').channel().press('latest', 'Open');
    assert.equal(received().conversation.id, `${helpdeskChannelId};messageid=${root}`);
  });

  it('finds buttons in action sets, containers, columns, tables, ShowCards and behind selectAction', async () => {
    const inner = { type: 'AdaptiveCard', actions: [execute('Inside', 'inside')] };
    const row = (items: object[]) => ({ cells: [{ type: 'TableCell', items }] });
    await show({
      body: [
        { type: 'ActionSet', actions: [execute('In set', 'set')] },
        { type: 'Container', items: [{ type: 'ActionSet', actions: [execute('Deeper', 'deeper')] }] },
        { type: 'ColumnSet', columns: [{ type: 'Column', items: [], selectAction: execute('', 'column') }] },
        { type: 'Table', rows: [row([{ type: 'ActionSet', actions: [execute('In table', 'table')] }])] },
      ],
      actions: [{ type: 'Action.ShowCard', title: 'More', card: inner }],
    });
    for (const verb of ['set', 'deeper', 'column', 'table', 'inside']) {
      assert.equal((await chat.press('latest', verb)).kind, 'notice');
    }
  });

  it('needs a button that is there, visible, enabled and meant', async () => {
    await show({
      body: [
        { type: 'ActionSet', isVisible: false, actions: [execute('Hidden', 'hidden')] },
        { type: 'ActionSet', id: 'more', isVisible: false, actions: [execute('Unfolded', 'unfolded')] },
      ],
      actions: [
        { ...execute('Off', 'off'), isEnabled: false },
        execute('Open', 'open', { id: 1 }),
        execute('Open', 'open', { id: 2 }),
        { type: 'Action.ToggleVisibility', title: 'More', targetElements: ['more'] },
      ],
    });
    await assert.rejects(chat.press('latest', 'Nothing'), { code: 'unknown-action', message: /'Open'/ });
    await assert.rejects(chat.press('latest', 'Hidden'), { code: 'unknown-action' });
    await assert.rejects(chat.press('latest', 'Off'), { code: 'unknown-action' });
    await assert.rejects(chat.press('latest', 'Open'), { code: 'ambiguous-action' });
    await chat.press('latest', 'Unfolded');
    await chat.press('latest', ({ data }) => JSON.stringify(data) === '{"id":2}');
    assert.deepEqual(pressedData(), { id: 2 });
  });

  it('is not possible on a message that the person cannot see', async () => {
    await show({ actions: [execute('Open', 'open')] }, rig.teams.places.groupChatId);
    const stranger = rig.teams.client('ayse').groupChat();
    await assert.rejects(stranger.press('latest', 'Open'), { code: 'unknown-message' });
  });

  it('opens links without asking the bot', async () => {
    await show({ actions: [{ type: 'Action.OpenUrl', title: 'Docs', url: 'https://example.org/' }] });
    const answer = await chat.press('latest', 'Docs');
    assert.deepEqual([answer.kind, answer.text], ['url', 'https://example.org/']);
    assert.equal(rig.bot.activities.length, 0);
  });

  describe('inputs', () => {
    const inputs = [
      { type: 'Input.Text', id: 'reason', isRequired: true, maxLength: 10, errorMessage: 'Why?' },
      { type: 'Input.Text', id: 'code', value: 'AB', regex: '^[A-Z]{2}$' },
      { type: 'Input.Text', id: 'empty' },
      { type: 'Input.Number', id: 'seats', value: 2, min: 1, max: 5 },
      { type: 'Input.Toggle', id: 'now', title: 'Now' },
      { type: 'Input.Toggle', id: 'mail', title: 'Mail', value: 'yes', valueOn: 'yes', valueOff: 'no' },
      { type: 'Input.Date', id: 'until', min: '2026-11-20' },
      {
        type: 'Input.ChoiceSet',
        id: 'sku',
        choices: [
          { title: 'E3', value: 'e3' },
          { title: 'E5', value: 'e5' },
        ],
      },
    ];
    beforeEach(() =>
      show({ body: inputs, actions: [execute('Send', 'send', { requestId: 'r1', now: 'mine' })] }),
    );

    it('are merged into the data as text, with default values, without empty ones', async () => {
      await chat.press('latest', 'Send', { reason: 'needed', seats: 3, now: true, sku: 'e5' });
      assert.deepEqual(pressedData(), {
        requestId: 'r1',
        reason: 'needed',
        code: 'AB',
        seats: '3',
        now: 'true',
        mail: 'yes',
        sku: 'e5',
      });
    });

    it('replace data of the same name, as clients do', async () => {
      await chat.press('latest', 'Send', { reason: 'x' });
      assert.equal(JSON.parse(JSON.stringify(pressedData())).now, 'false');
    });

    for (const [what, typed, code] of [
      ['a required one left empty', {}, 'input-not-valid'],
      ['a text that is too long', { reason: 'x'.repeat(11) }, 'input-not-valid'],
      ['a text that does not match', { reason: 'x', code: 'abc' }, 'input-not-valid'],
      ['a number out of range', { reason: 'x', seats: 6 }, 'input-not-valid'],
      ['a number that is none', { reason: 'x', seats: 'many' }, 'input-not-valid'],
      ['a date too early', { reason: 'x', until: '2026-11-19' }, 'input-not-valid'],
      ['a choice that is not offered', { reason: 'x', sku: 'e7' }, 'choice-not-offered'],
      ['a toggle that is neither on nor off', { reason: 'x', mail: 'perhaps' }, 'input-not-valid'],
      ['an input that the card does not have', { reason: 'x', other: 'y' }, 'unknown-input'],
    ] as const) {
      it(`keep the client from sending: ${what}`, async () => {
        await assert.rejects(chat.press('latest', 'Send', typed), { code });
        assert.equal(rig.bot.activities.length, 0);
      });
    }

    it("tell the card's own words when refused", async () => {
      await assert.rejects(chat.press('latest', 'Send'), /Why\?/);
    });

    it('are not looked at for a button without associated inputs', async () => {
      await show({ body: inputs, actions: [{ ...execute('Skip', 'skip'), associatedInputs: 'none' }] });
      await chat.press('latest', 'Skip');
      assert.deepEqual(pressedData(), {});
    });

    it('of a ShowCard join those of the card around it, but only for its own buttons', async () => {
      const inner = {
        type: 'AdaptiveCard',
        body: [{ type: 'Input.Text', id: 'why', value: 'no budget' }],
        actions: [execute('Reject', 'reject')],
      };
      await show({
        body: [{ type: 'Input.Text', id: 'note', value: 'seen' }],
        actions: [{ type: 'Action.ShowCard', title: 'Reject…', card: inner }, execute('Approve', 'approve')],
      });
      await chat.press('latest', 'Reject');
      assert.deepEqual(pressedData(), { note: 'seen', why: 'no budget' });
      await chat.press('latest', 'Approve');
      assert.deepEqual(pressedData(), { note: 'seen' });
    });
  });

  describe('the answer', () => {
    beforeEach(() => show({ actions: [execute('Approve', 'approve')] }));
    const press = () => chat.press('latest', 'Approve');

    it('that is a card replaces the card for this client alone', async () => {
      rig.bot.behave(() => cardAnswer('Approved'));
      assert.equal((await press()).kind, 'card');
      const onDesktop = chat.latest().cards[0];
      const onPhone = rig.teams.client('kenji', { name: 'phone' }).personalChat().latest().cards[0];
      assert.deepEqual(onDesktop?.['body'], [textBlock('Approved')]);
      assert.deepEqual(onPhone?.['body'], undefined);
    });

    it('is forgotten as soon as the message is changed for everybody', async () => {
      rig.bot.behave(() => cardAnswer('Approved'));
      await press();
      const path = `conversations/${encodeURIComponent(chat.id)}/activities/${chat.latest().id}`;
      const body = { type: 'message', ...withCard({ body: [textBlock('For all')] }) };
      await rig.call('PUT', path, { body });
      assert.deepEqual(chat.latest().cards[0]?.['body'], [textBlock('For all')]);
    });

    it('that is an error is shown as such', async () => {
      rig.bot.behave(() =>
        answerWith(500, 'application/vnd.microsoft.error', { code: 'busy', message: 'Later, please.' }),
      );
      const answer = await press();
      assert.deepEqual([answer.kind, answer.statusCode, answer.text], ['error', 500, 'Later, please.']);
      assert.deepEqual(rig.teams.client('kenji').notices(), [], 'it is no banner of Teams');
    });

    for (const [what, reply] of [
      ['an HTTP status other than 200', { status: 401, body: {} }],
      ['no body', {}],
      ['a card as text', answerWith(200, cardType, '{}')],
      ['a card without type', answerWith(200, cardType, { body: [] })],
      ['an attachment in place of a card', answerWith(200, cardType, { contentType: cardType, content: {} })],
      ['a card with status 400', answerWith(400, cardType, { type: 'AdaptiveCard' })],
      ['an empty notice', notice('')],
      ['a type that nobody knows', answerWith(200, 'application/json', {})],
      ['an error without code', answerWith(400, 'application/vnd.microsoft.error', { message: 'x' })],
      ['an error as text', answerWith(400, 'application/vnd.microsoft.error', 'x')],
      [
        'a login request with status 200',
        answerWith(200, 'application/vnd.microsoft.activity.loginRequest', {}),
      ],
      [
        'a login request with a null resource',
        answerWith(401, 'application/vnd.microsoft.activity.loginRequest', { tokenExchangeResource: null }),
      ],
      [
        'the other spelling of a bad code',
        answerWith(401, 'application/vnd.microsoft.error.incorrectAuthCode'),
      ],
    ] as const) {
      it(`is not taken when it is ${what}`, async () => {
        rig.bot.behave(() => reply);
        await assert.rejects(press(), { code: 'unexpected-answer' });
        assert.deepEqual(rig.teams.client('kenji').notices(), ['Something went wrong. Please try again.']);
        assert.equal(chat.latest().cards[0]?.['body'], undefined, 'the card stays as it was');
      });
    }

    it('is waited for only so long, and nothing is sent again', async () => {
      await rig.close();
      rig = await startTeamsRig({ answerLimitMs: 50 });
      chat = rig.teams.client('kenji').personalChat();
      rig.bot.behave(() => ({ hangs: true }));
      await show({ actions: [execute('Approve', 'approve')] });
      await assert.rejects(press(), { code: 'timed-out' });
      assert.equal(rig.bot.activities.length, 1);
      assert.deepEqual(rig.teams.client('kenji').notices(), ['Unable to reach app. Please try again.']);
    });
  });

  describe('that submits', () => {
    const submit = (data: object) => ({ type: 'Action.Submit', title: 'Send', data });

    it('arrives as a message without text, whose value holds data and inputs', async () => {
      const id = await show({
        body: [{ type: 'Input.Text', id: 'reason', value: 'x' }],
        actions: [submit({ verb: 'approve', msteams: { feedback: { hide: true } } })],
      });
      const answer = await chat.press('latest', 'Send');
      assert.deepEqual([answer.kind, answer.statusCode], ['submitted', 200]);
      const activity = received();
      assert.deepEqual([activity.type, activity.text, activity.replyToId], ['message', undefined, id]);
      assert.deepEqual(activity.value, { verb: 'approve', reason: 'x' });
    });

    it('with messageBack carries text too', async () => {
      const msteams = { type: 'messageBack', text: 'approve it', displayText: 'Approve' };
      await show({ actions: [submit({ msteams, id: 1 })] });
      await chat.press('latest', 'Send');
      assert.deepEqual([received().text, received().value], ['approve it', { id: 1 }]);
    });

    it('with imBack is a visible message of the person', async () => {
      await show({ actions: [submit({ msteams: { type: 'imBack', value: 'help' } })] });
      await chat.press('latest', 'Send');
      assert.deepEqual([received().text, received().value], ['help', undefined]);
      assert.equal(chat.messages().at(-1)?.from.key, 'kenji');
    });
  });

  it('can be a reaction to a message', async () => {
    const id = await show({ body: [] });
    await chat.react('latest', 'like');
    const { type, replyToId, reactionsAdded } = received();
    assert.deepEqual([type, replyToId, reactionsAdded], ['messageReaction', id, [{ type: 'like' }]]);
  });
});
