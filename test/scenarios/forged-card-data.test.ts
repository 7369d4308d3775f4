import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, namesOf } from '../support/story-readers.ts';

const NOTICE = 'application/vnd.microsoft.activity.message';
const CARD = 'application/vnd.microsoft.card.adaptive';

describe('forged card data', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
  });
  after(() => desk.stop());

  const approve = (data: unknown) => desk.invokeAs('grace', { verb: 'request.approve', data });

  function assertUntouched(): void {
    const { status, decisions, version } = desk.books().request(id);
    assert.deepEqual(
      { status, decisions: decisions.length, version },
      { status: 'pending', decisions: 0, version: 1 },
    );
  }

  it('with the id of a request that does not exist is answered with a sentence', async () => {
    for (const requestId of ['ZZZZZZ', "' or 1=1 --", '../../etc/passwd', '', '\u0000', 'K'.repeat(200)]) {
      const { statusCode, type } = await approve({ requestId, revision: 1 });
      assert.deepEqual([statusCode, type], [200, NOTICE], requestId);
    }
    assertUntouched();
  });

  it('with the id of a request that is not for this person to decide changes nothing', async () => {
    const other = await desk.ask(
      'sarah',
      'Visio Plan 2 for amelia.clarke@adventure-works.com because of plans',
    );
    const answer = await desk.invokeAs('kenji', {
      verb: 'request.approve',
      data: { requestId: other, revision: 1 },
    });
    assert.equal(answer.type, NOTICE);
    assert.equal(desk.books().request(other).decisions.length, 0);
    const peek = await desk.invokeAs('elif', { verb: 'request.show', data: { requestId: other } });
    assert.equal(peek.type, NOTICE, 'nor is it shown to somebody who has no part in it');
  });

  it('with a made-up verb does nothing', async () => {
    const verbs = [
      'request.complete',
      'request.__proto__',
      '__proto__',
      'constructor',
      'toString',
      'draft.',
      'x'.repeat(100),
    ];
    for (const verb of [...verbs, 'x'.repeat(5000), '']) {
      const answer = await desk.invokeAs('grace', { verb, data: { requestId: id, revision: 1 } });
      assert.deepEqual([answer.statusCode, answer.type], [200, NOTICE], verb.slice(0, 40));
    }
    assertUntouched();
  });

  it('with a foreign revision gets the present card and must be pressed again', async () => {
    for (const revision of [99, 0, -1, '7', 2 ** 53 - 1]) {
      const { type, value } = await approve({ requestId: id, revision });
      assert.equal(type, CARD, String(revision));
      assert(JSON.stringify(value).includes(text('error.changed-meanwhile')));
    }
    assertUntouched();
  });

  it('with keys of prototypes changes neither the request nor the program', async () => {
    const data = JSON.parse(
      '{"__proto__":{"requestId":"ZZZZZZ","isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    );
    assert.equal((await approve(data)).type, NOTICE);
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
    assert(!('isAdmin' in {}) && !('x' in {}));
    assertUntouched();
  });

  it('of a hundred kilobytes, or in a shape of its own, is survived', async () => {
    const shapes = [
      { requestId: 'K'.repeat(100_000), revision: 1 },
      { requestId: { $ne: null }, revision: 1 },
      { requestId: [id], revision: [1] },
      ['requestId', id],
      42,
      null,
      'not JSON at all',
      '[]',
      'null',
    ];
    for (const data of shapes) {
      const answer = await approve(data);
      assert.deepEqual([answer.statusCode, answer.type], [200, NOTICE], JSON.stringify(data).slice(0, 60));
    }
    assertUntouched();
  });

  it('cannot change what is carried out, nor with whose account', async () => {
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
    const data = {
      requestId: id,
      revision: 1,
      customer: {
        id: namesOf(desk.world, 'Adventure Works', 'isla.campbell@adventure-works.com').customer.id,
      },
      user: { id: namesOf(desk.world, 'Contoso', 'ada@contoso.com').user.id },
      change: { assign: [{ sku: { id: sku('SPE_E5') } }] },
      executor: { ...desk.person('kenji') },
      by: { ...desk.person('kenji') },
      status: 'completed',
      // Teams' own manner of telling who pressed is the envelope, never the data.
      aadObjectId: desk.person('kenji').objectId,
    };
    // Some clients send the data as JSON text.
    assert.equal((await approve(JSON.stringify(data))).type, CARD);
    await desk.signIn('grace');
    const [exchange, ...others] = desk.updates();
    assert(exchange && others.length === 0);
    assert.equal(exchange.path, `/v1/customers/${customer.id}/users/${user.id}/licenseupdates`);
    assert.deepEqual(JSON.parse(exchange.requestBody), { licensesToAssign: [{ skuId: sku('VISIOCLIENT') }] });
    assert.equal(exchange.actor?.name, 'Grace Miller');
  });

  it("of a draft cannot choose what is not offered, nor another customer's user", async () => {
    const chat = desk.chat('sarah');
    await chat.say('request');
    await desk.idle();
    const draftId = draftIdOf(JSON.stringify(chat.latest().cards));
    const next = (data: object) => desk.invokeAs('sarah', { verb: 'draft.next', data: { draftId, ...data } });
    const contoso = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    const stranger = namesOf(desk.world, 'Adventure Works', 'isla.campbell@adventure-works.com').user;
    const said = async (data: object) => {
      const { value } = await next(data);
      return answeredCard({ kind: 'card', statusCode: 200, type: CARD, text: '', value }).lines.join('\n');
    };
    assert.match(await said({ in_customer: '00000000-0000-0000-0000-000000000000' }), /Choose a customer/);
    assert.match(await said({ in_customer: '../users' }), /Choose a customer/);
    assert.match(await said({ in_customer: contoso.customer.id }), /Who at Contoso needs it/);
    assert.match(await said({ in_user: stranger.id }), /Choose a user/);
    assert.match(await said({ in_user: `${contoso.user.id}/../../x` }), /Choose a user/);
    assert.match(await said({ in_user: contoso.user.id }), /Which license for Ada Aksoy/);
    assert.match(await said({ in_assign: contoso.sku('SHAREPOINTSTORAGE') }), /Choose a license/);
    assert.match(await said({ in_remove: contoso.sku('SPE_E5') }), /Choose a license/);
    assert.match(
      await said({ in_assign: contoso.sku('SPE_E3'), in_remove: contoso.sku('SPE_E3') }),
      /same license/,
    );
    await chat.say('cancel');
  });

  it('of a draft does not send what was not reviewed: a second press of Next is not a yes', async () => {
    const chat = desk.chat('sarah');
    await chat.say('Visio Plan 2 for zeynep.aydin@contoso.com at Contoso');
    await desk.idle();
    await chat.say('change the reason');
    await desk.idle();
    const requests = desk.books().count('requests');
    const draft = chat.latest();
    const presses = [1, 2].map(() => chat.press(draft, 'draft.next', { in_reason: 'draws plans' }));
    const cards = (await Promise.all(presses)).map(answeredCard);
    await desk.idle();
    for (const card of cards) assert(says(card, text('draft.review.question')), card.lines.join('\n'));
    assert.equal(desk.books().count('requests'), requests);
    await chat.say('cancel');
  });

  it('of a draft that was just sent shows the request: a second press of Send sends nothing more', async () => {
    const chat = desk.chat('sarah');
    await chat.say('Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    await desk.idle();
    const requests = desk.books().count('requests');
    const draft = chat.latest();
    const presses = [1, 2, 3].map(() => chat.press(draft, 'draft.submit'));
    const cards = (await Promise.all(presses)).map(answeredCard);
    await desk.idle();
    for (const card of cards) assert(says(card, text('request.status.pending')), card.lines.join('\n'));
    assert.equal(desk.books().count('requests'), requests + 1);
  });

  it('of a draft that is not the own one moves nothing', async () => {
    await desk.chat('sarah').say('request');
    await desk.idle();
    const draftId = draftIdOf(JSON.stringify(desk.chat('sarah').latest().cards));
    const answer = await desk.invokeAs('elif', { verb: 'draft.discard', data: { draftId } });
    assert.deepEqual(answer, {
      statusCode: 200,
      type: NOTICE,
      value: desk.textFor('elif')('draft.notOpenForYou').replaceAll('**', ''),
    });
    await desk.chat('sarah').say('Contoso');
    await desk.idle();
    assert(
      JSON.stringify(desk.chat('sarah').latest().cards).includes(
        text('draft.user.question', { customer: 'Contoso' }),
      ),
    );
  });
});

function draftIdOf(cards: string): string {
  return /"draftId":"([^"]+)"/.exec(cards)?.[1] ?? '';
}
