import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { PressAnswer } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn, namesOf, requestIdIn } from '../support/story-readers.ts';
import { messageOf } from '../support/teams-activities.ts';

describe("somebody of a customer's own organization", () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const text = (key: string, values = {}) => desk.textFor('ayse')(key, values);

  it('is not asked for the customer: it is their own', async () => {
    const chat = desk.chat('ayse');
    await chat.say('request');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), text('draft.license.ownQuestion')));
    const back = answeredCard(await chat.press('latest', 'draft.back'));
    await desk.idle();
    assert(says(back, text('draft.user.question', { customer: 'Contoso' })));
    assert(
      (await chat.search(chat.latest(), 'in_user', 'fos')).every(({ title }) =>
        title.includes('@contoso.com'),
      ),
    );
    await chat.say('cancel');
    await desk.idle();
  });

  it('says anew what they need while a draft is open', async () => {
    const chat = desk.chat('ayse');
    for (const words of ['E5 for me', 'bana E5', '自分に E5']) {
      await chat.say('request');
      await desk.idle();
      await chat.say(words);
      await desk.idle();
      assert(Object.values(viewMessageCard(chat.latest()).facts).includes('Microsoft 365 E5'), words);
      await chat.say('cancel');
      await desk.idle();
    }
  });

  it('asks for themselves with one choice and one press', async () => {
    const chat = desk.chat('ayse');
    await chat.say('request');
    await desk.idle();
    const card = viewMessageCard(chat.latest());
    assert(Object.values(card.facts).includes('Ayşe Kaya (ayse.kaya@contoso.com)'), card.lines.join(' | '));
    const visio = desk.world.products.find(({ name }) => name === 'Visio Plan 2');
    await chat.press('latest', 'draft.send', { in_assign: visio?.skuId ?? '', in_reason: 'Kat planları' });
    await desk.idle();
    const request = desk.books().newestRequest();
    assert.deepEqual(
      [request.status, request.change.user.name, request.reason],
      ['pending', 'Ayşe Kaya', 'Kat planları'],
    );
    await desk.invokeAs('ayse', { verb: 'request.cancel', data: { requestId: request.id } });
    await desk.idle();
  });

  describe('needs two activities for a request of their own, without a reason', () => {
    const E5 = () => desk.world.products.find(({ name }) => name === 'Microsoft 365 E5')?.skuId ?? '';
    const visio = () => desk.world.products.find(({ name }) => name === 'Visio Plan 2')?.skuId ?? '';
    /** What reached License Desk of what they did. */
    const activities = () =>
      desk.teams.delivered.filter(({ activity }) =>
        JSON.stringify(activity['from']).includes(desk.person('ayse').objectId),
      ).length;

    const rules = (more: object = {}) =>
      stringify({
        operators: [desk.person('priya').upn],
        helpdesk: { channel: desk.teams.places.helpdeskChannelId },
        approval: { stages: [{ anyOf: [desk.person('grace').upn] }], ...more },
      });

    async function isOneOf(twoActivities: () => Promise<PressAnswer>, skuId: string) {
      const before = activities();
      const id = requestIdIn(await twoActivities());
      await desk.idle();
      assert.equal(activities() - before, 2);
      const { status, reason, change } = desk.books().request(id);
      assert.deepEqual(
        [status, reason, change.user.upn, change.assign.map(({ sku }) => sku.id)],
        ['pending', '', 'ayse.kaya@contoso.com', [skuId]],
      );
      for (const chat of [desk.chat('ayse'), desk.chat('grace'), desk.helpdesk()]) {
        const { card, facts } = desk.card(chat, id);
        assert(!JSON.stringify(card).includes('${'));
        assert(!Object.values(facts).includes(''), 'a fact without a value');
      }
      await desk.invokeAs('ayse', { verb: 'request.cancel', data: { requestId: id } });
      await desk.idle();
    }

    it('from the welcome: one button, one choice, one button', async () => {
      const chat = desk.chat('ayse');
      const welcome = chat
        .messages()
        .find((message) => says(viewMessageCard(message), text('welcome.title')));
      assert(welcome);
      await isOneOf(async () => {
        await chat.press(welcome, 'draft.start');
        await desk.idle();
        return chat.press('latest', 'draft.send', { in_assign: visio() });
      }, visio());
    });

    for (const words of ['request E5', 'E5 for me', 'bana E5', '私に E5']) {
      it(`from “${words}” and one button`, async () => {
        const chat = desk.chat('ayse');
        await isOneOf(async () => {
          await chat.say(words);
          await desk.idle();
          return chat.press('latest', 'draft.submit');
        }, E5());
      });
    }

    it('and a third where the policy wants to know why', async () => {
      await desk.writePolicy(rules({ requestNeedsReason: [{ skus: ['VISIOCLIENT'] }] }));
      const chat = desk.chat('ayse');
      await chat.say('request');
      await desk.idle();
      const asked = answeredCard(await chat.press('latest', 'draft.send', { in_assign: visio() }));
      assert(says(asked, text('draft.reason.question')));
      assert(
        says(answeredCard(await chat.press('latest', 'draft.next')), text('error.request-reason-required')),
      );
      await chat.press('latest', 'draft.next', { in_reason: 'Kat planları' });
      const id = requestIdIn(await chat.press('latest', 'draft.submit'));
      assert.equal(desk.books().request(id).reason, 'Kat planları');
      await desk.invokeAs('ayse', { verb: 'request.cancel', data: { requestId: id } });
      await desk.writePolicy(rules());
    });
  });

  it('gets the outcome in their own Teams, decided at the partner', async () => {
    const id = await desk.ask('ayse', 'Visio Plan 2 for deniz.arslan@contoso.com because of plans');
    assert.equal(desk.books().request(id).requester.tenantId, desk.person('ayse').tenantId);
    await desk.approveSignedIn('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert(says(desk.card(desk.chat('ayse'), id), text('request.status.completed')));
    assert(linesIn(desk.chat('ayse')).at(-1)?.includes('Visio Plan 2'));
  });

  it('can neither see nor choose what belongs to others', async () => {
    const foreign = await desk.ask(
      'sarah',
      'Visio Plan 2 for amelia.clarke@adventure-works.com because of plans',
    );
    await desk.chat('ayse').say(`status ${foreign}`);
    await desk.idle();
    assert.equal(linesIn(desk.chat('ayse')).at(-1), text('error.not-yours-to-see'));
    const answer = await desk.invokeAs('ayse', { verb: 'request.cancel', data: { requestId: foreign } });
    assert.equal(answer.value, text('error.not-the-requester'));
    await desk.chat('ayse').say('connect directory');
    await desk.idle();
    assert.equal(linesIn(desk.chat('ayse')).at(-1), text('directory.notOperator'));
    await desk.chat('ayse').say('pending');
    await desk.idle();
    assert(says(viewMessageCard(desk.chat('ayse').latest()), text('list.empty.waiting')));
  });

  it('cannot reach another customer by forged card data or a forged search', async () => {
    const chat = desk.chat('ayse');
    await chat.say('request');
    await desk.idle();
    const draftId = /"draftId":"([^"]+)"/.exec(JSON.stringify(chat.latest().cards))?.[1];
    const { customer } = namesOf(desk.world, 'Adventure Works', 'isla.campbell@adventure-works.com');
    await desk.invokeAs('ayse', { verb: 'draft.back', data: { draftId, step: 'license' } });
    await desk.invokeAs('ayse', { verb: 'draft.back', data: { draftId, step: 'user' } });
    const data = { draftId, step: 'customer', in_customer: customer.id };
    const forged = await desk.invokeAs('ayse', { verb: 'draft.next', data });
    assert(JSON.stringify(forged.value).includes(text('draft.customer.missing')));
    assert(!JSON.stringify(forged.value).includes('Adventure Works'));

    const search = (dataset: string, queryText: string) =>
      desk.teams.deliver({
        ...messageOf(desk.sandbox, desk.person('ayse'), {}),
        type: 'invoke',
        name: 'application/search',
        value: { queryText, dataset, queryOptions: { skip: 0, top: 15 } },
      });
    const found = await search(`users/${customer.id}`, 'isla');
    assert.equal(found.status, 200);
    assert(!JSON.stringify(found.body).includes('Isla'), JSON.stringify(found.body));
    assert(!JSON.stringify((await search('customers', 'adventure')).body).includes('Adventure'));
    assert(JSON.stringify((await search('customers', 'cont')).body).includes('Contoso'));
    await chat.say('cancel');
    await desk.idle();
  });

  it('is turned away when their organization is not on the list, without a word of why', async () => {
    const turns = desk.books().count('people');
    const tenantId = '99999999-9999-4999-8999-999999999999';
    const activity = messageOf(desk.sandbox, { ...desk.person('ayse'), tenantId }, { text: 'request' });
    const { status, body } = await desk.teams.deliver(activity);
    assert.equal(status, 403);
    assert(body === undefined || body === '' || JSON.stringify(body).length < 80, JSON.stringify(body));
    assert.equal(desk.books().count('people'), turns);
  });

  it('counts as a guest of the partner where they are one, never as who they are at home', async () => {
    const guest = desk.person('guest');
    await desk.chat('guest').say('request');
    await desk.idle();
    const card = viewMessageCard(desk.chat('guest').latest());
    assert(
      says(card, desk.textFor('guest')('draft.customer.question')),
      'the partner lets its own guests ask',
    );
    assert.notEqual(guest.objectId, guest.homeObjectId);
  });
});
