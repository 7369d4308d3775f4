import assert from 'node:assert/strict';
import { EVERY_CUSTOMER, firstPage, type ListAsk, readListPress } from '../../src/bot/list-ask.ts';
import { readListDecision } from '../../src/bot/list-picks.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import {
  aLicenseChange,
  aLicenseRequest,
  aPerson,
  aPlan,
  aUserReference,
  GRACE,
  KENJI,
  later,
  MEHMET,
  SARAH,
} from '../support/builders.ts';
import { assertGoodCard, nodesOf } from '../support/card-rules.ts';
import { type CardView, says, viewCard } from '../support/card-view.ts';
import { choicesOf, shownValue } from '../support/draft-desk.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { HOUR } from '../support/movable-clock.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const STRANGER = aPerson('Somebody Else');

describe('a list of requests', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const readerOf = (person: Person, text = edge.text) => ({ person, conversationId: 'a:chat', text });
  const show = async (ask: ListAsk, person: Person) => {
    const card = await edge.lists.show(ask, readerOf(person));
    assertGoodCard(card);
    return viewCard({ ...card });
  };
  const ids = ({ lines }: CardView) => lines.flatMap((line) => / · (\w{6})$/.exec(line)?.[1] ?? []);
  /** What a button of the card sends. */
  const press = ({ card }: CardView, verb: string, nth = 0) => {
    const data = nodesOf(card).filter((node) => node['verb'] === verb && node['type'] === 'Action.Execute')[
      nth
    ]?.['data'];
    assert(typeof data === 'object' && data !== null, `no ${verb} on the card`);
    return readListPress({ verb, data: { ...data } });
  };
  const putMany = (count: number) => {
    for (let n = 0; n < count; n++) {
      edge.put({ id: `R${String(n).padStart(5, '0')}`, createdAt: later(n * 1000) });
    }
  };

  it('says of each request who asked for what, when, why and at which customer', async () => {
    edge.put();
    edge.clock.advance(49 * HOUR);
    const view = await show(firstPage('waiting'), GRACE);
    assert(says(view, 'Microsoft 365 E5 for Ada Lovelace'));
    assert(says(view, 'Contoso · Sarah Jones · 2 days ago · K7M2QX'));
    assert(says(view, 'joins the finance team'));
  });

  it('says of a request that it was made with others', async () => {
    edge.put({ bundle: { id: 'BNDE01', position: 2, size: 3 } });
    const view = await show(firstPage('waiting'), GRACE);
    assert(view.lines.some((line) => line.endsWith('K7M2QX · part of BNDE01')));
  });

  it('says of own requests how they stand', async () => {
    edge.put({ status: 'awaiting_seats' });
    const view = await show(firstPage('mine'), SARAH);
    assert(says(view, edge.text('request.status.awaiting_seats')));
    assert(says(view, 'Contoso · now · K7M2QX'));
  });

  it('leads from page to page and back', async () => {
    putMany(23);
    const first = await show(firstPage('waiting'), GRACE);
    assert.deepEqual(first.buttons.filter((verb) => verb === 'list.page').length, 1);
    const second = await show(press(first, 'list.page'), GRACE);
    assert.deepEqual([ids(second)[0], ids(second).length], ['R00010', 10]);
    const third = await show(press(second, 'list.page', 1), GRACE);
    assert.deepEqual(ids(third), ['R00020', 'R00021', 'R00022']);
    assert.deepEqual(ids(await show(press(third, 'list.page'), GRACE)), ids(second));
  });

  it('offers no filter to whoever has never asked for anything, unless there are lists of others', async () => {
    const verbs = async (ask: ListAsk, person: Person) => (await show(ask, person)).buttons;
    assert.deepEqual(await verbs(firstPage('mine'), STRANGER), ['draft.start']);
    assert((await verbs(firstPage('mine'), GRACE)).includes('list.filter'));
    assert((await verbs(firstPage('mine-done'), STRANGER)).includes('list.filter'));
    assert((await verbs(firstPage('mine', 'Contoso'), STRANGER)).includes('list.filter'));
    edge.put();
    assert((await verbs(firstPage('mine'), SARAH)).includes('list.filter'));
  });

  it('is leafed through in words, by each person for themselves', async () => {
    putMany(11);
    const turn = async (isBack: boolean, person: Person) => {
      const card = await edge.lists.turn(isBack, readerOf(person));
      return card && ids(viewCard({ ...card }));
    };
    assert.equal(await turn(false, GRACE), undefined);
    await show(firstPage('waiting'), GRACE);
    assert.equal(await turn(false, KENJI), undefined);
    assert.deepEqual(await turn(false, GRACE), ['R00010']);
    assert.equal(await turn(false, GRACE), null);
    assert.equal((await turn(true, GRACE))?.length, 10);
    assert.equal(await turn(true, GRACE), null);
  });

  it('can be of the customers whose name contains what was typed, or is just that', async () => {
    for (const [id, name] of [
      ['AAAAAA', 'Çağrı Ltd'],
      ['BBBBBB', 'Çağrı Ltd East'],
      ['CCCCCC', 'Contoso'],
    ] as const) {
      edge.put({ id, change: aLicenseChange({ customer: { id: `customer ${id}`, name } }) });
    }
    const at = async (customer: string) => ids(await show(firstPage('mine', customer), SARAH)).toSorted();
    assert.deepEqual(await at('cagri'), ['AAAAAA', 'BBBBBB']);
    assert.deepEqual(await at('ÇAĞRI LTD'), ['AAAAAA']);
    assert.deepEqual(await at('ＣＯＮＴＯＳＯ'), ['CCCCCC']);
    assert.deepEqual(await at('???'), []);
    const none = await show(firstPage('mine', 'nobody'), SARAH);
    assert(says(none, edge.text('list.emptyFiltered')));
    assert.deepEqual(ids(await show(press(none, 'list.page'), SARAH)).length, 3);
  });

  it('takes the choice of the filter, and keeps the one that was there', async () => {
    edge.put();
    const view = await show(firstPage('mine', 'Con'), SARAH);
    const data = { page: press(view, 'list.page'), in_list: 'mine-done', in_customer: ' Contoso ' };
    assert.deepEqual(readListPress({ verb: 'list.filter', data }), firstPage('mine-done', 'Contoso'));
    assert.deepEqual(view.inputs, ['in_list', 'in_customer']);
  });

  it('finds the customers of a list while they are typed, and only what is the reader’s business', async () => {
    const at = (id: string, name: string, more: object = {}) =>
      edge.put({ id, change: aLicenseChange({ customer: { id: `customer ${id}`, name } }), ...more });
    at('AAAAAA', 'Big Çağrı');
    at('BBBBBB', 'Çağrı Ltd');
    at('CCCCCC', 'Contoso', { requester: GRACE });
    at('DDDDDD', 'Fabrikam', { status: 'completed' });
    const found = async (list: ListAsk['list'], typed: string, person: Person) =>
      (await edge.lists.customerChoices(list, typed, person)).map(({ value }) => value);
    assert.deepEqual(await found('mine', 'CAGRI', SARAH), ['Çağrı Ltd', 'Big Çağrı']);
    assert.deepEqual(await found('mine', '', SARAH), ['Big Çağrı', 'Çağrı Ltd', 'Fabrikam']);
    assert.deepEqual(await found('waiting', '', KENJI), ['Big Çağrı', 'Çağrı Ltd', 'Contoso']);
    assert.deepEqual(await found('waiting', '', GRACE), ['Big Çağrı', 'Çağrı Ltd'], 'not what she asked for');
    for (const list of ['mine', 'waiting', 'all-open'] as const)
      assert.deepEqual(await found(list, '', STRANGER), []);
    edge.policy.operators = [MEHMET];
    assert.deepEqual(await found('all-open', 'con', MEHMET), ['Contoso']);
  });

  it('offers the customers that are seen, and every customer, to clients without a typeahead', async () => {
    edge.put();
    const view = await show(firstPage('mine'), SARAH);
    assert.equal(shownValue(view, 'in_customer'), EVERY_CUSTOMER);
    assert.deepEqual(choicesOf(view, 'in_customer'), [
      { title: edge.text('list.all'), value: EVERY_CUSTOMER },
      { title: 'Contoso', value: 'Contoso' },
    ]);
    const data = { page: firstPage('mine', 'Contoso'), in_customer: EVERY_CUSTOMER };
    assert.deepEqual(readListPress({ verb: 'list.filter', data }), firstPage('mine'));
  });

  describe('after a decision', () => {
    const ticked = (view: CardView) =>
      view.inputs.filter((id) => id.startsWith('pick_') && shownValue(view, id) !== 'false');
    const decide = async (verb: string, data: Record<string, unknown>) => {
      const decision = readListDecision({ verb, data: { page: firstPage('waiting'), ...data } });
      assert(decision);
      const card = await edge.lists.decide(decision, readerOf(GRACE));
      assert(card);
      assertGoodCard(card);
      return viewCard({ ...card });
    };

    it('keeps the ticks that came to nothing, and what was typed for them', async () => {
      edge.policy.plan = aPlan({ rejectionNeedsReason: true });
      for (const id of ['AAAAA1', 'BBBBB2', 'CCCCC3']) edge.put({ id });
      const data = { pick_AAAAA1: '1', pick_CCCCC3: '1', in_approveReason: 'x' };
      const refused = await decide('list.reject', { ...data, in_rejectReason: '' });
      assert.deepEqual(ticked(refused), ['pick_AAAAA1', 'pick_CCCCC3']);
      edge.store.beforeSave = async ({ id }) => {
        if (id === 'CCCCC3') throw new Error('disk full');
      };
      const half = await decide('list.reject', { ...data, in_rejectReason: 'not now' });
      assert.deepEqual(ticked(half), ['pick_CCCCC3']);
      assert.equal(shownValue(half, 'in_rejectReason'), 'not now');
      assert.equal(shownValue(half, 'in_approveReason'), '');
      edge.store.beforeSave = async () => {};
      const done = await decide('list.approve', { pick_CCCCC3: '1', in_approveReason: 'fine' });
      assert.deepEqual([ticked(done), done.inputs.includes('in_approveReason')], [[], true]);
      assert.equal(shownValue(done, 'in_approveReason'), '');
    });

    it('keeps no tick of what has changed since it was seen', async () => {
      for (const id of ['AAAAA1', 'BBBBB2']) edge.put({ id, revision: 2 });
      const view = await decide('list.approve', { pick_AAAAA1: '1', pick_BBBBB2: '2' });
      assert.deepEqual(ticked(view), []);
      assert(view.inputs.includes('pick_AAAAA1'));
    });
  });

  it('offers each reader the lists that are theirs', async () => {
    edge.policy.operators = [MEHMET];
    const offered = async (person: Person) =>
      choicesOf(await show(firstPage('mine-open'), person), 'in_list').map(({ value }) => value);
    const own = ['mine', 'mine-open', 'mine-done'];
    assert.deepEqual(await offered(SARAH), own);
    assert.deepEqual(await offered(GRACE), [...own, 'waiting']);
    assert.deepEqual(await offered(MEHMET), [...own, 'all-open']);
  });

  it('begins the first request of who has none', async () => {
    const view = await show(firstPage('mine'), STRANGER);
    assert(says(view, edge.text('list.empty.mine')));
    assert.deepEqual(view.buttons, ['draft.start']);
    assert.deepEqual((await show(firstPage('waiting'), STRANGER)).buttons, ['list.filter']);
  });

  for (const data of [
    {},
    { page: 'x' },
    { page: { list: 'everything', mark: 7 } },
    { page: { list: ['waiting'], customer: { $ne: 1 } } },
    { page: { mark: { createdAt: "' or 1=1", id: 'x' }, isBack: 'yes' } },
  ]) {
    it(`takes a page that no card of ours sent as the first one: ${JSON.stringify(data)}`, () =>
      assert.deepEqual(readListPress({ verb: 'list.page', data }), firstPage('mine')));
  }

  it('shows nobody what is not theirs, whatever a card asks for', async () => {
    edge.put();
    for (const list of ['waiting', 'all-open'] as const) {
      const view = await show({ ...firstPage(list), customer: 'Contoso' }, STRANGER);
      assert.deepEqual(ids(view), []);
    }
  });

  for (const language of LANGUAGES) {
    it(`is drawn for every status (${language})`, async () => {
      const text = createStrictTranslator().for(language);
      for (const [n, status] of REQUEST_STATUSES.entries()) edge.put({ id: `STAT${n + 10}`, status });
      edge.policy.operators = [GRACE];
      for (const list of ['mine', 'mine-open', 'mine-done', 'waiting', 'all-open'] as const) {
        for (const person of [SARAH, GRACE]) {
          assertGoodCard(await edge.lists.show(firstPage(list, 'o'), readerOf(person, text)));
          assertGoodCard(await edge.lists.show(firstPage(list), readerOf(person, text)));
        }
      }
    });
  }

  for (const [what, hostile] of Object.entries(HOSTILE_TEXTS)) {
    it(`shows names and reasons letter for letter: ${what}`, async () => {
      const change = aLicenseChange({ user: aUserReference(hostile), customer: { id: 'c', name: hostile } });
      for (let n = 0; n < 12; n++) {
        edge.store.put(
          aLicenseRequest({
            id: `LIST${n + 10}`,
            change,
            reason: hostile,
            requester: { ...SARAH, name: hostile },
          }),
        );
      }
      const allowed = ['${$root.labels.approve}', '${title}', '${requestId}'];
      for (const ask of [firstPage('waiting'), firstPage('waiting', hostile.slice(0, 100))]) {
        const card = await edge.lists.show(ask, readerOf(GRACE));
        assertGoodCard(card, allowed);
        assert.doesNotMatch(
          JSON.stringify({ ...card, body: nodesOf(card).filter(({ type }) => type === 'TextBlock') }),
          /[\u202A-\u202E\u2066-\u2069]/,
        );
      }
    });
  }
});
