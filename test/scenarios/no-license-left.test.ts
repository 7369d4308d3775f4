import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { headerOf, linesIn, namesOf } from '../support/story-readers.ts';

describe('no license left', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const contoso = (upn: string) => namesOf(desk.world, 'Contoso', upn);
  const buySeat = () => {
    const { customer, sku } = contoso('ada@contoso.com');
    desk.sandbox.partnerCenter.switches.addSeats(customer.id, sku('POWER_BI_PRO'), 1);
  };
  let id: string;

  it('is said before anybody is asked, and keeps the approval when Partner Center says it', async () => {
    id = await desk.ask('sarah', 'Power BI Pro for ada@contoso.com at Contoso because of reports');
    assert(says(desk.card(desk.chat('grace'), id), text('preflight.no-seats', { sku: 'Power BI Pro' })));
    await desk.approveSignedIn('grace', id);
    assert.equal(desk.books().request(id).status, 'awaiting_seats');
    const correlationId = desk.books().request(id).problem?.correlationId ?? 'none';
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      const card = desk.card(chat, id);
      assert(says(card, text('request.status.awaiting_seats')));
      assert(says(card, text('problem.no-seats.title')));
      assert(says(card, text('problem.no-seats.text', { sku: 'Power BI Pro', customer: 'Contoso' })));
      assert(says(card, 'Whoever buys licenses for Contoso can add one'));
      assert(!says(card, correlationId) && !says(card, 'We are sorry'));
    }
    const line = linesIn(desk.chat('sarah')).at(-1) ?? '';
    assert.match(line, /^\*\*No license left\*\*: Power BI Pro for Ada Aksoy at Contoso\./);
    assert(!line.includes(correlationId));
  });

  it('stays as it is while nothing is bought, and tells nobody twice', async () => {
    const lines = linesIn(desk.chat('sarah')).length;
    await desk.pass(7 * MINUTE);
    assert.equal(desk.books().request(id).status, 'awaiting_seats');
    assert.equal(desk.updates().length, 1);
    assert.equal(linesIn(desk.chat('sarah')).length, lines);
  });

  it('goes on by itself when a license is bought, under a new request id', async () => {
    buySeat();
    await desk.pass(7 * MINUTE);
    assert.equal(desk.books().request(id).status, 'completed');
    const [refused, accepted, ...others] = desk.updates();
    assert(refused && accepted && others.length === 0);
    assert.equal(refused.status, 400);
    assert.equal(accepted.status, 201);
    assert.notEqual(headerOf(refused, 'ms-requestid'), headerOf(accepted, 'ms-requestid'));
    assert(linesIn(desk.chat('sarah')).some((line) => line.startsWith('**Done')));
    assert(says(desk.card(desk.helpdesk(), id), text('request.status.completed')));
  });

  it('goes on at once when an approver presses Try again', async () => {
    const { customer, user } = contoso('emre.koc@contoso.com');
    desk.sandbox.partnerCenter.switches.setUsageLocation(customer.id, user.id, 'TR');
    id = await desk.ask('sarah', 'Power BI Pro for emre.koc@contoso.com at Contoso because of reports');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'awaiting_seats');
    await desk.press(desk.chat('kenji'), id, 'request.retry');
    assert.equal(desk.books().request(id).status, 'awaiting_seats', 'still none');
    buySeat();
    await desk.press(desk.chat('kenji'), id, 'request.retry');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().at(-1)?.actor?.name, 'Grace Miller', 'the executor stays who approved');
  });

  it('is not for the requester to try again', async () => {
    id = await desk.ask('sarah', 'Power BI Pro for cagla.ozturk@contoso.com at Contoso because of reports');
    await desk.approve('grace', id);
    assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, ['request.cancel']);
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
    assert.equal(desk.books().request(id).status, 'cancelled');
    buySeat();
    await desk.pass(7 * MINUTE);
    assert.equal(desk.books().request(id).status, 'cancelled', 'a seat revives nothing');
  });
});
