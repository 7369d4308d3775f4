import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, headerOf, linesIn, namesOf } from '../support/story-readers.ts';

describe('a license asked for by cards', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  let id: string;
  const contoso = () => namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');

  it('is gathered step by step: customer, user, license, reason, review', async () => {
    const chat = desk.chat('sarah');
    await chat.say('request');
    await desk.idle();
    const draft = chat.latest();

    const customers = await chat.search(draft, 'in_customer', 'cont');
    assert(
      customers.some(
        ({ title, value }) => title === 'Contoso – contoso.com' && value === contoso().customer.id,
      ),
    );
    const user = answeredCard(await chat.press(draft, 'draft.next', { in_customer: contoso().customer.id }));
    assert(says(user, text('draft.user.question', { customer: 'Contoso' })));
    assert.equal(user.facts['Customer'], 'Contoso');

    const users = await chat.search(draft, 'in_user', 'arslan');
    assert.deepEqual(
      users.map(({ value }) => value),
      [contoso().user.id],
    );
    const license = answeredCard(await chat.press(draft, 'draft.next', { in_user: contoso().user.id }));
    assert(says(license, text('draft.license.question', { user: 'Deniz Arslan' })));
    assert(says(license, 'Microsoft 365 F3'));
    assert(says(license, 'Visio Plan 2 – 2 free'));

    const reason = answeredCard(
      await chat.press(draft, 'draft.next', { in_assign: contoso().sku('VISIOCLIENT') }),
    );
    assert(says(reason, text('draft.reason.question')));
    const review = answeredCard(await chat.press(draft, 'draft.next', { in_reason: 'draws network plans' }));
    assert(says(review, text('draft.review.question')));
    assert(says(review, text('preflight.seats', { count: 2, after: 1, sku: 'Visio Plan 2' })));
    assert.deepEqual(review.facts, {
      Customer: 'Contoso',
      User: 'Deniz Arslan (deniz.arslan@contoso.com)',
      Assign: 'Visio Plan 2',
      Reason: 'draws network plans',
    });

    const sent = answeredCard(await chat.press(draft, 'draft.submit'));
    await desk.idle();
    assert(says(sent, text('request.status.pending')));
    id = /Request ([0-9A-Z]{6})/.exec(sent.lines.join('\n'))?.[1] ?? '';
    assert.equal(desk.books().request(id).status, 'pending');
    assert.equal(desk.message(chat, id).id, draft.id, "the request takes the draft's place");
  });

  it('stands with each approver, in the thread and in the helpdesk channel', () => {
    const forApprover = desk.card(desk.chat('grace'), id);
    assert.deepEqual(forApprover.buttons, ['request.approve', 'request.reject']);
    assert.equal(forApprover.facts['Reason'], 'draws network plans');
    assert.equal(forApprover.facts['Asked by'], 'Sarah Johnson');
    assert(says(forApprover, text('request.seats', { count: 2, after: 1 })));
    assert(says(forApprover, '+\u00A0Visio Plan 2'));
    const rule = text('request.rule.general');
    assert(says(forApprover, text('request.why.named', { count: 2, rule })));
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.approve', 'request.reject']);
    assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, ['request.nudge', 'request.cancel']);
    assert.deepEqual(desk.card(desk.helpdesk(), id).buttons, ['request.open']);
  });

  it('is approved with one press, answered at once, and waits for the first sign-in', async () => {
    const answer = await desk.approve('grace', id);
    assert(says(answeredCard(answer), text('request.status.approved')));
    assert.equal(desk.updates().length, 0);
    const waiting = desk.card(desk.chat('sarah'), id);
    assert(says(waiting, text('request.status.awaiting_sign_in')));
    assert(says(waiting, 'Grace Miller signs in to Partner Center'));
  });

  it('is carried out by the sign-in alone, without a second press', async () => {
    const page = await desk.signIn('grace');
    assert.equal(page.status, 200);
    assert.match(page.text, /You are signed in/);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.books().request(id).result?.verification, 'seen');
  });

  it("reaches Partner Center as the documents write it, with the approver's own token", () => {
    const [exchange, ...others] = desk.updates();
    assert(exchange && others.length === 0);
    const { customer, user, sku } = contoso();
    assert.equal(exchange.method, 'POST');
    assert.equal(exchange.path, `/v1/customers/${customer.id}/users/${user.id}/licenseupdates`);
    assert(!/isKickInstantOn/i.test(exchange.path + exchange.requestBody));
    assert.deepEqual(JSON.parse(exchange.requestBody), {
      licensesToAssign: [{ skuId: sku('VISIOCLIENT') }],
    });
    assert.deepEqual(JSON.parse(exchange.responseBody), {
      licensesToAssign: [{ skuId: sku('VISIOCLIENT') }],
      licenseWarnings: [],
      attributes: { objectType: 'LicenseUpdate' },
    });
    assert.equal(exchange.status, 201);
    assert.equal(exchange.actor?.objectId, desk.person('grace').objectId);
    const { attempt } = desk.books().request(id);
    assert.equal(headerOf(exchange, 'ms-requestid'), attempt?.idempotencyKey);
    assert.equal(headerOf(exchange, 'ms-correlationid'), attempt?.correlationId);
    assert.equal(headerOf(exchange, 'content-type'), 'application/json');
    assert.equal(headerOf(exchange, 'x-locale'), 'en-GB');
  });

  it('tells the outcome in the thread and on every card, and leaves no button', () => {
    const line = linesIn(desk.chat('sarah')).at(-1);
    assert.equal(
      line,
      "**Done**: Visio Plan 2 for Deniz Arslan at Contoso. Carried out with Grace Miller's sign-in.",
    );
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      const card = desk.card(chat, id);
      assert(says(card, text('request.status.completed')));
      assert.equal(card.style, 'good');
      assert.deepEqual(card.buttons, []);
      assert.deepEqual(card.refreshFor, []);
      assert(says(card, 'Grace Miller approved'));
      assert(says(card, text('request.timeline.completed')));
      assert(says(card, text('request.timeline.seen', { user: 'Deniz Arslan' })));
      assert(!JSON.stringify(card.card).includes('${'));
    }
    const forKenji = desk.card(desk.chat('kenji'), id);
    assert(says(forKenji, desk.textFor('kenji')('request.status.completed')));
    assert.deepEqual(forKenji.buttons, []);
  });

  it('needs no sign-in the second time', async () => {
    const second = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com because of floor plans',
    );
    await desk.approve('grace', second);
    assert.equal(desk.books().request(second).status, 'completed');
    assert.equal(desk.updates().length, 2);
  });
});
