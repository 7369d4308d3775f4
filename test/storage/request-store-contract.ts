import assert from 'node:assert/strict';
import { moved, touched } from '../../src/requests/license-request.ts';
import type { Effects, RequestStore } from '../../src/requests/request-store.ts';
import { aBundle } from '../support/a-bundle.ts';
import {
  aLicenseChange,
  aLicenseRequest,
  aPerson,
  aUserReference,
  GRACE,
  KENJI,
  later,
  NOW,
  SARAH,
} from '../support/builders.ts';

type Opened = { readonly store: RequestStore; readonly close: () => Promise<void> };

const effects = (kind = 'test', requestId = 'K7M2QX'): Effects => ({
  event: { requestId, at: NOW, kind, actor: null, facts: {} },
  notices: [],
});

/** What every store of requests has to keep. */
export function requestStoreContract(where: string, open: () => Promise<Opened>): void {
  describe(`the requests ${where}`, () => {
    let store: RequestStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ store, close } = await open());
    });

    afterEach(() => close());

    const insert = (...requests: readonly ReturnType<typeof aLicenseRequest>[]) =>
      Promise.all(requests.map((request) => store.insert(request, effects('test', request.id))));
    const ids = (requests: readonly { readonly id: string }[]) => requests.map(({ id }) => id);

    it('come back as they were saved, whatever is in them', async () => {
      const request = aLicenseRequest({
        status: 'completed',
        reason: 'for "Ünal" & 佐藤 \n ${x} {{y}} \u202E 😀',
        thread: { key: '19:x;messageid=1', reference: { deep: [1, null, { a: true }] } },
      });
      await insert(request);
      assert.deepEqual(await store.find('K7M2QX'), request);
      assert.equal(await store.find('NOSUCH'), undefined);
    });

    it('are not written over by an insert', async () => {
      assert.equal(await store.insert(aLicenseRequest(), effects()), true);
      assert.equal(await store.insert(aLicenseRequest({ reason: 'another' }), effects()), false);
      assert.equal((await store.find('K7M2QX'))?.reason, aLicenseRequest().reason);
    });

    it('are saved only if no other is open for the user but those that were looked at', async () => {
      const asking = (id: string, ...openSeen: readonly string[]) =>
        store.insert(aLicenseRequest({ id }), effects('test', id), { openSeen });
      assert.equal(await asking('FIRST1'), true);
      assert.equal(await asking('SECOND'), false);
      assert.equal(await store.find('SECOND'), undefined);
      assert.equal(await asking('SECOND', 'OTHER1', 'FIRST1'), true);
      const another = aLicenseRequest({
        id: 'ANOTHR',
        change: aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') }),
      });
      assert.equal(await store.insert(another, effects('test', 'ANOTHR'), { openSeen: [] }), true);
    });

    it('are saved although others have ended for the user', async () => {
      await insert(
        aLicenseRequest({ id: 'ENDED1', status: 'completed' }),
        aLicenseRequest({ id: 'ENDED2', status: 'failed' }),
      );
      assert.equal(await store.insert(aLicenseRequest(), effects(), { openSeen: [] }), true);
    });

    it('of a bundle are not saved when another is open for one of its users', async () => {
      const members = aBundle([{}, {}]);
      const entries = members.map((request) => ({ request, effects: effects('test', request.id) }));
      const [, second = aLicenseRequest()] = members;
      await insert(aLicenseRequest({ id: 'FIRST1', change: second.change }));
      assert.equal(await store.insertAll(entries, { openSeen: [] }), false);
      assert.equal(await store.find('MEMB01'), undefined);
      assert.equal(await store.insertAll(entries, { openSeen: ['FIRST1'] }), true);
    });

    it('of a bundle are saved all together or not at all', async () => {
      const members = aBundle([{}, {}, {}]);
      const entries = members.map((request) => ({ request, effects: effects('test', request.id) }));
      await insert(aLicenseRequest({ id: 'MEMB02' }));
      assert.equal(await store.insertAll(entries), false);
      assert.equal(await store.find('MEMB01'), undefined);
      const others = aBundle([{ id: 'OTHER1' }, { id: 'OTHER2' }]);
      const made = others.map((request) => ({ request, effects: effects('test', request.id) }));
      assert.equal(await store.insertAll(made), true);
      assert.deepEqual(await store.find('OTHER2'), others[1]);
    });

    it('are found by their bundle', async () => {
      const members = aBundle([{}, {}]);
      await store.insertAll(members.map((request) => ({ request, effects: effects() })));
      await insert(aLicenseRequest());
      const found = await store.list({ bundleId: 'BNDE01', limit: 10 });
      assert.deepEqual(ids(found).toSorted(), ['MEMB01', 'MEMB02']);
      assert.deepEqual(await store.list({ bundleId: 'OTHERS', limit: 10 }), []);
    });

    it('never share an id with a bundle', async () => {
      const one = (request: ReturnType<typeof aLicenseRequest>) => [{ request, effects: effects() }];
      const [member = aLicenseRequest()] = aBundle([{}]);
      assert.equal(await store.insertAll(one(member)), true);
      assert.equal(await store.insert(aLicenseRequest({ id: 'BNDE01' }), effects()), false);
      await insert(aLicenseRequest({ id: 'SINGLE' }));
      const [another = aLicenseRequest()] = aBundle([{ id: 'MEMB09' }], 'SINGLE');
      assert.equal(await store.insertAll(one(another)), false);
      const [same = aLicenseRequest()] = aBundle([{ id: 'MEMB08' }]);
      assert.equal(await store.insertAll(one(same)), false);
    });

    it('are saved over the version that was read, and over no other', async () => {
      const first = aLicenseRequest();
      await insert(first);
      const second = moved(first, 'approved', later(1));
      assert.equal(await store.save(second, effects()), true);
      assert.equal(await store.save(second, effects()), false);
      assert.equal(await store.save(moved(first, 'cancelled', later(2)), effects()), false);
      assert.equal(await store.save({ ...second, version: 4 }, effects()), false);
      assert.deepEqual(await store.find('K7M2QX'), second);
    });

    it('are not made by saving', async () => {
      assert.equal(await store.save(aLicenseRequest({ version: 2 }), effects()), false);
      assert.equal(await store.find('K7M2QX'), undefined);
    });

    it('let one of many writers win', async () => {
      const first = aLicenseRequest();
      await insert(first);
      const writers = ['a', 'b', 'c', 'd', 'e'].map((reason) => ({
        ...moved(first, 'approved', NOW),
        reason,
      }));
      const wins = await Promise.all(writers.map((next) => store.save(next, effects())));
      assert.equal(wins.filter(Boolean).length, 1);
      assert.equal((await store.find('K7M2QX'))?.reason, writers[wins.indexOf(true)]?.reason);
    });

    it('are saved only while as many other attempts for the same user are open as the writer saw', async () => {
      const anotherUser = aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') });
      const mine = aLicenseRequest({ id: 'MINE01', status: 'approved' });
      await insert(
        mine,
        aLicenseRequest({ id: 'SAME01', status: 'executing' }),
        aLicenseRequest({ id: 'SAME02', status: 'unconfirmed' }),
        aLicenseRequest({ id: 'SAME03', status: 'approved' }),
        aLicenseRequest({ id: 'OTHERS', status: 'executing', change: anotherUser }),
      );
      const claimed = moved(mine, 'executing', NOW);
      assert.equal(await store.save(claimed, effects(), { openAttempts: 0 }), false);
      assert.equal(await store.save(claimed, effects(), { openAttempts: 1 }), false);
      assert.equal(await store.save(claimed, effects(), { openAttempts: 2 }), true);
      assert.equal(await store.save(claimed, effects(), { openAttempts: 2 }), false);
    });

    it('are opened anew only if no other is open for the user but those that were looked at', async () => {
      const failed = aLicenseRequest({ id: 'MINE01', status: 'failed' });
      await insert(failed, aLicenseRequest({ id: 'SAME01', status: 'pending' }));
      const retried = moved(failed, 'approved', NOW);
      assert.equal(await store.save(retried, effects(), { openSeen: [] }), false);
      assert.equal((await store.find('MINE01'))?.status, 'failed');
      assert.equal(await store.save(retried, effects(), { openSeen: ['SAME01'] }), true);
      const asking = (...openSeen: readonly string[]) =>
        store.insert(aLicenseRequest({ id: 'SAME02' }), effects('test', 'SAME02'), { openSeen });
      assert.equal(await asking('SAME01'), false, 'it is open again');
      assert.equal(await asking('SAME01', 'MINE01'), true);
    });

    it('are listed the newest first, no more than asked for', async () => {
      await insert(
        aLicenseRequest({ id: 'AAAAAA', createdAt: later(1) }),
        aLicenseRequest({ id: 'BBBBBB', createdAt: later(3) }),
        aLicenseRequest({ id: 'CCCCCC', createdAt: later(2) }),
      );
      assert.deepEqual(ids(await store.list({ limit: 10 })), ['BBBBBB', 'CCCCCC', 'AAAAAA']);
      assert.deepEqual(ids(await store.list({ limit: 2 })), ['BBBBBB', 'CCCCCC']);
    });

    it('are listed page by page from either end, those of the same moment by their ids', async () => {
      await insert(
        aLicenseRequest({ id: 'DDDDDD', createdAt: later(2) }),
        aLicenseRequest({ id: 'BBBBBB', createdAt: later(1) }),
        aLicenseRequest({ id: 'AAAAAA', createdAt: later(1) }),
        aLicenseRequest({ id: 'CCCCCC', createdAt: later(1) }),
        aLicenseRequest({ id: 'EEEEEE', createdAt: later(0) }),
      );
      const page = async (order: 'newest' | 'oldest', id: string, seconds: number) =>
        ids(await store.list({ order, after: { id, createdAt: later(seconds) }, limit: 2 }));
      assert.deepEqual(ids(await store.list({ order: 'oldest', limit: 2 })), ['EEEEEE', 'AAAAAA']);
      assert.deepEqual(await page('oldest', 'AAAAAA', 1), ['BBBBBB', 'CCCCCC']);
      assert.deepEqual(await page('oldest', 'CCCCCC', 1), ['DDDDDD']);
      assert.deepEqual(await page('oldest', 'DDDDDD', 2), []);
      assert.deepEqual(ids(await store.list({ order: 'newest', limit: 2 })), ['DDDDDD', 'CCCCCC']);
      assert.deepEqual(await page('newest', 'CCCCCC', 1), ['BBBBBB', 'AAAAAA']);
      assert.deepEqual(await page('newest', 'AAAAAA', 1), ['EEEEEE']);
      // The one named may be gone, or may never have been.
      assert.deepEqual(await page('oldest', 'BBBBBZ', 1), ['CCCCCC', 'DDDDDD']);
      assert.deepEqual(await page('newest', '', 1), ['EEEEEE']);
    });

    it('tell for which customers they are, each once', async () => {
      const fabrikam = { id: 'fabrikam', name: 'Fabrikam' };
      const forFabrikam = aLicenseChange({ customer: fabrikam });
      await insert(
        aLicenseRequest({ id: 'AAAAAA' }),
        aLicenseRequest({ id: 'BBBBBB', status: 'failed' }),
        aLicenseRequest({ id: 'CCCCCC', change: forFabrikam, requester: KENJI }),
      );
      const names = async (query: Parameters<RequestStore['customers']>[0]) =>
        (await store.customers(query)).map(({ name }) => name).toSorted();
      assert.deepEqual(await names({}), ['Contoso', 'Fabrikam']);
      assert.deepEqual(await names({ requester: SARAH }), ['Contoso']);
      assert.deepEqual(await names({ statuses: ['pending'] }), ['Contoso', 'Fabrikam']);
      assert.deepEqual(await names({ statuses: ['rejected'] }), []);
    });

    it('are found by who asked, who carries out, status, customer and user, and all of them together', async () => {
      const fabrikam = { id: 'FABRIKAM', name: 'Fabrikam' };
      await insert(
        aLicenseRequest({ id: 'AAAAAA' }),
        aLicenseRequest({ id: 'BBBBBB', requester: KENJI, status: 'awaiting_sign_in' }),
        aLicenseRequest({
          id: 'CCCCCC',
          status: 'failed',
          executor: KENJI,
          change: aLicenseChange({ customer: fabrikam, user: aUserReference('Bo', 'bo@fabrikam.com') }),
        }),
      );
      const found = async (query: Omit<Parameters<RequestStore['list']>[0], 'limit'>) =>
        ids(await store.list({ ...query, limit: 10 })).toSorted();
      const shouting = { tenantId: SARAH.tenantId.toUpperCase(), objectId: SARAH.objectId.toUpperCase() };
      assert.deepEqual(await found({ requester: shouting }), ['AAAAAA', 'CCCCCC']);
      assert.deepEqual(await found({ executor: GRACE }), ['BBBBBB']);
      assert.deepEqual(await found({ executor: aPerson('nobody') }), []);
      assert.deepEqual(await found({ statuses: ['pending', 'failed'] }), ['AAAAAA', 'CCCCCC']);
      assert.deepEqual(await found({ customerId: 'fabrikam' }), ['CCCCCC']);
      assert.deepEqual(await found({ customerIds: ['Fabrikam', 'nobody'] }), ['CCCCCC']);
      assert.deepEqual(await found({ customerIds: [] }), []);
      assert.deepEqual(await found({ userId: aUserReference().id.toUpperCase() }), ['AAAAAA', 'BBBBBB']);
      assert.deepEqual(await found({ requester: SARAH, executor: KENJI, statuses: ['failed'] }), ['CCCCCC']);
      assert.deepEqual(await found({ requester: SARAH, executor: KENJI, statuses: ['pending'] }), []);
    });

    it('are found by what they have become, not by what they were', async () => {
      const first = aLicenseRequest();
      await insert(first);
      await store.save(moved(first, 'approved', NOW, { executor: GRACE, dueAt: NOW }), effects());
      assert.deepEqual(ids(await store.list({ statuses: ['pending'], limit: 5 })), []);
      assert.deepEqual(ids(await store.list({ statuses: ['approved'], executor: GRACE, limit: 5 })), [
        'K7M2QX',
      ]);
    });

    it('are due in the order of their times, those without a time never', async () => {
      await insert(
        aLicenseRequest({ id: 'AAAAAA', dueAt: later(30) }),
        aLicenseRequest({ id: 'BBBBBB', dueAt: later(10) }),
        aLicenseRequest({ id: 'CCCCCC', dueAt: later(20) }),
        aLicenseRequest({ id: 'DDDDDD', dueAt: null }),
      );
      assert.equal(await store.nextDueAt(), later(10));
      assert.deepEqual(ids(await store.due(later(9), 10)), []);
      assert.deepEqual(ids(await store.due(later(10), 10)), ['BBBBBB']);
      assert.deepEqual(ids(await store.due(later(60_000), 10)), ['BBBBBB', 'CCCCCC', 'AAAAAA']);
      assert.deepEqual(ids(await store.due(later(60_000), 2)), ['BBBBBB', 'CCCCCC']);
    });

    it('are due no more when their time was taken away', async () => {
      assert.equal(await store.nextDueAt(), null);
      const first = aLicenseRequest({ dueAt: later(10) });
      await insert(first);
      await store.save(touched(first, NOW, { dueAt: null }), effects());
      assert.equal(await store.nextDueAt(), null);
      assert.deepEqual(await store.due(later(60_000), 10), []);
    });
  });
}
