import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { namesOf } from '../support/story-readers.ts';

describe('two requests for the last license', () => {
  let desk: Desk;
  let ids: readonly string[];
  before(async () => {
    desk = await startDesk();
    const first = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', first);
  });
  after(() => desk.stop());

  const statuses = () => ids.map((id) => desk.books().request(id).status);
  const switches = () => desk.sandbox.partnerCenter.switches;
  const project = () => namesOf(desk.world, 'Contoso', 'ada@contoso.com').sku('PROJECTPROFESSIONAL');
  const holders = () =>
    ['ada@contoso.com', 'burak.sahin@contoso.com'].filter((upn) => {
      const { customer, user } = namesOf(desk.world, 'Contoso', upn);
      return switches().skusOf(customer.id, user.id).includes(project());
    });

  it('approved in the same moment: one gets it, the other waits with its approval', async () => {
    ids = [
      await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans'),
      await desk.ask('elif', 'Project Plan 3 for burak.sahin@contoso.com at Contoso because of plans'),
    ];
    const chat = desk.chat('grace');
    await Promise.all(ids.map((id) => chat.press(desk.message(chat, id), 'request.approve')));
    await desk.idle();
    await desk.pass(MINUTE);
    assert.deepEqual(statuses().toSorted(), ['awaiting_seats', 'completed']);
    assert.equal(holders().length, 1);
  });

  it('tried again by several people at once takes one seat only', async () => {
    const { customer } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    switches().addSeats(customer.id, project(), 1);
    const waiting = ids.find((id) => desk.books().request(id).status === 'awaiting_seats') ?? '';
    const press = (key: string) =>
      desk.invokeAs(key, { verb: 'request.retry', data: { requestId: waiting } });
    await Promise.all([press('grace'), press('kenji'), press('grace')]);
    await desk.pass(MINUTE);
    assert.deepEqual(statuses(), ['completed', 'completed']);
    assert.equal(holders().length, 2);
    const { user } = namesOf(desk.world, 'Contoso', 'burak.sahin@contoso.com');
    assert.equal(switches().effectiveUpdates({ userId: user.id }).length, 1);
  });
});
