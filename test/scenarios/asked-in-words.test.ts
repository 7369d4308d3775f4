import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { type CardView, says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn, namesOf } from '../support/story-readers.ts';

describe('a license asked for in words', () => {
  let desk: Desk;
  let chat: Chat;
  before(async () => {
    desk = await startDesk();
    chat = desk.chat('sarah');
  });
  after(() => desk.stop());

  /** Says something and returns the newest card. */
  async function say(text: string): Promise<CardView> {
    const said = await chat.say(text);
    assert.equal(said.botStatus, 200);
    await desk.idle();
    const newest = chat.messages().findLast(({ from, cards }) => from.isBot && cards.length > 0);
    assert(newest);
    return viewMessageCard(newest);
  }

  it('is still open after help or thanks, which say so', async () => {
    await say('Visio Plan 2 for emily.watson@contoso.com at Contoso');
    await say('hello');
    assert.equal(linesIn(chat).at(-1)?.replaceAll('**', ''), text('draft.stillOpen').replaceAll('**', ''));
    await say('thanks');
    assert.deepEqual(
      linesIn(chat)
        .slice(-2)
        .map((line) => line.replaceAll('**', '')),
      [text('unknown.thanks'), text('draft.stillOpen').replaceAll('**', '')],
    );
    await say('cancel');
    await say('ok');
    assert.equal(linesIn(chat).at(-1), text('unknown.thanks'));
    await say('hello');
    assert.notEqual(linesIn(chat).at(-1)?.replaceAll('**', ''), text('draft.stillOpen').replaceAll('**', ''));
  });

  for (const words of ['approve', 'withdraw', 'nudge', 'status', 'onayla', 'geri çek', '催促', '状況']) {
    it(`is no answer to a draft, but about requests: “${words}”`, async () => {
      const draft = await say('Visio Plan 2 for Nobody Known at Contoso');
      assert(says(draft, text('draft.user.none', { text: 'Nobody Known', customer: 'Contoso' })));
      const cards = chat.messages().filter((message) => message.cards.length > 0).length;
      await say(words);
      const lines = linesIn(chat).map((line) => line.replaceAll('**', ''));
      assert(lines.slice(-3).includes(text('list.whichOne')), lines.slice(-3).join(' | '));
      assert.equal(lines.at(-1), text('draft.stillOpen').replaceAll('**', ''));
      assert.equal(chat.messages().filter((message) => message.cards.length > 0).length, cards + 1);
      await say('cancel');
    });
  }

  it('is corrected where a sentence says so, and gives way to another one that asks for something new', async () => {
    await say('Visio Plan 2 for emily.watson@contoso.com at Contoso because she draws');
    const changed = await say('actually for deniz.arslan@contoso.com');
    assert.deepEqual(changed.facts, {
      Customer: 'Contoso',
      User: 'Deniz Arslan (deniz.arslan@contoso.com)',
      Assign: 'Visio Plan 2',
      Reason: 'she draws',
    });
    const other = await say('Visio Plan 2 for emily.watson@contoso.com');
    assert.equal(other.facts['User'], 'Emily Watson (emily.watson@contoso.com)');
    assert.equal(other.facts['Reason'], 'None');
    await say('cancel');
  });

  it('goes from one sentence to the review, and from the word send to the approvers', async () => {
    const review = await say(
      'Please assign Visio Plan 2 for deniz.arslan@contoso.com at Contoso because she draws floor plans.',
    );
    assert(says(review, text('draft.review.question')));
    assert.deepEqual(review.facts, {
      Customer: 'Contoso',
      User: 'Deniz Arslan (deniz.arslan@contoso.com)',
      Assign: 'Visio Plan 2',
      Reason: 'she draws floor plans',
    });
    assert.equal(desk.books().count('requests'), 0);
    await say('send');
    const line = linesIn(chat).at(-1) ?? '';
    assert.match(line, /^Sent for approval: request [0-9A-Z]{6}, Visio Plan 2 for Deniz Arslan\.$/);
    const id = /request ([0-9A-Z]{6})/.exec(line)?.[1] ?? '';
    assert.deepEqual(desk.card(chat, id).buttons, ['request.nudge', 'request.cancel']);
    assert(desk.card(desk.chat('grace'), id).buttons.includes('request.approve'));
  });

  it('is approved, followed and listed in words', async () => {
    const [id] = /[0-9A-Z]{6}/.exec(linesIn(chat).at(-1) ?? '') ?? [''];
    const grace = desk.chat('grace');
    await grace.say('pending');
    await desk.idle();
    assert(says(viewMessageCard(grace.latest()), 'Visio Plan 2 for Deniz Arslan'));
    await grace.say(`approve ${id.toLowerCase()}`);
    await desk.idle();
    assert(linesIn(grace).includes(`Approved: request ${id}, Visio Plan 2 for Deniz Arslan.`));
    await desk.signIn('grace');
    assert(says(await say(`status ${id}`), text('request.status.completed')));
    assert(says(await say('my requests'), 'Visio Plan 2 for Deniz Arslan'));
  });

  it('is gathered step by step when nothing but "request" was said', async () => {
    assert(says(await say('request'), text('draft.customer.question')));
    assert(
      says(await say('Contoso'), text('draft.user.question', { customer: 'Contoso' })),
      'an exact name beats longer ones',
    );
    assert(says(await say('şahin'), text('draft.license.question', { user: 'Burak Şahin' })));
    assert(says(await say('M365 F3'), text('draft.reason.question')));
    const review = await say('helps out on the shop floor');
    assert.equal(review.facts['Reason'], 'helps out on the shop floor');
    assert.equal(review.facts['Assign'], 'Microsoft 365 F3');
    assert(says(await say('yes'), text('request.status.pending')));
  });

  it('leaves one open form only: the earlier cards say that it has moved', async () => {
    await say('request');
    const first = chat.latest();
    await say('Contoso');
    const moved = chat.messages().find(({ id }) => id === first.id);
    assert(moved && says(viewMessageCard(moved), text('draft.moved')));
    assert.deepEqual(viewMessageCard(moved).buttons, []);
    await say('cancel');
    assert.equal(linesIn(chat).at(-1), text('draft.discarded'));
  });

  it('says of a draft that another one took its place, not that it goes on there', async () => {
    await say('Visio Plan 2 for deniz.arslan@contoso.com at Contoso');
    const first = chat.latest();
    await say('E5 for zeynep.aydin@contoso.com at Contoso');
    const replaced = chat.messages().find(({ id }) => id === first.id);
    assert(replaced && says(viewMessageCard(replaced), text('draft.replaced')));
    assert.deepEqual(viewMessageCard(replaced).buttons, []);
    await say('cancel');
  });

  it('goes back and forth between cards and words without losing what was said', async () => {
    await say('E5 for zeynep.aydin@contoso.com at Contoso because of a new role');
    const back = answeredCard(await chat.press('latest', 'draft.back'));
    assert(says(back, text('draft.reason.question')));
    const further = answeredCard(await chat.press('latest', 'draft.back'));
    assert(says(further, text('draft.license.question', { user: 'Zeynep Aydın' })));
    await desk.idle();
    const changed = await say('E5 instead of F3');
    assert(says(changed, text('draft.review.question')), 'the reason is still known');
    assert.equal(changed.facts['Remove'], 'Microsoft 365 F3');
    assert.equal(changed.facts['Reason'], 'a new role');
    const unclear = await say('perhaps');
    assert(says(unclear, 'Say **send** to send it for approval'));
    assert(says(answeredCard(await chat.press('latest', 'draft.discard')), 'The draft is discarded.'));
    await desk.idle();
  });

  it('asks again when a name fits several people, and takes the one that is chosen', async () => {
    await say('request');
    await say('contoso.com');
    const several = await say('em');
    assert(says(several, text('draft.user.several', { text: 'em', count: 2, customer: 'Contoso' })));
    const { user } = namesOf(desk.world, 'Contoso', 'emily.watson@contoso.com');
    const next = answeredCard(await chat.press('latest', 'draft.next', { in_user: user.id }));
    assert(says(next, text('draft.license.question', { user: 'Emily Watson' })));
    await desk.idle();
  });

  it('says what there is when a license is unknown or ambiguous', async () => {
    const unknown = await say('Photoshop');
    assert(says(unknown, 'Contoso has no license called “Photoshop”.'));
    assert(says(unknown, 'Microsoft 365 E5, '));
    const several = await say('E3');
    assert(says(several, '“E3” fits 2 licenses. Which one do you mean?'));
    assert(says(await say('Microsoft 365 E3'), text('draft.reason.question')));
    await say('cancel');
  });

  it('says that a customer or a user is not known, and goes on with the next answer', async () => {
    await say('request');
    assert(says(await say('Initech'), 'I found no customer called “Initech”.'));
    assert(says(await say('boğaziçi'), text('draft.user.question', { customer: 'Boğaziçi Lojistik A.Ş.' })));
    assert(says(await say('nobody@nowhere.example'), 'has the address “nobody@nowhere.example”'));
    assert(
      says(
        await say('admin@bogazicilojistik.onmicrosoft.com'),
        text('draft.license.question', { user: 'Kerem Yılmaz' }),
      ),
    );
    await say('cancel');
  });

  it('keeps what it understood of a sentence and asks for the rest', async () => {
    const card = await say('Photoshop for ada@contoso.com at Contoso because of pictures');
    assert(says(card, 'Contoso has no license called “Photoshop”.'));
    assert.equal(card.facts['User'], 'Ada Aksoy (ada@contoso.com)');
    const review = await say('Project Plan 3');
    assert(says(review, text('draft.review.question')));
    assert.equal(review.facts['Reason'], 'pictures');
    await say('stop');
    assert.equal(linesIn(chat).at(-1), text('draft.discarded'));
  });

  it('answers what it does not understand with what can be said', async () => {
    const help = await say('what is the weather like');
    assert(says(help, 'I did not understand “what is the weather like”.'));
    assert(says(help, text('help.mine.say')));
  });
});
