import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE, SECOND } from '../support/movable-clock.ts';
import { linesIn, namesOf, requestIdIn } from '../support/story-readers.ts';

describe('a request that is sent while Partner Center hangs', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const unchecked = text('preflight.unchecked', { facts: '' }).slice(0, 30);
  const places = () => [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()];

  /** Reviews a request, then sends it while nothing about its user is answered until `release` is called. */
  async function sendWhileHanging(sentence: string, beforeSending = () => {}) {
    const chat = desk.chat('sarah');
    await chat.say(sentence);
    await desk.idle();
    await desk.pass(2 * MINUTE);
    beforeSending();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { faults } = desk.sandbox.partnerCenter;
    for (const route of ['user', 'licenses'] as const) {
      faults.next({ kind: 'held', until: promise }, Number.POSITIVE_INFINITY, route);
    }
    const id = requestIdIn(await chat.press('latest', 'draft.submit'));
    await desk.idle();
    const release = async () => {
      faults.clear();
      resolve();
      await desk.pass(6 * SECOND);
    };
    return { id, release };
  }

  /** Grace's client sends what stood on the card before it was filled in. */
  const approveAsShown = (id: string, revision: number) =>
    desk.invokeAs('grace', { verb: 'request.approve', data: { requestId: id, revision } });

  it('is taken all the same, says what is not known yet, and fills it in on every card by itself', async () => {
    const { id, release } = await sendWhileHanging(
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    assert(desk.books().request(id).preflight.unknown.includes('licenses'));
    for (const place of places()) assert(says(desk.card(place, id), unchecked));
    const { revision } = desk.books().request(id);

    await release();
    const { preflight, status } = desk.books().request(id);
    assert.deepEqual([preflight.unknown, status], [[], 'pending']);
    assert.deepEqual(
      preflight.held?.map(({ name }) => name),
      ['Microsoft 365 F3'],
    );
    for (const place of places()) assert(!says(desk.card(place, id), unchecked));

    await approveAsShown(id, revision);
    assert.notEqual(desk.books().request(id).status, 'pending', 'nothing new speaks against it');
  });

  it('tells the requester what is found to be in the way, and has whoever saw less decide again', async () => {
    const { customer, user } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    const setUsageLocation = (country: string | null) =>
      desk.sandbox.partnerCenter.switches.setUsageLocation(customer.id, user.id, country);
    const { id, release } = await sendWhileHanging(
      'Visio Plan 2 for ada@contoso.com at Contoso because of plans',
      () => setUsageLocation(null),
    );
    const { revision } = desk.books().request(id);
    await release();
    const sentence = text('preflight.no-usage-location', { user: 'Ada Aksoy' });
    for (const place of places()) assert(says(desk.card(place, id), sentence));
    assert(linesIn(desk.chat('sarah')).at(-1)?.includes(sentence));

    const answer = await approveAsShown(id, revision);
    assert(JSON.stringify(answer.value).includes(sentence));
    assert.equal(desk.books().request(id).status, 'pending');

    setUsageLocation('TR');
    await desk.pass(10 * MINUTE);
    for (const place of places()) assert(!says(desk.card(place, id), sentence));
  });
});
