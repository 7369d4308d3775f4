import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewCard } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { DAY, HOUR } from '../support/movable-clock.ts';
import { linesIn } from '../support/story-readers.ts';

const DECIDE = ['request.approve', 'request.reject'];

describe('a request on which nobody decides', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk({
      policy: (world, channel) => {
        const upn = (key: string) => world.people.find((person) => person.key === key)?.upn;
        return stringify({
          operators: [upn('priya')],
          helpdesk: { channel },
          approval: {
            stages: [{ anyOf: [upn('yuki')] }],
            reminders: { after: '1d', every: '1d', atMost: 3 },
            escalation: { after: '2d', to: [upn('kenji')] },
          },
        });
      },
    });
  });
  after(() => desk.stop());

  /** Cards in a chat that can be decided on. */
  const liveCards = (chat: Chat) =>
    chat
      .messages()
      .flatMap(({ cards, isDeleted }) => (isDeleted ? [] : cards.map(viewCard)))
      .filter(({ buttons }) => buttons.includes('request.approve'));
  const remindersIn = (key: string) =>
    linesIn(desk.chat(key)).filter((line) => line.includes(id) && !line.includes('delegat')).length;

  it('is brought to mind by its requester, once a day', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    await desk.press(desk.chat('sarah'), id, 'request.nudge');
    assert.equal(remindersIn('yuki'), 1);
    await desk.chat('sarah').say(`nudge ${id}`);
    await desk.idle();
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /once a day/);
    assert.equal(remindersIn('yuki'), 1);
  });

  it('is brought to mind by the clock, also when it struck while nobody ran; one card stands to be pressed', async () => {
    desk.clock.advance(DAY + HOUR);
    await desk.restart();
    await desk.idle();
    await desk.restart();
    await desk.idle();
    assert.equal(remindersIn('yuki'), 2);
    assert.equal(liveCards(desk.chat('yuki')).length, 1);
    assert.deepEqual(desk.card(desk.chat('yuki'), id).buttons, DECIDE);
    assert.throws(() => desk.card(desk.chat('kenji'), id), /No card/);
  });

  it('goes to others as well after two days: they have the card, and the thread says so', async () => {
    await desk.pass(DAY);
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, DECIDE);
    assert.match(linesIn(desk.chat('kenji')).join('\n'), new RegExp(id));
    const { name } = desk.person('kenji');
    assert(
      linesIn(desk.chat('sarah')).some((line) => line.includes(name) && line.includes('decide on it now')),
    );
    assert(says(desk.card(desk.chat('sarah'), id), 'further approvers may decide as well'));
    assert.deepEqual(
      desk
        .books()
        .request(id)
        .escalations.map(({ stage }) => stage),
      [0],
    );
  });

  it('goes to the delegate of one of them, who is told', async () => {
    await desk.chat('kenji').say('delegate to Grace Miller until tomorrow');
    await desk.idle();
    assert.match(
      linesIn(desk.chat('grace')).at(-1) ?? '',
      /has asked you to decide in their place until the end of/,
    );
    await desk.restart();
    await desk.idle();
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, DECIDE);
    assert(says(desk.card(desk.chat('sarah'), id), `Grace Miller for ${desk.person('kenji').name}`));
  });

  it('is carried out with the delegate’s own sign-in, and says for whom', async () => {
    await desk.approveSignedIn('grace', id);
    const { status, executor, decisions } = desk.books().request(id);
    assert.deepEqual([status, executor?.name], ['completed', 'Grace Miller']);
    assert.equal(decisions[0]?.onBehalfOf?.name, desk.person('kenji').name);
    const [approved] = desk
      .books()
      .events(id)
      .filter(({ kind }) => kind === 'approved');
    assert.equal(approved?.facts['onBehalfOf'], desk.person('kenji').objectId);
    assert(says(desk.card(desk.chat('yuki'), id), `Grace Miller`));
    assert.equal(desk.updates().length, 1);
  });

  it('is never brought to mind again after that', async () => {
    const told = ['yuki', 'kenji', 'grace'].map(remindersIn);
    await desk.pass(3 * DAY);
    assert.deepEqual(['yuki', 'kenji', 'grace'].map(remindersIn), told);
  });

  it('leaves the delegate when their days are over', async () => {
    await desk.chat('kenji').say('delegate to Grace Miller until tomorrow');
    await desk.idle();
    id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    await desk.pass(DAY);
    await desk.pass(DAY + HOUR);
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, DECIDE);
    assert.throws(() => desk.card(desk.chat('grace'), id), /No card/);
    await desk.chat('kenji').say('delegate to Grace Miller until tomorrow');
    await desk.idle();
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, DECIDE);
    await desk.pass(2 * DAY);
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, []);
    const [delegate, delegator] = [desk.person('grace').name, desk.person('kenji').name];
    const tellGrace = desk.textFor('grace')('delegation.told.ended', { delegator });
    const tellKenji = desk.textFor('kenji')('delegation.told.over', { delegate });
    assert(linesIn(desk.chat('grace')).includes(tellGrace));
    assert(linesIn(desk.chat('kenji')).includes(tellKenji));
    const answer = await desk.invokeAs('grace', {
      verb: 'request.approve',
      data: { requestId: id, revision: 1 },
    });
    assert.notEqual(desk.books().request(id).status, 'approved', JSON.stringify(answer));
  });

  it('expires on its day all the same', async () => {
    await desk.pass(14 * DAY);
    assert.equal(desk.books().request(id).status, 'expired');
  });
});
