import assert from 'node:assert/strict';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { answeredCard, linesIn, namesOf } from '../support/story-readers.ts';

/** The requests of the bundle that was made last, in their order. */
function newestBundle(desk: Desk): readonly LicenseRequest[] {
  const { bundle } = desk.books().newestRequest();
  assert(bundle, 'the newest request was made alone');
  return desk.books().membersOf(bundle.id);
}

const statusesOf = (desk: Desk) =>
  Object.fromEntries(newestBundle(desk).map(({ change, status }) => [change.user.name, status]));

describe('several users in one request', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('are pasted from a sheet, reported on row by row, reviewed and sent as one card', async () => {
    const sarah = desk.chat('sarah');
    const rows = [
      'Name\tE-mail\tLicense',
      'Emily Watson\temily.watson@contoso.com\tVisio Plan 2',
      'Zeynep Aydın\tzeynep.aydin@contoso.com\tVisio Plan 2',
      'Hannah Reed\thannah.reed@contoso.com\tVisio Plan 2',
      'Nobody\tnobody@contoso.com\tVisio Plan 2',
      'Olivia Bennett\tolivia.bennett@contoso.com\tVisio Plan 2',
      'Emily again\temily.watson@contoso.com\tVisio Plan 2',
      'Deniz Arslan\tdeniz.arslan@contoso.com\tVisio Plan 2',
    ];
    await sarah.say(rows.join('\n'));
    await desk.idle();
    const report = viewMessageCard(sarah.latest());
    assert(says(report, text('draft.list.question', { good: 5, count: 7 })));
    assert(says(report, 'Row 4: “Nobody nobody@contoso.com Visio Plan 2”'));
    assert(says(report, 'Row 6: “Emily again emily.watson@contoso.com Visio Plan 2”'));
    await sarah.say('send');
    await desk.idle();
    await sarah.say('they draw floor plans');
    await desk.idle();
    assert(says(viewMessageCard(sarah.latest()), 'Visio Plan 2 for Zeynep Aydın'));
    assert(
      says(viewMessageCard(sarah.latest()), 'Hannah Reed is left out: The account is deleted or not active.'),
    );
    const sent = answeredCard(await sarah.press('latest', 'draft.submit'));
    await desk.idle();
    assert(says(sent, 'Visio Plan 2 for 4 people'));
    assert.equal(newestBundle(desk).length, 4);
    assert.deepEqual(new Set(Object.values(statusesOf(desk))), new Set(['pending']));
    for (const chat of [desk.chat('grace'), desk.helpdesk()]) {
      const cards = chat
        .messages()
        .filter(({ cards: [card] }) => JSON.stringify(card ?? '').includes('Visio Plan 2'));
      assert.equal(cards.length, 1, 'one card, not four');
    }
    assert(says(viewMessageCard(desk.chat('grace').latest()), '2 licenses are missing'));
  });

  it('are approved with one exception, and one of them finds no seat', async () => {
    const grace = desk.chat('grace');
    const answer = await grace.press('latest', 'bundle.approve', { in_people: '1,2,3' });
    await desk.idle();
    assert.equal(answer.kind, 'card', answer.text);
    assert.equal(statusesOf(desk)['Deniz Arslan'], 'pending');
    await desk.signIn('grace');
    await desk.pass(1000);
    const statuses = statusesOf(desk);
    assert.equal(statuses['Deniz Arslan'], 'pending');
    const others = ['Emily Watson', 'Zeynep Aydın', 'Olivia Bennett'].map((name) => statuses[name]);
    assert.deepEqual(others.toSorted(), ['awaiting_seats', 'completed', 'completed']);
    const updates = desk.updates().filter(({ status }) => status === 201);
    assert.equal(updates.length, 2);
  });

  it('tell the thread a problem once, and how it went when all have settled', async () => {
    await desk.pass(5000);
    const problems = linesIn(desk.chat('sarah')).filter((line) =>
      line.startsWith(`**${text('problem.no-seats.title')}`),
    );
    assert.equal(problems.length, 1);
    const [first] = newestBundle(desk);
    assert(first?.bundle);
    await desk.press(desk.chat('kenji'), first.bundle.id, 'bundle.reject', {
      in_reason: 'has one',
    });
    await desk.pass(5000);
    assert.equal(statusesOf(desk)['Deniz Arslan'], 'rejected');
    const summary = linesIn(desk.chat('sarah')).at(-1) ?? '';
    assert(summary.startsWith('**Visio Plan 2 for 4 people** at Contoso'), summary);
    assert(summary.includes('Done:\u00A02') && summary.includes('Rejected:\u00A01'), summary);
  });

  it('go on one by one: whoever waited gets the license that is bought', async () => {
    const { customer, sku } = namesOf(desk.world, 'Contoso', 'emily.watson@contoso.com');
    desk.sandbox.partnerCenter.switches.addSeats(customer.id, sku('VISIOCLIENT'), 1);
    await desk.pass(16 * MINUTE);
    await desk.pass(5000);
    const done = Object.values(statusesOf(desk)).filter((status) => status === 'completed');
    assert.equal(done.length, 3);
    const summary = linesIn(desk.chat('sarah')).at(-1) ?? '';
    assert(summary.includes('Done:\u00A03'), summary);
    const [first] = newestBundle(desk);
    const card = desk.card(desk.helpdesk(), first?.bundle?.id ?? '');
    assert.deepEqual(card.buttons, []);
  });
});

describe('a swap across license groups', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('assigns the new license first, and takes the old one away when that is done', async () => {
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    const id = await desk.ask(
      'sarah',
      'Minecraft instead of E3 for ada@contoso.com at Contoso because she teaches',
    );
    await desk.press(desk.chat('grace'), id, 'bundle.approve');
    await desk.signIn('grace');
    await desk.pass(5000);
    const bodies = desk.updates().map(({ requestBody }) => JSON.parse(requestBody));
    assert.deepEqual(bodies, [
      { licensesToAssign: [{ skuId: sku('CFQ7TTC0K5DR/0002') }] },
      { licensesToRemove: [sku('SPE_E3')] },
    ]);
    assert.deepEqual(desk.sandbox.partnerCenter.switches.skusOf(customer.id, user.id), [
      sku('CFQ7TTC0K5DR/0002'),
    ]);
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done for everybody\*\*/);
  });

  it('takes nothing away when the new one could not be assigned and is given up', async () => {
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'daniel.novak@contoso.com');
    const sent = desk.updates().length;
    desk.sandbox.partnerCenter.faults.next({ kind: 'error', status: 400, code: 60099 }, 1, 'license-updates');
    const id = await desk.ask(
      'sarah',
      'Minecraft instead of E3 for daniel.novak@contoso.com at Contoso because he teaches',
    );
    await desk.press(desk.chat('grace'), id, 'bundle.approve');
    await desk.pass(5000);
    const [first, second] = newestBundle(desk);
    assert(first && second);
    assert.deepEqual([first.status, second.status], ['failed', 'approved']);
    assert.equal(desk.updates().length, sent + 1);

    await desk.chat('sarah').say(`cancel ${first.id}`);
    await desk.pass(5000);
    const [withdrawn, ended] = newestBundle(desk);
    assert.deepEqual([withdrawn?.status, ended?.status], ['cancelled', 'cancelled']);
    assert.equal(ended?.problem?.meaning, 'first-not-made');
    assert.equal(desk.updates().length, sent + 1);
    assert.deepEqual(desk.sandbox.partnerCenter.switches.skusOf(customer.id, user.id), [sku('SPE_E3')]);
    await desk.chat('sarah').say(`status ${ended?.id}`);
    await desk.idle();
    assert(says(viewMessageCard(desk.chat('sarah').latest()), text('problem.first-not-made.title')));
  });
});
