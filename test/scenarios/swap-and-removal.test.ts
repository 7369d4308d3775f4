import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn, namesOf } from '../support/story-readers.ts';

describe('licenses swapped and taken away', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('swaps E5 for E3 in one call, with before and after on the card', async () => {
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    const id = await desk.ask(
      'sarah',
      'E5 instead of E3 for ada@contoso.com at Contoso because she leads the team',
    );
    const card = desk.card(desk.chat('grace'), id);
    assert(
      says(
        card,
        text('request.title.swap', {
          assign: 'Microsoft 365 E5',
          remove: 'Microsoft 365 E3',
          user: 'Ada Aksoy',
        }),
      ),
    );
    for (const line of ['− Microsoft 365 E3', '+\u00A0Microsoft 365 E5']) {
      assert(says(card, line), line);
    }

    await desk.approveSignedIn('grace', id);
    const [exchange, ...others] = desk.updates();
    assert(exchange && others.length === 0);
    assert.deepEqual(JSON.parse(exchange.requestBody), {
      licensesToAssign: [{ skuId: sku('SPE_E5') }],
      licensesToRemove: [sku('SPE_E3')],
    });
    assert.deepEqual(desk.sandbox.partnerCenter.switches.skusOf(customer.id, user.id), [sku('SPE_E5')]);
    assert.match(
      linesIn(desk.chat('sarah')).at(-1) ?? '',
      /^\*\*Done\*\*: Microsoft 365 E5 instead of Microsoft 365 E3/,
    );
  });

  it('takes a license away and says so in words of its own', async () => {
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'zeynep.aydin@contoso.com');
    const id = await desk.ask(
      'sarah',
      'remove F3 from zeynep.aydin@contoso.com at Contoso because she has left',
    );
    assert(
      says(
        desk.card(desk.chat('grace'), id),
        text('request.title.remove', { sku: 'Microsoft 365 F3', user: 'Zeynep Aydın' }),
      ),
    );
    await desk.approve('grace', id);
    assert.deepEqual(JSON.parse(desk.updates().at(-1)?.requestBody ?? ''), {
      licensesToRemove: [sku('SPE_F1')],
    });
    assert.deepEqual(desk.sandbox.partnerCenter.switches.skusOf(customer.id, user.id), []);
    assert.equal(desk.books().request(id).result?.verification, 'seen');
  });

  it('does not begin to take away what somebody does not have', async () => {
    const chat = desk.chat('sarah');
    await chat.say('remove Visio from emre.koc@contoso.com at Contoso because it is unused');
    await desk.idle();
    assert(
      says(viewMessageCard(chat.latest()), text('preflight.not-held', { user: 'Emre Koç', sku: 'Visio' })),
    );
    await chat.say('cancel');
  });

  it('asks nobody for what is there already', async () => {
    const chat = desk.chat('sarah');
    await chat.say('E5 for james.carter@contoso.com at Contoso because he asked');
    await desk.idle();
    const review = viewMessageCard(chat.latest());
    assert(says(review, text('preflight.nothing-to-change', { user: 'James Carter' })));
    assert(says(review, text('draft.review.needless')));
    assert(!review.buttons.some((verb) => verb === 'draft.submit' || verb === 'draft.check'));
    await chat.say('send');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), text('error.cannot-work')));
    await chat.say('cancel');
    assert.equal(desk.books().count('outbox'), 0);
  });

  it('sends nothing when the license is there already, which nobody could see while asking', async () => {
    const sent = desk.updates().length;
    desk.sandbox.partnerCenter.faults.next('reads-forbidden', Number.POSITIVE_INFINITY, 'licenses');
    const id = await desk.ask('sarah', 'E5 for james.carter@contoso.com at Contoso because he asked');
    desk.sandbox.partnerCenter.faults.clear();
    const unknown = text('preflight.unchecked', { facts: text('preflight.fact.licenses') });
    assert(says(desk.card(desk.chat('grace'), id), unknown));
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().length, sent);
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Nothing to do\*\*/);
  });

  it('refuses a second request for the same change while the first is open', async () => {
    const sentence = 'Project Plan 3 for emily.watson@contoso.com at Contoso because of planning';
    const id = await desk.ask('sarah', sentence);
    const chat = desk.chat('elif');
    await chat.say(sentence);
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), desk.textFor('elif')('draft.review.needless')));
    await chat.say('gönder');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), desk.textFor('elif')('error.already-open', { id })));
  });
});
