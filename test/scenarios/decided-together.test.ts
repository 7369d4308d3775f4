import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

const USERS = ['deniz.arslan', 'ada', 'zeynep.aydin', 'gulsen.celik', 'james.carter', 'emily.watson'];

describe('several requests decided together', () => {
  let desk: Desk;
  let grace: Chat;
  let ids: string[];
  before(async () => {
    desk = await startDesk();
    grace = desk.chat('grace');
    ids = [];
    for (const user of USERS) {
      ids.push(await desk.ask('sarah', `Visio Plan 2 for ${user}@contoso.com at Contoso because of plans`));
    }
  });
  after(() => desk.stop());

  const statusOf = (id = '') => desk.books().request(id).status;
  const ticked = (...chosen: readonly (string | undefined)[]) =>
    Object.fromEntries(chosen.map((id) => [`pick_${id}`, true]));

  it('are approved each on its own; what somebody else decided meanwhile is said, and the list goes on', async () => {
    await grace.say('pending');
    await desk.idle();
    const list = grace.latest();
    assert.deepEqual(
      viewMessageCard(list)
        .inputs.filter((name) => name.startsWith('pick_'))
        .toSorted(),
      ids.map((id) => `pick_${id}`).toSorted(),
    );
    await desk.approve('kenji', ids[0] ?? '');
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = ids;
    const answer = answeredCard(
      await grace.press(list, 'list.approve', {
        ...ticked(first, second, third),
        in_approveReason: 'all for the office',
      }),
    );
    await desk.idle();
    assert.equal(answer.style, 'warning');
    assert(says(answer, '2 approved · 1 already decided'), answer.lines.join('\n'));
    assert(says(answer, text('many.approvedBefore', { id: first, approver: desk.person('kenji').name })));
    for (const id of [second, third]) {
      assert.deepEqual(
        desk
          .books()
          .request(id)
          .decisions.map(({ by, kind, reason }) => [by.name, kind, reason]),
        [['Grace Miller', 'approve', 'all for the office']],
      );
    }
    assert.equal(desk.books().request(first).decisions.length, 1);
    assert.deepEqual(
      answer.inputs.filter((name) => name === `pick_${fourth}` || name === `pick_${second}`),
      [`pick_${fourth}`],
    );
    await desk.signIn('grace');
    assert.deepEqual([second, third].map(statusOf), ['completed', 'completed']);
    assert(says(desk.card(desk.chat('sarah'), second), text('request.status.completed')));

    const again = answeredCard(
      await grace.press(list, 'list.reject', { ...ticked(fifth), in_rejectReason: 'no budget' }),
    );
    await desk.idle();
    assert.equal(again.style, 'good');
    assert.equal(statusOf(fifth), 'rejected');
    assert(linesIn(desk.chat('sarah')).some((line) => line.includes('no budget')));
  });

  it('are left alone when none is ticked', async () => {
    await grace.say('pending');
    await desk.idle();
    const answer = await grace.press('latest', 'list.approve');
    assert.deepEqual([answer.kind, answer.text], ['notice', text('list.noneTicked')]);
  });

  it('take nothing from a card but numbers and the revisions that were shown', async () => {
    const open = ids[3] ?? '';
    const done = ids[1] ?? '';
    const answer = await desk.invokeAs('grace', {
      verb: 'list.approve',
      data: {
        [`pick_${open}`]: '99',
        [`pick_${done}`]: '1',
        pick_ZZZZZZ: '1',
        [`pick_${ids[5]}`]: 'true',
        pick_x: '1',
      },
    });
    const lines = JSON.stringify(answer.value);
    assert(lines.includes(text('many.changed', { id: open })));
    assert(lines.includes(text('many.approvedBefore', { id: done, approver: 'Grace Miller' })));
    assert(
      lines.includes(
        text('many.refused', { id: 'ZZZZZZ', why: text('error.request-not-found', { id: 'ZZZZZZ' }) }),
      ),
    );
    assert.deepEqual([statusOf(open), statusOf(ids[5])], ['pending', 'pending']);
    const stranger = await desk.invokeAs('elif', { verb: 'list.reject', data: { [`pick_${open}`]: '1' } });
    assert(JSON.stringify(stranger.value).includes(desk.textFor('elif')('error.not-an-approver')));
    const own = await desk.invokeAs('sarah', { verb: 'list.approve', data: { [`pick_${open}`]: '1' } });
    assert(JSON.stringify(own.value).includes(text('error.own-request')));
    assert.equal(statusOf(open), 'pending');
  });

  it('are decided in words, too, each answered in one message', async () => {
    const [open, last] = [ids[3] ?? '', ids[5] ?? ''];
    await desk.chat('kenji').say(`${open.toLowerCase()} と ${last} を承認`);
    await desk.idle();
    assert.deepEqual(
      [open, last].map((id) => desk.books().request(id).executor?.name),
      [desk.person('kenji').name, desk.person('kenji').name],
    );
    const said = linesIn(desk.chat('kenji')).at(-1) ?? '';
    const japanese = desk.textFor('kenji');
    assert(said.startsWith(`**${japanese('many.approved', { count: 2 })}**`), said);
    await grace.say(`approve ${open} and ${ids[4]}`);
    await desk.idle();
    const late = linesIn(grace).at(-1) ?? '';
    assert(late.startsWith(`**${text('many.decided', { count: 2 })}**`), late);
    assert(late.includes(text('many.rejectedBefore', { id: ids[4] ?? '', approver: 'Grace Miller' })), late);
  });
});
