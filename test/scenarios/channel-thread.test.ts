import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

describe('a request in a channel', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const general = (key: string) => desk.teams.client(key).channel(desk.teams.places.generalChannelId);

  /** A thread that somebody begins with a message for License Desk. */
  async function begin(key: string, text: string): Promise<(other: string) => Chat> {
    const root = await general(key).say(text);
    await desk.idle();
    return (other) => general(other).thread(root);
  }

  it('needs a mention: without one, License Desk hears nothing', async () => {
    const delivered = desk.teams.delivered.length;
    const said = await general('sarah').say('request', { mention: false });
    assert.equal(said.delivery, 'not-sent');
    assert.equal(desk.teams.delivered.length, delivered);
    await general('sarah').thread(said).say('request');
    await desk.idle();
    assert(says(viewMessageCard(general('sarah').thread(said).latest()), text('draft.customer.question')));
    await general('sarah').thread(said).say('cancel');
    await desk.idle();
  });

  it('lets two people draft in one thread; each moves only their own', async () => {
    const thread = await begin('sarah', 'request');
    const sarahs = thread('sarah').latest();
    await thread('elif').say('request');
    await desk.idle();
    const elifs = thread('elif').latest();
    assert.notEqual(elifs.id, sarahs.id);

    const { id: contoso } = desk.world.customers[0] ?? { id: '' };
    const foreign = await thread('elif').press(sarahs, 'draft.next', { in_customer: contoso });
    assert.deepEqual(
      [foreign.kind, foreign.text],
      ['notice', desk.textFor('elif')('draft.notOpenForYou').replaceAll('**', '')],
    );
    const discard = await thread('elif').press(sarahs, 'draft.discard');
    assert.equal(discard.kind, 'notice');
    assert.equal((await thread('grace').press(elifs, 'draft.discard')).kind, 'notice');

    await thread('elif').say('Adventure Works');
    await desk.idle();
    const own = answeredCard(await thread('sarah').press(sarahs, 'draft.next', { in_customer: contoso }));
    await desk.idle();
    assert(says(own, text('draft.user.question', { customer: 'Contoso' })));
    const forElif = thread('elif')
      .messages()
      .filter(({ cards }) => cards.length > 0);
    const questions = forElif.map((message) => viewMessageCard(message).lines.join('\n'));
    assert(questions.some((lines) => lines.includes(text('draft.user.question', { customer: 'Contoso' }))));
    assert(questions.some((lines) => lines.includes('Adventure Works')));
    await thread('sarah').say('cancel');
    await thread('elif').say('cancel');
    await desk.idle();
  });

  it('keeps a draft of the same person in another thread apart', async () => {
    const one = await begin('sarah', 'request');
    const other = await begin('sarah', 'request');
    await one('sarah').say('Contoso');
    await other('sarah').say('Adventure Works');
    await desk.idle();
    assert(
      says(viewMessageCard(one('sarah').latest()), text('draft.user.question', { customer: 'Contoso' })),
    );
    assert(
      says(
        viewMessageCard(other('sarah').latest()),
        text('draft.user.question', { customer: 'Adventure Works' }),
      ),
    );
    await one('sarah').say('cancel');
    await other('sarah').say('cancel');
    await desk.idle();
  });

  let thread: (key: string) => Chat;
  let id: string;

  it('stands in its thread as a card for everybody, with the private views behind it', async () => {
    thread = await begin('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    await thread('sarah').press('latest', 'draft.submit');
    await desk.idle();
    const request = desk.books();
    id = /Request ([0-9A-Z]{6})/.exec(viewMessageCard(thread('tom').latest()).lines.join('\n'))?.[1] ?? '';
    assert.equal(request.request(id).thread.key, thread('sarah').id);
    assert.match(request.request(id).thread.key, /;messageid=\d+$/);

    const shared = desk.card(thread('tom'), id);
    assert.deepEqual(shared.buttons, ['request.open']);
    const teamsIds = ['sarah', 'kenji', 'grace'].map((key) => desk.person(key).teamsId);
    assert.deepEqual([...shared.refreshFor].sort(), teamsIds.sort());
    assert.equal((await thread('tom').press(desk.message(thread('tom'), id), 'request.open')).kind, 'notice');

    await desk.pass(2 * MINUTE);
    const refreshed = await thread('grace').openCard(desk.message(thread('grace'), id));
    assert(refreshed);
    assert.deepEqual(answeredCard(refreshed).buttons, ['request.approve', 'request.reject']);
    assert.deepEqual(
      desk.card(thread('kenji'), id).buttons,
      ['request.open'],
      'a private view is nobody else’s',
    );
    const forRequester = await thread('sarah').openCard(desk.message(thread('sarah'), id));
    assert(forRequester);
    assert.deepEqual(answeredCard(forRequester).buttons, ['request.nudge', 'request.cancel']);
    assert.equal(await thread('tom').openCard(desk.message(thread('tom'), id)), null);
  });

  it('is decided in the thread; the sign-in is asked for privately, never there', async () => {
    await desk.press(thread('grace'), id, 'request.approve');
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    const inThread = JSON.stringify(thread('tom').messages());
    assert(!inThread.includes('/auth/start'));
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
  });

  it('has its outcome in that very thread, on the card that stood there', () => {
    assert.match(linesIn(thread('tom')).at(-1) ?? '', /^\*\*Done\*\*: Visio Plan 2 for Deniz Arslan/);
    for (const key of ['tom', 'sarah', 'kenji', 'grace']) {
      const card = desk.card(thread(key), id);
      assert(says(card, text('request.status.completed')), key);
      assert.deepEqual(card.buttons, []);
    }
    const elsewhere = general('tom')
      .messages()
      .filter(({ text, conversationId }) => {
        return text.includes('**Done**') && conversationId !== thread('tom').id;
      });
    assert.deepEqual(elsewhere, []);
    assert.equal(
      thread('tom')
        .messages()
        .filter(({ cards }) => JSON.stringify(cards).includes(id)).length,
      1,
    );
  });

  it('has a thread of its own in the helpdesk channel, begun once', () => {
    const roots = desk
      .helpdesk()
      .messages()
      .filter(({ cards }) => JSON.stringify(cards).includes(id));
    assert.equal(roots.length, 1);
    assert.equal(roots[0]?.threadRootId, null);
  });

  it('does not refresh itself round and round when many windows are open', async () => {
    for (const key of ['sarah', 'grace', 'kenji']) desk.teams.client(key, { refreshesByItself: true });
    thread = await begin('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    await thread('sarah').press('latest', 'draft.submit');
    await desk.idle();
    id = /Request ([0-9A-Z]{6})/.exec(viewMessageCard(thread('tom').latest()).lines.join('\n'))?.[1] ?? '';
    await desk.press(thread('grace'), id, 'request.approve');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.teams.counters.refreshLoops, 0);
    for (const key of ['sarah', 'grace', 'kenji'])
      assert.deepEqual(desk.card(thread(key), id).buttons, [], key);
  });
});
