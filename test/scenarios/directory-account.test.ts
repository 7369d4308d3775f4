import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { HOUR } from '../support/movable-clock.ts';
import { linesIn } from '../support/story-readers.ts';

describe('the account that reads customers, users and licenses', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('never changes a license: that takes the approver', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', id);
    const { objectId } = desk.person('priya');
    const exchanges = desk.sandbox.partnerCenter.exchanges();
    assert(exchanges.some(({ actor }) => actor?.objectId === objectId));
    assert(exchanges.every(({ actor, method }) => actor?.objectId !== objectId || method === 'GET'));
  });

  it('is connected by operators alone, in their own chat', async () => {
    await desk.chat('sarah').say('connect directory');
    await desk.helpdesk('priya').say('connect directory');
    await desk.idle();
    assert.equal(linesIn(desk.chat('sarah')).at(-1), text('directory.notOperator'));
    assert(!JSON.stringify(desk.helpdesk('priya').messages()).includes('/auth/start'));
  });

  it('says in words when a customer does not let it read, before anybody is asked for anything', async () => {
    const chat = desk.chat('sarah');
    await chat.say('request');
    await chat.say('Wide World Importers');
    await desk.idle();
    const card = viewMessageCard(chat.latest());
    assert(
      says(card, 'Partner Center does not let License Desk read Wide World Importers.'),
      card.lines.join('\n'),
    );
    assert(says(card, 'Conditional Access'));
    await chat.say('cancel');
    await desk.idle();
  });

  it('is missed in words when its sign-in ended, and the draft goes on once it is connected again', async () => {
    desk.sandbox.entra.switches.revokeRefreshTokens('priya');
    for (let hour = 0; hour < 2; hour += 1) await desk.pass(HOUR);
    const chat = desk.chat('sarah');
    await chat.say('Visio Plan 2 for jack.oconnor@adventure-works.com because of plans');
    await desk.idle();
    const card = viewMessageCard(chat.latest());
    assert(says(card, 'An operator must say **connect directory** first.'), card.lines.join('\n'));

    await desk.chat('priya').say('connect directory');
    await desk.idle();
    await desk.signIn('priya');
    await chat.say('jack.oconnor@adventure-works.com');
    await desk.idle();
    assert(
      says(viewMessageCard(chat.latest()), text('draft.review.question')),
      viewMessageCard(chat.latest()).lines.join('\n'),
    );
  });
});
