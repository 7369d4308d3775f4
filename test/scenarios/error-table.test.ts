import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { slowIt } from '../support/slow-it.ts';
import { answeredCard, linesIn, namesOf, requestIdIn } from '../support/story-readers.ts';

/** Refusals that trying again cannot change by itself: status, code, and the key of the explanation. */
const FINAL: readonly (readonly [number, number | string, string])[] = [
  [400, 900316, 'wrong-token-kind'],
  [403, 900329, 'wrong-token-kind'],
  [401, '900420', 'wrong-token-audience'],
  [403, 20002, 'no-relationship'],
  [403, 900149, 'program-inactive'],
  [403, 600006, 'action-not-allowed'],
  [404, 1000, 'not-found'],
  [404, 60002, 'user-not-found'],
  [404, 60003, 'customer-not-found'],
  [400, 60000, 'license-migration-failed'],
  [400, 3000, 'invalid-request'],
  [404, 3000, 'not-found'],
  [400, 800002, 'invalid-request'],
  [400, 900118, 'invalid-request'],
  [400, 900127, 'not-supported'],
  [400, 900141, 'not-supported'],
  [400, 2055, 'stale-data'],
  [412, 2055, 'stale-data'],
  [501, 0, 'service-fault'],
  [400, 424242, 'refused'],
  [418, 'TeapotException', 'refused'],
];

/** Refusals of the executor's account: the decision stands, and another approver can go on. */
const OF_THE_ACCOUNT: readonly (readonly [number, number, string])[] = [
  [403, 900308, 'missing-role'],
  [403, 900150, 'missing-role'],
  [403, 2032, 'access-denied'],
  [403, 424242, 'access-denied'],
  [403, 1002, 'access-denied'],
];

/** Refusals of the sign-in: the same person signs in again. */
const OF_THE_SIGN_IN: readonly (readonly [number, number, string])[] = [
  [401, 400, 'sign-in-needed'],
  [401, 800001, 'sign-in-needed'],
  [401, 424242, 'sign-in-needed'],
];

describe('refusals of Partner Center', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    refuseNext(403, 600006);
    await desk.approveSignedIn('grace', id);
  });
  after(() => desk.stop());

  function refuseNext(status: number, code: number | string): void {
    desk.sandbox.partnerCenter.faults.next({ kind: 'error', status, code }, 1, 'license-updates');
  }

  /** What a refusal must say on every card and, once, in the thread. */
  function assertTold(meaning: string, status: string): void {
    const { change, problem } = desk.books().request(id);
    assert.equal(problem?.meaning, meaning);
    const correlationId = problem?.correlationId ?? 'none';
    const [sku] = [...change.assign.map((one) => one.sku.name), ...change.remove.map((one) => one.name)];
    const names = {
      customer: change.customer.name,
      user: change.user.name,
      sku: sku ?? '',
      approver: 'Grace Miller',
    };
    const sentences = ['title', 'text', 'todo'].map((part) => text(`problem.${meaning}.${part}`, names));
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      const card = desk.card(chat, id);
      const shown = ['missing-role', 'access-denied'].includes(meaning) ? 'awaiting_executor' : status;
      assert(says(card, text(`request.status.${shown}`)));
      for (const sentence of [...sentences, correlationId]) assert(says(card, sentence), sentence);
      assert(!/\{\{(?!DATE|TIME)|\$\{|undefined|null/.test(card.lines.join('\n')), card.lines.join('\n'));
    }
    const line = linesIn(desk.chat('sarah')).at(-1) ?? '';
    for (const sentence of [...sentences, correlationId]) assert(line.includes(sentence), line);
  }

  for (const [index, [status, code, meaning]] of FINAL.entries()) {
    const isFirst = FINAL.findIndex((row) => row[2] === meaning) === index;
    (isFirst ? it : slowIt)(
      `explains ${status}/${code} as ${meaning} and lets an approver try again`,
      async () => {
        refuseNext(status, code);
        const told = linesIn(desk.chat('sarah')).length;
        await desk.press(desk.chat('grace'), id, 'request.retry');
        assert.equal(desk.books().request(id).status, 'failed');
        assertTold(meaning, 'failed');
        assert.equal(linesIn(desk.chat('sarah')).length, told + 1);
        assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, ['request.retry']);
        assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.retry', 'request.run']);
        assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, ['draft.again', 'request.cancel']);
      },
    );
  }

  it('makes the change when nothing is in the way any more, as one update', async () => {
    await desk.press(desk.chat('grace'), id, 'request.retry');
    assert.equal(desk.books().request(id).status, 'completed');
    const { user } = namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
    assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
    assert.equal(desk.books().request(id).problem, null);
    assert(!says(desk.card(desk.helpdesk(), id), 'Correlation id'));
  });

  for (const [status, code, meaning] of OF_THE_ACCOUNT) {
    (code === 2032 ? it : slowIt)(
      `explains ${status}/${code} as ${meaning} and keeps the decision for another approver`,
      async () => {
        id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
        refuseNext(status, code);
        await desk.approve('grace', id);
        assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
        assertTold(meaning, 'awaiting_sign_in');
        assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.run']);
        await desk.press(desk.chat('sarah'), id, 'request.cancel');
      },
    );
  }

  for (const [status, code, meaning] of OF_THE_SIGN_IN) {
    (code === 400 ? it : slowIt)(
      `explains ${status}/${code} as ${meaning} and goes on with the new sign-in`,
      async () => {
        id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
        refuseNext(status, code);
        // A renewed token is tried before anybody is asked to sign in.
        refuseNext(status, code);
        await desk.approve('grace', id);
        assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
        assertTold(meaning, 'awaiting_sign_in');
        await desk.signIn('grace');
        assert.equal(desk.books().request(id).status, 'completed');
        id = await desk.ask(
          'sarah',
          'remove Visio Plan 2 from zeynep.aydin@contoso.com at Contoso because of a test',
        );
        await desk.approve('grace', id);
        assert.equal(desk.books().request(id).status, 'completed');
      },
    );
  }

  it('says what the administrator of a customer must do when Conditional Access keeps us out', async () => {
    const { customer } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    desk.sandbox.partnerCenter.switches.blockPartners(customer.id, true);
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'failed');
    assertTold('conditional-access', 'failed');
    assert(says(desk.card(desk.chat('sarah'), id), 'Service provider users'));
    desk.sandbox.partnerCenter.switches.blockPartners(customer.id, false);
    await desk.press(desk.chat('kenji'), id, 'request.retry');
    assert.equal(desk.books().request(id).status, 'completed');
  });

  it('says that a user without usage location cannot have a license, before and after', async () => {
    const { customer, user } = namesOf(desk.world, 'Contoso', 'emre.koc@contoso.com');
    const setUsageLocation = (country: string | null) =>
      desk.sandbox.partnerCenter.switches.setUsageLocation(customer.id, user.id, country);
    const chat = desk.chat('sarah');
    await chat.say('Visio Plan 2 for emre.koc@contoso.com at Contoso because of plans');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), 'Emre Koç has no usage location'));
    assert(!viewMessageCard(chat.latest()).buttons.includes('draft.submit'));
    await chat.say('send');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), text('error.cannot-work')));
    assert(says(answeredCard(await chat.press('latest', 'draft.check')), text('draft.review.mendable')));
    setUsageLocation('TR');
    await desk.pass(2 * MINUTE);
    assert(says(answeredCard(await chat.press('latest', 'draft.check')), text('draft.review.question')));
    await desk.idle();
    id = requestIdIn(await chat.press('latest', 'draft.submit'));
    await desk.idle();
    setUsageLocation(null);
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'failed');
    assertTold('refused', 'failed');
  });

  it('says so when Partner Center does not answer at all, for as long as it is tried', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for cagla.ozturk@contoso.com at Contoso because of plans');
    desk.sandbox.partnerCenter.faults.next('cut-before', Number.POSITIVE_INFINITY, 'license-updates');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'executing');
    for (let minute = 0; minute < 12; minute += 1) await desk.pass(MINUTE);
    assert.equal(desk.books().request(id).status, 'unconfirmed');
    assert(says(desk.card(desk.helpdesk(), id), text('request.status.unconfirmed')));
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Not confirmed yet\*\*/);
    desk.sandbox.partnerCenter.faults.clear();
    await desk.pass(6 * MINUTE);
    assert.equal(desk.books().request(id).status, 'completed', 'proven not applied, and sent anew');
    const { user } = namesOf(desk.world, 'Contoso', 'cagla.ozturk@contoso.com');
    assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
  });
});
