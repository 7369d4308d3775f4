import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn, requestIdIn } from '../support/story-readers.ts';

const WISH = 'E5 without Teams for cagla.ozturk@contoso.com at Contoso because she joins security';

describe('a license asked for again', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const chat = () => desk.chat('sarah');

  async function rejected(): Promise<string> {
    const id = await desk.ask('sarah', WISH);
    await desk.chat('grace').say(`reject ${id} because no budget`);
    await desk.idle();
    return id;
  }

  it('begins with everything that was asked before, and names the request that it follows', async () => {
    const id = await rejected();
    await desk.press(chat(), id, 'draft.again');
    const review = viewMessageCard(chat().latest());
    assert(says(review, text('draft.review.question')), review.lines.join(' | '));
    assert.equal(review.facts['Assign'], 'Microsoft 365 E5, without Microsoft Teams');
    assert.equal(review.facts['Reason'], 'she joins security');
    await chat().say('change the reason');
    await desk.idle();
    await chat().say('she joins security, and there is a budget');
    await desk.idle();
    const next = requestIdIn(await chat().press('latest', 'draft.submit'));
    await desk.idle();
    const { follows, reason, change } = desk.books().request(next);
    assert.deepEqual([follows, reason], [id, 'she joins security, and there is a budget']);
    assert.deepEqual(change, desk.books().request(id).change);
    assert.equal(desk.card(chat(), next).facts['Asks again for'], id);
    const [submitted] = desk.books().events(next);
    assert.equal(submitted?.facts['follows'], id);
    await chat().say(`cancel ${next}`);
    await desk.idle();
  });

  it('can be said in words', async () => {
    const id = await rejected();
    await chat().say(`ask again ${id}`);
    await desk.idle();
    assert(says(viewMessageCard(chat().latest()), text('draft.review.question')));
    await chat().say('send');
    await desk.idle();
    const { follows, status, id: next } = desk.books().newestRequest();
    assert.deepEqual([follows, status], [id, 'pending']);
    await chat().say(`ask again ${next}`);
    await desk.idle();
    assert.equal(linesIn(chat()).at(-1), text('error.nothing-to-repeat', { id: next }));
    await chat().say(`cancel ${next}`);
    await desk.idle();
  });

  it('is asked again by nobody but the person who asked', async () => {
    const id = await rejected();
    const forged = await desk.invokeAs('grace', { verb: 'draft.again', data: { requestId: id } });
    assert(String(forged.value).startsWith('Only the person who asked can ask for it again.'));
    const unknown = await desk.invokeAs('sarah', { verb: 'draft.again', data: { requestId: 'NOSUCH' } });
    assert(String(unknown.value).startsWith('There is no request NOSUCH.'));
  });

  const WAYS: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
    ['by the button of their card', (id) => desk.press(chat(), id, 'draft.again')],
    ['in words', (id) => chat().say(`ask again ${id}`)],
  ];
  for (const [how, say] of WAYS) {
    it(`asks at once for all of several people who did not get it, ${how}`, async () => {
      const people = ['cagla.ozturk', 'deniz.arslan', 'zeynep.aydin'].map((name) => `${name}@contoso.com`);
      const id = await desk.ask('sarah', `Visio Plan 2 for ${people.join(', ')} at Contoso because of plans`);
      const isAbout = (upn: string) =>
        desk
          .books()
          .membersOf(id)
          .find(({ change }) => change.user.upn === upn);
      await desk.chat('grace').say(`reject ${isAbout(people[0] ?? '')?.id} because no budget`);
      await desk.idle();
      await desk.chat('grace').say(`reject ${isAbout(people[2] ?? '')?.id} because no budget`);
      await desk.idle();
      await desk.pass(5000);
      await say(id);
      await desk.idle();
      const review = viewMessageCard(chat().latest());
      assert(says(review, text('draft.review.question')), review.lines.join(' | '));
      assert.equal(review.facts['User'], '2 people');
      const next = requestIdIn(await chat().press('latest', 'draft.submit'));
      await desk.idle();
      const asked = desk.books().membersOf(next);
      assert.deepEqual(
        asked.map(({ change, follows, reason }) => [change.user.upn, follows, reason]),
        [people[0], people[2]].map((upn) => [upn, id, 'plans']),
      );
      assert.equal(desk.card(chat(), next).facts['Asks again for'], id);
      for (const open of [id, next]) await chat().say(`cancel ${open}`);
      await desk.idle();
    });
  }

  it('survives a restart while it stands at its review', async () => {
    const id = await rejected();
    await chat().say(`ask again ${id}`);
    await desk.idle();
    await desk.restart();
    await chat().say('send');
    await desk.idle();
    assert.equal(desk.books().newestRequest().follows, id);
  });
});
