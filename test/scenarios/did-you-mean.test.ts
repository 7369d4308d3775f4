import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';

describe('words that were not understood', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const newest = (key: string) => viewMessageCard(desk.chat(key).latest());

  it('are answered with what may have been meant, and a press says it', async () => {
    const grace = desk.chat('grace');
    await grace.say('pnding');
    await desk.idle();
    assert(says(newest('grace'), text('unknown.quote', { text: 'pnding' })));
    const answer = await grace.press('latest', 'pending');
    assert.deepEqual([answer.kind, answer.text], ['notice', text('list.below')]);
    await desk.idle();
    assert(says(newest('grace'), text('list.empty.waiting')));
  });

  it('may be the address of somebody who needs a license', async () => {
    const sarah = desk.chat('sarah');
    await sarah.say('deniz.arslan@contoso.com');
    await desk.idle();
    await sarah.press('latest', 'license for deniz.arslan@contoso.com');
    await desk.idle();
    const draft = newest('sarah');
    assert(
      draft.buttons.some((verb) => verb.startsWith('draft.')),
      draft.lines.join('\n'),
    );
    assert(says(draft, 'Deniz Arslan'));
    await sarah.say('cancel');
    await desk.idle();
  });

  it('may be a wrong address: nobody else gets the license without a yes', async () => {
    const sarah = desk.chat('sarah');
    await sarah.say('E5 for emily@contoso.com');
    await desk.idle();
    assert(says(newest('sarah'), 'Did you mean Emily Watson (emily.watson@contoso.com)?'));
    await sarah.say('yes');
    await desk.idle();
    assert.equal(newest('sarah').facts['User'], 'Emily Watson (emily.watson@contoso.com)');
    await sarah.say('cancel');
    await desk.idle();
  });

  it('may be a guest’s own account, at home', async () => {
    const guest = desk.chat('guest');
    for (const words of ['E5 for me', 'Contoso']) {
      await guest.say(words);
      await desk.idle();
    }
    const { facts, lines } = newest('guest');
    assert(Object.values(facts).includes('Daniel Novak (daniel.novak@contoso.com)'), lines.join(' | '));
    await guest.say('cancel');
    await desk.idle();
  });

  it('answer a draft that is open, and are not guessed at', async () => {
    const sarah = desk.chat('sarah');
    await sarah.say('Visio Plan 2 for deniz.arslan@contoso.com at Contoso');
    await desk.idle();
    await sarah.say('change the reason');
    await desk.idle();
    await sarah.say('my reqests are many');
    await desk.idle();
    assert.equal(newest('sarah').facts['Reason'], 'my reqests are many');
    await sarah.say('cancel');
    await desk.idle();
  });

  it('do no more by a forged press than if they were typed', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    for (const words of [`approve ${id}`, `reject ${id}`, '', { $gt: '' }, 'x'.repeat(100_000)]) {
      const { statusCode } = await desk.invokeAs('elif', { verb: 'say', data: { words } });
      assert.equal(statusCode, 200);
    }
    assert.equal(desk.books().request(id).status, 'pending');
    await desk.invokeAs('grace', { verb: 'say', data: { words: `approve ${id}` } });
    assert.notEqual(desk.books().request(id).status, 'pending');
  });
});
