import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

const wishFor = (user: string) => `Visio Plan 2 for ${user}@contoso.com at Contoso because of plans`;

describe('an answer that Teams does not take', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const chat = () => desk.chat('sarah');
  const reference = text('error.unexpected', { reference: '' }).split(':', 1)[0] ?? '';
  const apologies = () => linesIn(chat()).filter((line) => line.startsWith(reference)).length;

  async function say(words: string): Promise<void> {
    await chat().say(words);
    await desk.idle();
  }

  it('is sent again within the turn', async () => {
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 2 });
    await say(wishFor('deniz.arslan'));
    await say('send');
    assert.equal(desk.books().count('requests'), 1);
    assert.equal(apologies(), 0);
  });

  it('costs no draft when it cannot be sent at all, and the person hears of it', async () => {
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 4 });
    await say(wishFor('zeynep.aydin'));
    assert.equal(apologies(), 1);
    await say('change the reason');
    const card = chat().messages().at(-1);
    assert(card && says(viewMessageCard(card), text('draft.reason.question')));
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 3 });
    await say('because of the new plans');
    assert.equal(apologies(), 2);
    await say('send');
    assert.equal(desk.books().count('requests'), 2);
  });

  it('tells the person who pressed, when what should follow the press cannot be sent', async () => {
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 3 });
    await desk.invokeAs('sarah', { verb: 'draft.start', data: {} });
    assert.equal(apologies(), 3);
  });

  it('makes no second request when only its confirmation was lost', async () => {
    await say(wishFor('emily.watson'));
    const before = desk.books().count('requests');
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 3 });
    await say('send');
    await say('send');
    assert.equal(desk.books().count('requests'), before + 1);
  });
});
