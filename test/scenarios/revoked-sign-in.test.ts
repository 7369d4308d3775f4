import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { HOUR, MINUTE } from '../support/movable-clock.ts';
import { linesIn, namesOf } from '../support/story-readers.ts';

describe('a sign-in that ends between approval and execution', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Power BI Pro for ada@contoso.com at Contoso because of reports');
    await desk.approveSignedIn('grace', id);
  });
  after(() => desk.stop());

  const buySeat = () => {
    const { customer, sku } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    desk.sandbox.partnerCenter.switches.addSeats(customer.id, sku('POWER_BI_PRO'), 1);
  };

  it('is renewed silently as long as Entra ID agrees, hours later', async () => {
    assert.equal(desk.books().request(id).status, 'awaiting_seats');
    for (let hour = 0; hour < 5; hour += 1) await desk.pass(HOUR);
    buySeat();
    for (let step = 0; step < 4; step += 1) await desk.pass(10 * MINUTE);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().at(-1)?.actor?.name, 'Grace Miller');
  });

  it('is asked for again when it was revoked; the decision stands and the change follows the sign-in', async () => {
    id = await desk.ask('sarah', 'Power BI Pro for cagla.ozturk@contoso.com at Contoso because of reports');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'awaiting_seats');
    desk.sandbox.entra.switches.revokeRefreshTokens('grace');
    for (let hour = 0; hour < 3; hour += 1) await desk.pass(HOUR);
    const sent = desk.updates().length;
    buySeat();
    for (let step = 0; step < 4; step += 1) await desk.pass(10 * MINUTE);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.updates().length, sent);
    assert(says(desk.card(desk.chat('sarah'), id), 'Grace Miller signs in to Partner Center'));
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().length, sent + 1);
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done/);
  });

  it('waits without asking anybody while Entra ID does not answer', async () => {
    desk.sandbox.entra.switches.revokeRefreshTokens('kenji');
    await desk.pass(2 * HOUR);
    id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    desk.sandbox.entra.faults.next('cut', 20, 'refresh_token');
    const cards = desk.chat('grace').messages().length;
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'approved');
    desk.sandbox.entra.faults.clear();
    await desk.pass(2 * MINUTE);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.chat('grace').messages().length, cards, 'nobody was asked to sign in');
  });
});
