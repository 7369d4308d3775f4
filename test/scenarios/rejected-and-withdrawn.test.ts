import assert from 'node:assert/strict';
import { TeamsClientError } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { DAY } from '../support/movable-clock.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

const SENTENCE = 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans';

describe('requests that end without a change', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  /** Nothing was sent, and nobody can press anything any more, but the requester may ask again. */
  function assertEnded(id: string, status: string): void {
    assert.equal(desk.books().request(id).status, status);
    assert.equal(desk.updates().length, 0);
    assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, ['draft.again']);
    for (const chat of [desk.chat('grace'), desk.chat('kenji'), desk.helpdesk()]) {
      assert.deepEqual(desk.card(chat, id).buttons, []);
      assert.deepEqual(desk.card(chat, id).refreshFor, []);
    }
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      assert(says(desk.card(chat, id), text(`request.status.${status}`)));
    }
  }

  it('lets nobody reject without a reason: neither the card, nor the bot behind it', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    const card = desk.message(desk.chat('grace'), id);
    await assert.rejects(
      desk.chat('grace').press(card, 'request.reject'),
      (error) => error instanceof TeamsClientError && error.code === 'input-not-valid',
    );
    const said = await desk.chat('grace').say(`reject ${id}`);
    assert.equal(said.botStatus, 200);
    await desk.idle();
    assert.equal(linesIn(desk.chat('grace')).at(-1), text('reply.rejectWhy', { id }));
    const blank = await desk.chat('grace').press(card, 'request.reject', { in_reason: '   ' });
    assert.equal(blank.kind, 'notice');
    assert.equal(blank.text, text('error.reason-required'));
    assert.equal(desk.books().request(id).status, 'pending');

    const answer = await desk.press(desk.chat('grace'), id, 'request.reject', {
      in_reason: 'Use draw.io instead.',
    });
    assert(says(answeredCard(answer), text('request.status.rejected')));
    assertEnded(id, 'rejected');
    const line = linesIn(desk.chat('sarah')).at(-1);
    assert.equal(
      line,
      `**Rejected** by Grace Miller: request ${id}, Visio Plan 2 for Deniz Arslan. Reason: Use draw.io instead.`,
    );
    assert(
      says(
        desk.card(desk.chat('sarah'), id),
        text('request.timeline.rejectWithReason', { name: 'Grace Miller', reason: 'Use draw.io instead.' }),
      ),
    );
  });

  it('is rejected in words with the reason behind because', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    await desk.chat('grace').say(`reject ${id} because the budget is spent`);
    await desk.idle();
    assertEnded(id, 'rejected');
    assert.equal(desk.books().request(id).decisions[0]?.reason, 'the budget is spent');
  });

  it('is withdrawn by the requester, and by nobody else', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    for (const key of ['elif', 'grace', 'priya']) {
      const chat = desk.chat(key);
      await chat.say(`cancel ${id}`);
      await desk.idle();
      assert.equal(linesIn(chat).at(-1), desk.textFor(key)('error.not-the-requester'), key);
    }
    assert.equal(desk.books().request(id).status, 'pending');
    const before = linesIn(desk.chat('sarah')).length;
    await desk.chat('sarah').say(`cancel ${id}`);
    await desk.idle();
    assertEnded(id, 'cancelled');
    assert.equal(linesIn(desk.chat('sarah')).length, before + 1, 'told once');
    assert.equal(
      linesIn(desk.chat('sarah')).at(-1),
      `**Withdrawn** by Sarah Johnson: request ${id}, Visio Plan 2 for Deniz Arslan.`,
    );
  });

  it('can be withdrawn after the approval as long as nothing was sent; the sign-in is then no longer asked for', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    await desk.approve('grace', id);
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
    assertEnded(id, 'cancelled');
    const notes = desk
      .chat('grace')
      .messages()
      .map(({ cards }) => JSON.stringify(cards));
    assert(notes.some((cards) => cards.includes(text('signInCard.over'))));
    assert(!notes.some((cards) => cards.includes('/auth/start')), 'no sign-in button is left');
  });

  it('does not revive a withdrawn request when somebody signs in late', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    await desk.approve('grace', id);
    const link = desk.chat('grace').openSignIn(
      desk
        .chat('grace')
        .messages()
        .findLast(({ cards }) => JSON.stringify(cards).includes('/auth/start')) ?? 'latest',
    );
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
    await desk.sandbox.signIn('grace', link);
    await desk.idle();
    assertEnded(id, 'cancelled');
  });

  it('expires when nobody decides in time, and again when nobody signs in in time', async () => {
    const undecided = await desk.ask('sarah', SENTENCE);
    const unsigned = await desk.ask(
      'sarah',
      'Project Plan 3 for ada@contoso.com at Contoso because of plans',
    );
    await desk.approve('kenji', unsigned);
    await desk.pass(4 * DAY);
    assertEnded(unsigned, 'expired');
    assert.equal(desk.books().request(undecided).status, 'pending');
    await desk.pass(11 * DAY);
    assertEnded(undecided, 'expired');
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Expired\*\*/);
    const late = await desk.chat('grace').say(`approve ${undecided}`);
    await desk.idle();
    assert.equal(late.botStatus, 200);
    assert.equal(
      linesIn(desk.chat('grace')).at(-1),
      'This has been settled meanwhile. Here is how it stands now.',
    );
    assert(
      says(viewMessageCard(desk.chat('grace').latest()), text('request.status.expired')),
      'and its card shows how',
    );
  });
});
