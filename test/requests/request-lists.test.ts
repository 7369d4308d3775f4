import assert from 'node:assert/strict';
import type { Person } from '../../src/requests/person.ts';
import { type ListName, type PageAsk, RequestLists } from '../../src/requests/request-lists.ts';
import {
  aLicenseChange,
  aLicenseRequest,
  aPerson,
  aPlan,
  aStage,
  CONTOSO,
  GRACE,
  KENJI,
  later,
  MEHMET,
  NOW,
  SARAH,
} from '../support/builders.ts';
import { FixedPolicy } from '../support/fixed-policy.ts';
import { MemoryRequestStore } from '../support/memory-request-store.ts';

const STRANGER = aPerson('Somebody Else');
const FABRIKAM = { id: 'fabrikam', name: 'Fabrikam' };

/** Grace decides on what is asked for Fabrikam, Kenji on all the rest. */
class PolicyByCustomer extends FixedPolicy {
  asked = 0;

  override async planFor(change = aLicenseChange()) {
    this.asked += 1;
    return aPlan({ stages: [aStage([change.customer.id === FABRIKAM.id ? GRACE : KENJI])] });
  }
}

describe('the lists of requests', () => {
  let store: MemoryRequestStore;
  let policy: PolicyByCustomer;
  let lists: RequestLists;
  beforeEach(() => {
    store = new MemoryRequestStore();
    policy = new PolicyByCustomer();
    lists = new RequestLists({ store, policy });
  });

  /** As many requests as wanted, one a second, every `nth` of them for Fabrikam. */
  const put = (count: number, nth = 1) => {
    for (let n = 0; n < count; n++) {
      const change = aLicenseChange({ customer: n % nth === 0 ? FABRIKAM : CONTOSO });
      store.put(aLicenseRequest({ id: idOf(n), createdAt: later(n * 1000), change }));
    }
  };
  const idOf = (n: number) => `R${String(n).padStart(5, '0')}`;
  const page = (list: ListName, person: Person, ask: Partial<PageAsk> = {}) =>
    lists.page({ list, customerIds: null, mark: null, isBack: false, ...ask }, person);
  const ids = ({ requests }: { readonly requests: readonly { readonly id: string }[] }) =>
    requests.map(({ id }) => id);
  /** Every page from the first to the last. */
  const walk = async (list: ListName, person: Person) => {
    const pages = [await page(list, person)];
    for (let mark = pages[0]?.next ?? null; mark; mark = pages.at(-1)?.next ?? null) {
      assert(pages.length < 50, 'no end');
      pages.push(await page(list, person, { mark }));
    }
    return pages;
  };

  it('show a person their own requests, the newest first, by how far they are', async () => {
    store.put(aLicenseRequest({ id: 'FIRST1', createdAt: later(1), status: 'completed' }));
    store.put(aLicenseRequest({ id: 'SECND2', createdAt: later(2), status: 'failed' }));
    store.put(aLicenseRequest({ id: 'THIRD3', createdAt: later(3) }));
    store.put(aLicenseRequest({ id: 'OTHERS', createdAt: later(4), requester: GRACE }));
    assert.deepEqual(ids(await page('mine', SARAH)), ['THIRD3', 'SECND2', 'FIRST1']);
    assert.deepEqual(ids(await page('mine-open', SARAH)), ['THIRD3', 'SECND2']);
    assert.deepEqual(ids(await page('mine-done', SARAH)), ['FIRST1']);
    assert.deepEqual(ids(await page('mine', STRANGER)), []);
  });

  it('show an approver what waits for their decision, the longest waiting first, and nothing else', async () => {
    put(6, 2);
    store.put(aLicenseRequest({ id: 'CLOSED', status: 'rejected' }));
    assert.deepEqual(ids(await page('waiting', KENJI)), [1, 3, 5].map(idOf));
    assert.deepEqual(ids(await page('waiting', GRACE)), [0, 2, 4].map(idOf));
    assert.deepEqual(ids(await page('waiting', SARAH)), []);
  });

  it('show an executor what waits for their sign-in', async () => {
    store.put(aLicenseRequest({ id: 'SIGNIN', status: 'awaiting_sign_in', executor: GRACE }));
    assert.deepEqual(ids(await page('waiting', GRACE)), ['SIGNIN']);
    assert.deepEqual(ids(await page('waiting', KENJI)), []);
  });

  it('show what waits for an approver to whoever decides in their place', async () => {
    put(2, 2);
    const delegation = { delegator: KENJI, delegate: MEHMET, from: NOW, until: later(86_400_000) };
    const { planFor } = policy;
    policy.planFor = async (change) => ({
      ...(await planFor.call(policy, change)),
      delegations: [delegation],
    });
    policy.plan = aPlan({ delegations: [delegation] });
    assert.deepEqual(ids(await page('waiting', MEHMET)), [idOf(1)]);
  });

  it('read nothing for people who approve nothing', async () => {
    put(3);
    await page('waiting', STRANGER);
    assert.equal(policy.asked, 0);
  });

  it('show operators everything that is open, and everybody else what waits for them', async () => {
    put(4, 2);
    store.put(aLicenseRequest({ id: 'SEATS1', status: 'awaiting_seats', createdAt: later(9000) }));
    store.put(aLicenseRequest({ id: 'CLOSED', status: 'cancelled' }));
    policy.operators = [MEHMET];
    assert.deepEqual(ids(await page('all-open', MEHMET)), [...[0, 1, 2, 3].map(idOf), 'SEATS1']);
    const others = await page('all-open', KENJI);
    assert.deepEqual([others.list, ids(others)], ['waiting', [1, 3].map(idOf)]);
  });

  for (const count of [0, 1, 9, 10, 11, 20, 21, 45]) {
    it(`show each of ${count} requests once, ten a page, there and back`, async () => {
      put(count);
      const pages = await walk('waiting', GRACE);
      assert.deepEqual(
        pages.flatMap(ids),
        Array.from({ length: count }, (_, n) => idOf(n)),
      );
      assert.equal(pages.length, Math.max(1, Math.ceil(count / 10)));
      assert.equal(pages[0]?.previous, null);
      let last = pages.at(-1);
      for (const expected of pages.slice(0, -1).toReversed()) {
        assert(last?.previous, 'the way back ends');
        last = await page('waiting', GRACE, { mark: last.previous, isBack: true });
        assert.deepEqual(ids(last), ids(expected));
        assert(last.next);
      }
      assert.equal(last?.previous ?? null, null);
    });
  }

  it('stay right where the policy keeps most requests for others', async () => {
    put(300, 7);
    const mine = Array.from({ length: 300 }, (_, n) => n)
      .filter((n) => n % 7 === 0)
      .map(idOf);
    const pages = await walk('waiting', GRACE);
    assert.deepEqual(pages.flatMap(ids), mine);
    assert.deepEqual(ids(pages[0] ?? { requests: [] }), mine.slice(0, 10));
    const mark = pages.at(-1)?.previous ?? null;
    const back = await page('waiting', GRACE, { mark, isBack: true });
    assert.deepEqual(ids(back), mine.slice(30, 40));
  });

  it('look at a bounded number for one page, and go on there on the next', async () => {
    put(1201, 1200);
    const first = await page('waiting', GRACE);
    assert(policy.asked <= 500, `${policy.asked} were looked at`);
    assert.deepEqual(ids(first), [idOf(0)]);
    const pages = await walk('waiting', GRACE);
    assert.deepEqual(pages.flatMap(ids), [idOf(0), idOf(1200)]);
  });

  it('leave nothing out and show nothing twice when requests are decided between two pages', async () => {
    put(25);
    const first = await page('waiting', GRACE);
    for (const id of ids(first)) store.put({ ...store.now(id), status: 'approved' });
    assert.deepEqual(
      ids(await page('waiting', GRACE, { mark: first.next })),
      Array.from({ length: 10 }, (_, n) => idOf(n + 10)),
    );
  });

  it('begin at the first page again where a page has become empty, or is no full one on the way back', async () => {
    put(12);
    const first = await page('waiting', GRACE);
    const second = await page('waiting', GRACE, { mark: first.next });
    for (const n of [10, 11]) store.put({ ...store.now(idOf(n)), status: 'approved' });
    assert.deepEqual(ids(await page('waiting', GRACE, { mark: first.next })), ids(first));
    for (const n of [0, 1, 2]) store.put({ ...store.now(idOf(n)), status: 'approved' });
    const back = await page('waiting', GRACE, { mark: second.previous, isBack: true });
    assert.deepEqual([ids(back), back.previous, back.next], [[3, 4, 5, 6, 7, 8, 9].map(idOf), null, null]);
  });

  it('can be of some customers alone, and tell which there are', async () => {
    put(4, 2);
    assert.deepEqual(ids(await page('mine', SARAH, { customerIds: [FABRIKAM.id] })), [2, 0].map(idOf));
    assert.deepEqual(ids(await page('mine', SARAH, { customerIds: [] })), []);
    const names = async (list: ListName, person: Person) =>
      (await lists.customers(list, person)).map(({ name }) => name).toSorted();
    assert.deepEqual(await names('mine', SARAH), ['Contoso', 'Fabrikam']);
    assert.deepEqual(await names('mine', GRACE), []);
  });
});
