import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn, namesOf } from '../support/story-readers.ts';

const SENTENCE = 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans';

describe('who may decide', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', SENTENCE);
  });
  after(() => desk.stop());

  it('is nobody on their own request, whatever the role', async () => {
    const own = await desk.ask(
      'grace',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    assert.deepEqual(desk.card(desk.chat('grace'), own).buttons, ['request.nudge', 'request.cancel']);
    await desk.chat('grace').say(`approve ${own}`);
    await desk.idle();
    const refusal = 'Nobody decides on their own request. Another approver has to do it.';
    assert.equal(linesIn(desk.chat('grace')).at(-1), refusal);
    // In the helpdesk channel everybody can open a card's options; the press itself is refused too.
    const channel = desk.helpdesk('grace');
    assert.deepEqual(answeredCard(await channel.press(desk.message(channel, own), 'request.open')).buttons, [
      'request.nudge',
      'request.cancel',
    ]);
    const forged = await pressAs('grace', own, 'request.approve');
    assert.deepEqual(forged, { statusCode: 200, type: NOTICE, value: refusal });
    assert.equal(desk.books().request(own).status, 'pending');
  });

  it('is no stranger: neither by a forged press, nor in words, nor from the channel', async () => {
    for (const key of ['elif', 'tom', 'priya', 'mehmet', 'guest']) {
      const refusal = desk.textFor(key)('error.not-an-approver');
      assert.deepEqual(
        await pressAs(key, id, 'request.approve'),
        { statusCode: 200, type: NOTICE, value: refusal },
        key,
      );
    }
    await desk.chat('elif').say(`approve ${id}`);
    await desk.idle();
    assert.equal(linesIn(desk.chat('elif')).at(-1), desk.textFor('elif')('error.not-an-approver'));
    const channel = desk.helpdesk('tom');
    const opened = await channel.press(desk.message(channel, id), 'request.open');
    assert.equal(opened.kind, 'notice');
    assert.match(opened.text ?? '', /nothing for you to do .* Grace Miller/);
    assert.equal(desk.books().request(id).status, 'pending');
    assert.equal(desk.books().request(id).decisions.length, 0);
  });

  it('is nobody of another organization, though they may ask for their own', async () => {
    const refusal = desk.textFor('ayse')('error.not-an-approver');
    assert.deepEqual(await pressAs('ayse', id, 'request.approve'), {
      statusCode: 200,
      type: NOTICE,
      value: refusal,
    });
    const own = await desk.ask('ayse', 'Visio Plan 2 for ada@contoso.com because of plans');
    assert.equal(desk.books().request(own).change.customer.name, 'Contoso');
    const chat = desk.chat('ayse');
    await chat.say('E3 for henry.foster@wideworldimporters.com at Wide World Importers because of curiosity');
    await desk.idle();
    assert(
      !JSON.stringify(chat.latest().cards).includes('Henry Foster'),
      "another customer's people stay hidden",
    );
  });

  it('is one of two approvers who press at the same moment; the other one sees how it stands', async () => {
    const presses = ['grace', 'kenji'].map((key) => {
      const chat = desk.chat(key);
      return chat.press(desk.message(chat, id), 'request.approve');
    });
    const answers = (await Promise.all(presses)).map(answeredCard);
    await desk.idle();
    const { decisions, executor } = desk.books().request(id);
    assert.equal(decisions.length, 1);
    for (const card of answers)
      assert.deepEqual(
        card.buttons.filter((verb) => verb === 'request.approve'),
        [],
      );
    const key = executor?.name === 'Grace Miller' ? 'grace' : 'kenji';
    await desk.signIn(key);
    assert.equal(desk.books().request(id).status, 'completed');
    const { user } = namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
    assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
    assert.equal(desk.updates().length, 1);
  });

  it('is not asked twice: a double press counts once', async () => {
    id = await desk.ask('sarah', 'Project Plan 3 for emily.watson@contoso.com at Contoso because of plans');
    const chat = desk.chat('grace');
    const card = desk.message(chat, id);
    const answers = await Promise.all([
      chat.press(card, 'request.approve'),
      chat.press(card, 'request.approve'),
    ]);
    await desk.idle();
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['card', 'card'],
    );
    assert.equal(desk.books().request(id).decisions.length, 1);
    if (desk.books().request(id).status === 'awaiting_sign_in') await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    const { user } = namesOf(desk.world, 'Contoso', 'emily.watson@contoso.com');
    assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
  });

  it('gets the present state on a stale card, not an error', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for cagla.ozturk@contoso.com at Contoso because of plans');
    await desk.press(desk.chat('grace'), id, 'request.reject', { in_reason: 'Not now.' });
    const body = await pressAs('kenji', id, 'request.approve', { revision: 1 });
    assert.equal(body.statusCode, 200);
    assert.equal(body.type, 'application/vnd.microsoft.card.adaptive');
    const card = answeredCard({ kind: 'card', statusCode: 200, type: '', text: '', value: body.value });
    assert(says(card, desk.textFor('kenji')('error.already-decided')));
    assert(says(card, desk.textFor('kenji')('request.status.rejected')));
    assert.deepEqual(card.buttons, []);
    assert.equal(desk.books().request(id).status, 'rejected');
  });

  const NOTICE = 'application/vnd.microsoft.activity.message';

  /** What the bot answers when somebody's client sends this, whatever stands on their screen. */
  async function pressAs(key: string, requestId: string, verb: string, data: object = {}) {
    return desk.invokeAs(key, { verb, data: { requestId, revision: 1, ...data } });
  }
});
