import assert from 'node:assert/strict';
import type { PartnerCenterFault, PartnerCenterFaultKind } from '../../src/sandbox/partner-center/faults.ts';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE, SECOND } from '../support/movable-clock.ts';
import { headerOf, linesIn, namesOf } from '../support/story-readers.ts';

describe('an update whose answer is lost, late or no', () => {
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

  const ada = () => namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
  const faults = () => desk.sandbox.partnerCenter.faults;
  const switches = () => desk.sandbox.partnerCenter.switches;
  let isHeld = false;

  /** Lets a request meet a fault; each one does what the one before did not. Returns its id and what it sent. */
  async function meet(fault: PartnerCenterFaultKind | PartnerCenterFault, times = 1) {
    const before = { sent: desk.updates().length, effective: switches().effectiveUpdates().length };
    const change = isHeld ? 'remove Visio Plan 2 from' : 'Visio Plan 2 for';
    const id = await desk.ask('sarah', `${change} deniz.arslan@contoso.com at Contoso because of a test`);
    faults().next(fault, times, 'license-updates');
    await desk.approve('grace', id);
    isHeld = !isHeld;
    return {
      id,
      sent: () => desk.updates().slice(before.sent),
      effective: () => switches().effectiveUpdates().length - before.effective,
    };
  }

  function assertDoneOnce(story: Awaited<ReturnType<typeof meet>>, sends: number): void {
    const { id, sent, effective } = story;
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(sent().length, sends);
    assert.equal(new Set(sent().map((exchange) => headerOf(exchange, 'ms-requestid'))).size, 1);
    assert.equal(effective(), 1);
    const holds = switches().skusOf(ada().customer.id, ada().user.id).includes(ada().sku('VISIOCLIENT'));
    assert.equal(holds, isHeld);
    const done = linesIn(desk.chat('sarah')).filter((line) => line.startsWith('**Done'));
    assert.equal(done.length, desk.books().count('requests'), 'told once');
    assert(says(desk.card(desk.helpdesk(), id), text('request.status.completed')));
  }

  it('made, and the connection cut: it is sent again under the same id and made once', async () => {
    const story = await meet('cut-after');
    assert.equal(desk.books().request(story.id).status, 'executing');
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('not made, and the connection cut: it is made by the second try', async () => {
    const story = await meet('cut-before');
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('answered 503 before it was made', async () => {
    const story = await meet('unavailable-before');
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('answered 503 after it was made', async () => {
    const story = await meet('unavailable-after');
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('answered 503 again and again: it is tried with growing pauses, not in a rush', async () => {
    const story = await meet('unavailable-before', 4);
    await desk.pass(500);
    assert.equal(story.sent().length, 1);
    for (let second = 0; second < 25; second += 1) await desk.pass(SECOND);
    assertDoneOnce(story, 5);
  });

  it('throttled: it waits as long as Partner Center asked', async () => {
    const story = await meet({ kind: 'throttled', retryAfterSeconds: 30 });
    await desk.pass(29 * SECOND);
    assert.equal(story.sent().length, 1);
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('made, cut, and forgotten by Partner Center: the repeat is not believed to be the first', async () => {
    const story = await meet('cut-after');
    switches().forgetRequestIds();
    await desk.pass(3 * MINUTE);
    assert.equal(desk.books().request(story.id).status, 'completed');
    assert.equal(story.effective(), 1, "the user's licenses were read before anything was sent again");
    assertDoneOnce(story, 1);
  });

  it('made, cut, and the repeat refused: the refusal is not believed before a look', async () => {
    const story = await meet('cut-after');
    faults().next({ kind: 'error', status: 400, code: 800002 }, 1, 'license-updates');
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('cannot be withdrawn, nor run by somebody else, while nobody knows what became of it', async () => {
    const story = await meet('cut-after', Number.POSITIVE_INFINITY);
    for (const [key, verb] of [
      ['sarah', 'request.cancel'],
      ['kenji', 'request.run'],
      ['kenji', 'request.retry'],
      ['kenji', 'request.approve'],
    ] as const) {
      await desk.invokeAs(key, { verb, data: { requestId: story.id } });
      assert.equal(desk.books().request(story.id).status, 'executing', `${key} ${verb}`);
    }
    faults().clear();
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });

  it('made by somebody else meanwhile is done too', async () => {
    const story = await meet('unavailable-before', Number.POSITIVE_INFINITY);
    faults().clear();
    await desk.pass(2 * SECOND);
    assertDoneOnce(story, 2);
  });
});
