import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard } from '../support/story-readers.ts';

describe('presses while others are slow', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
    const first = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', first);
  });
  after(() => desk.stop());

  it('are answered before Partner Center is: the card says that it is being carried out', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    const { promise, resolve: release } = Promise.withResolvers<void>();
    desk.sandbox.partnerCenter.faults.next({ kind: 'held', until: promise }, 1, 'license-updates');
    const chat = desk.chat('grace');
    const answer = answeredCard(await chat.press(desk.message(chat, id), 'request.approve'));
    assert(says(answer, text('request.status.approved')));
    assert.notEqual(desk.books().request(id).status, 'completed');

    const late = await desk.chat('sarah').press(desk.message(desk.chat('sarah'), id), 'request.cancel');
    release();
    await desk.idle();
    const { status } = desk.books().request(id);
    assert(
      status === 'completed' ? late.text.includes('can no longer be withdrawn') : status === 'cancelled',
    );
    assert.equal(
      desk.updates().length,
      status === 'completed' ? 2 : 1,
      'withdrawn means that nothing was sent',
    );
  });

  it('are answered while Teams itself does not take our messages', async () => {
    const id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    desk.teams.faults.add({ kind: 'throttled', times: 50, retryAfterSeconds: 5 });
    const chat = desk.chat('grace');
    const answer = answeredCard(await chat.press(desk.message(chat, id), 'request.approve'));
    assert(says(answer, text('request.status.approved')));
    await desk.idle();
    assert.equal(desk.books().request(id).status, 'completed');
    desk.teams.faults.clear();
    for (let round = 0; round < 5; round += 1) await desk.pass(10_000);
    assert(says(desk.card(desk.chat('sarah'), id), text('request.status.completed')));
    assert.equal(desk.books().count('outbox'), 0);
  });
});
