import assert from 'node:assert/strict';
import type { OutboxStore, QueuedNotice } from '../../src/bot/outbox-store.ts';
import {
  type LicenseRequest,
  moved,
  type RequestStatus,
  touched,
} from '../../src/requests/license-request.ts';
import type { Notice, Recipient } from '../../src/requests/notice.ts';
import { type PersonId, personKey } from '../../src/requests/person.ts';
import type { RequestStore } from '../../src/requests/request-store.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createOutboxStore } from '../../src/storage/outbox-store.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { aBundle } from '../support/a-bundle.ts';
import { aLicenseRequest, GRACE, KENJI, later, NOW } from '../support/builders.ts';

const THREAD = { kind: 'thread' } as const;
const HELPDESK: Recipient = { kind: 'helpdesk' };
const TO_GRACE: Recipient = { kind: 'person', person: GRACE };
const LEASE = 60_000;

const card = (to: Recipient, requestId = 'K7M2QX'): Notice => ({ kind: 'card', requestId, to });
const line = (to: Recipient, text: string, requestId = 'K7M2QX'): Notice => ({
  kind: 'line',
  requestId,
  to,
  text,
  values: { name: 'Ünal "Ö"', count: 2 },
});
const idOf = ({ tenantId, objectId }: PersonId): PersonId => ({ tenantId, objectId });
const at = (milliseconds: number) => new Date(later(milliseconds));

/** What the queue of notices has to keep on every database. */
export function outboxContract(where: string, open: () => Promise<Database>): void {
  describe(`the notices ${where}`, () => {
    let database: Database;
    let requests: RequestStore;
    let outbox: OutboxStore;
    let request: LicenseRequest;

    beforeEach(async () => {
      database = await open();
      requests = createRequestStore(database);
      outbox = createOutboxStore(database);
      request = aLicenseRequest();
    });

    afterEach(() => database.destroy());

    const event = { requestId: 'K7M2QX', at: NOW, kind: 'test', actor: null, facts: {} };
    const put = (...notices: readonly Notice[]) => requests.insert(request, { event, notices });
    const change = async (next: LicenseRequest, ...notices: readonly Notice[]) => {
      request = next;
      assert.equal(await requests.save(next, { event, notices }), true);
    };
    const claimed = async (milliseconds = 0, limit = 16) => outbox.claim(at(milliseconds), LEASE, limit);
    const texts = (queued: readonly QueuedNotice[]) =>
      queued.map(({ notice }) => (notice.kind === 'line' ? notice.text : `${notice.kind} ${notice.to.kind}`));

    it('come back as they were put in, not yet tried', async () => {
      await put(line(TO_GRACE, 'one'));
      const [queued, ...others] = await claimed();
      assert.equal(others.length, 0);
      assert.deepEqual(queued?.notice, line(TO_GRACE, 'one'));
      assert.equal(queued?.attempts, 0);
    });

    it('are written with the change they tell of, or not at all', async () => {
      await put(line(THREAD, 'one'));
      assert.equal(await requests.insert(request, { event, notices: [line(THREAD, 'again')] }), false);
      const stale = touched({ ...request, version: 9 }, NOW, {});
      assert.equal(await requests.save(stale, { event, notices: [line(THREAD, 'stale')] }), false);
      assert.deepEqual(texts(await claimed()), ['one']);
      const events = await database.selectFrom('audit_events').select('seq').execute();
      assert.deepEqual(events.length, 1);
    });

    it('are claimed lane by lane, each lane in order', async () => {
      await put(
        line(THREAD, 'thread 1'),
        line(THREAD, 'thread 2'),
        line(TO_GRACE, 'grace 1'),
        line(HELPDESK, 'desk 1'),
      );
      const first = await claimed();
      assert.deepEqual(texts(first), ['thread 1', 'grace 1', 'desk 1']);
      assert.deepEqual(texts(await claimed()), [], 'the second of a lane waits for the first');
      for (const { id } of first) await outbox.remove(id);
      assert.deepEqual(texts(await claimed()), ['thread 2']);
    });

    it('have a lane for each thread, each person, and each request at the helpdesk', async () => {
      await put(
        line(THREAD, 'a'),
        line(TO_GRACE, 'b'),
        line({ kind: 'person', person: KENJI }, 'c'),
        line(HELPDESK, 'd'),
      );
      const another = aLicenseRequest({ id: 'OTHER1', thread: { key: '19:other', reference: null } });
      await requests.insert(another, {
        event,
        notices: [line(THREAD, 'e', 'OTHER1'), line(TO_GRACE, 'f', 'OTHER1'), line(HELPDESK, 'g', 'OTHER1')],
      });
      const queued = await claimed();
      assert.deepEqual(texts(queued), ['a', 'b', 'c', 'd', 'e', 'g']);
      assert.equal(new Set(queued.map(({ lane }) => lane)).size, 6);
    });

    it('of a bundle are one card in each place, and one line of news, whoever of it changed', async () => {
      const members = aBundle([{}, {}, {}]);
      const news = (requestId: string): Notice => ({ kind: 'news', requestId, to: THREAD });
      const entries = members.map((one) => ({
        request: one,
        effects: { event, notices: [card(THREAD, one.id), card(HELPDESK, one.id), card(TO_GRACE, one.id)] },
      }));
      assert.equal(await requests.insertAll(entries), true);
      const first = await claimed();
      assert.deepEqual(texts(first), ['card thread', 'card helpdesk', 'card person']);
      for (const { id } of first) await outbox.remove(id);
      const lane = `person ${personKey(GRACE)}`;
      const place = { serviceUrl: 'https://smba.example/', conversationId: 'a:grace' };
      await createCardCopyStore(database).put({ requestId: 'BNDE01', lane, place, activityId: '1' });
      for (const one of members) {
        const next = moved(one, 'rejected', NOW);
        await requests.save(next, { event, notices: [card(THREAD, one.id), news(one.id)] });
      }
      assert.deepEqual(texts(await claimed()), [], 'it waits a moment for the others');
      const later = await claimed(1500);
      assert.deepEqual(texts(later), ['card thread', 'card person'], 'whoever had the card gets it again');
      for (const { id } of later) await outbox.remove(id);
      assert.deepEqual(texts(await claimed(1500)), ['news thread']);
    });

    it('of a bundle say once what each of its requests says of all, as long as they name the same people', async () => {
      const escalated = (requestId: string, name: string): Notice => ({
        kind: 'line',
        requestId,
        to: HELPDESK,
        text: 'line.escalated',
        values: { names: [name] },
      });
      const entries = aBundle([{}, {}, {}]).map((one, index) => ({
        request: one,
        effects: { event, notices: [escalated(one.id, index === 2 ? 'Mehmet' : 'Kenji')] },
      }));
      assert.equal(await requests.insertAll(entries), true);
      assert.deepEqual(await claimed(), [], 'it waits a moment for the others');
      const [first] = await claimed(1500);
      assert(first?.notice.kind === 'line');
      assert.deepEqual(first.notice.values, { names: ['Kenji'] });
      await outbox.remove(first.id);
      const [second, ...others] = await claimed(1500);
      assert(second?.notice.kind === 'line');
      assert.deepEqual([second.notice.values, others], [{ names: ['Mehmet'] }, []]);
    });

    it('are not overtaken by later ones of their lane while they wait to be tried again', async () => {
      await put(line(THREAD, 'one'), line(THREAD, 'two'));
      const [first] = await claimed();
      await outbox.postpone(first?.id ?? '', { dueAt: at(10_000), attempts: 3, isDoubtful: false });
      assert.deepEqual(await claimed(9999), []);
      const [again] = await claimed(10_000);
      assert.deepEqual([texts(again ? [again] : []), again?.attempts], [['one'], 3]);
    });

    it('are claimed no more than asked for at a time', async () => {
      await put(line(THREAD, 'a'), line(TO_GRACE, 'b'), line(HELPDESK, 'c'));
      assert.equal((await claimed(0, 2)).length, 2);
      assert.equal((await claimed(0, 2)).length, 1);
    });

    it('belong to one claimer alone while the lease lasts, and are free again after it', async () => {
      await put(line(THREAD, 'one'));
      assert.equal((await claimed()).length, 1);
      assert.equal((await claimed(LEASE - 1)).length, 0);
      assert.equal((await claimed(LEASE)).length, 1);
    });

    it('are doubtful from their claim until it is known that nothing was sent', async () => {
      await put(line(THREAD, 'one'));
      const doubts: (boolean | undefined)[] = [];
      const [first] = await claimed();
      doubts.push(first?.isDoubtful);
      const [afterCrash] = await claimed(LEASE);
      doubts.push(afterCrash?.isDoubtful);
      await outbox.postpone(first?.id ?? '', { dueAt: at(LEASE), attempts: 1, isDoubtful: false });
      const [afterRefusal] = await claimed(LEASE);
      doubts.push(afterRefusal?.isDoubtful);
      await outbox.postpone(first?.id ?? '', { dueAt: at(LEASE), attempts: 2, isDoubtful: true });
      const [afterLostAnswer] = await claimed(LEASE);
      doubts.push(afterLostAnswer?.isDoubtful);
      assert.deepEqual(doubts, [false, true, false, true]);
    });

    it('can be added by whoever finds out something while telling', async () => {
      await put(line(THREAD, 'one'));
      await outbox.add(request, [line(THREAD, 'two'), line(HELPDESK, 'three')]);
      assert.deepEqual(texts(await claimed()), ['one', 'three']);
    });

    it('go on to whoever has a card already, approver or not any more', async () => {
      const copies = createCardCopyStore(database);
      const place = { serviceUrl: 'https://teams.example', conversationId: 'a:grace' };
      await put(card(THREAD));
      await copies.put({ requestId: request.id, lane: `person ${personKey(GRACE)}`, place, activityId: '1' });
      await copies.put({
        requestId: request.id,
        lane: `sign-in ${personKey(KENJI)}`,
        place,
        activityId: '2',
      });
      await change(touched(request, later(5), {}), line(THREAD, 'no card is redrawn'));
      assert.deepEqual(texts(await claimed(5)), ['card thread']);
      await change(touched(request, later(9), {}), card(HELPDESK));
      const queued = await claimed(9);
      assert.deepEqual(texts(queued), ['card helpdesk', 'card person']);
      assert.deepEqual(queued[1]?.notice, card({ kind: 'person', person: idOf(GRACE) }));
    });

    it('go on to whoever has a card on its way', async () => {
      await put(card(TO_GRACE));
      const [sending] = await claimed();
      await change(touched(request, later(5), {}), card(THREAD));
      await outbox.remove(sending?.id ?? '');
      assert.deepEqual(texts(await claimed(5)), ['card thread', 'card person']);
    });

    it('never go to two of several claimers', async () => {
      const people = Array.from({ length: 12 }, (_, n) => ({ tenantId: 't', objectId: `person ${n}` }));
      await put(...people.map((person) => line({ kind: 'person', person }, person.objectId)));
      const claims = await Promise.all(Array.from({ length: 4 }, () => claimed(0, 12)));
      const ids = claims.flat().map(({ id }) => id);
      assert.equal(ids.length, 12);
      assert.equal(new Set(ids).size, 12);
    });

    it('do not call for anybody while the first of their conversation has to wait', async () => {
      await put(line(THREAD, 'one'), line(THREAD, 'two'));
      const [first] = await claimed();
      assert(first);
      assert.equal(await outbox.nextDueAt(), later(LEASE));
      await outbox.postpone(first.id, { dueAt: at(5000), attempts: 1, isDoubtful: false });
      assert.equal(await outbox.nextDueAt(), later(5000));
      await outbox.remove(first.id);
      assert.equal(await outbox.nextDueAt(), later(0));
    });

    it('tell when the next one is due', async () => {
      assert.equal(await outbox.nextDueAt(), null);
      await put(line(THREAD, 'one'));
      assert.equal(await outbox.nextDueAt(), NOW);
      const [first] = await claimed();
      assert.equal(await outbox.nextDueAt(), later(LEASE));
      await outbox.remove(first?.id ?? '');
      assert.equal(await outbox.nextDueAt(), null);
    });

    it('can be removed twice without harm', async () => {
      await put(line(THREAD, 'one'), line(THREAD, 'two'));
      const [first] = await claimed();
      await outbox.remove(first?.id ?? '');
      await outbox.remove(first?.id ?? '');
      assert.deepEqual(texts(await claimed()), ['two']);
    });

    it('hold one card of a request and place: a later one speaks for both', async () => {
      await put(card(THREAD), card(HELPDESK));
      await change(touched(request, later(5), {}), card(THREAD), line(THREAD, 'and a line'));
      await change(touched(request, later(9), {}), card(THREAD), card(HELPDESK));
      const order: string[] = [];
      for (let queued = await claimed(9); queued.length > 0; queued = await claimed(9)) {
        order.push(...texts(queued));
        for (const { id } of queued) await outbox.remove(id);
      }
      assert.deepEqual(order, ['card thread', 'card helpdesk', 'and a line']);
    });

    it('hold cards of different requests apart', async () => {
      await put(card(HELPDESK));
      await requests.insert(aLicenseRequest({ id: 'OTHER1' }), {
        event,
        notices: [card(HELPDESK, 'OTHER1')],
      });
      const queued = await claimed();
      assert.deepEqual(
        queued.map(({ notice }) => notice.requestId),
        ['K7M2QX', 'OTHER1'],
      );
    });

    it('hold a new card when the one before is being sent already: it may not show the change', async () => {
      await put(card(THREAD));
      const [sending] = await claimed();
      await change(touched(request, later(5), {}), card(THREAD));
      await outbox.remove(sending?.id ?? '');
      assert.deepEqual(texts(await claimed(5)), ['card thread']);
    });

    for (const status of ['approved', 'executing'] as const satisfies readonly RequestStatus[]) {
      it(`let the card of a request that is ${status} wait for a moment, and its lines not`, async () => {
        request = aLicenseRequest({ status });
        await put(card(THREAD), line(HELPDESK, 'now'));
        assert.deepEqual(texts(await claimed(1499)), ['now']);
        assert.deepEqual(texts(await claimed(1500)), ['card thread']);
      });
    }

    it('let a waiting card go at once when the state that follows is there to stay', async () => {
      request = aLicenseRequest({ status: 'executing' });
      await put(card(THREAD));
      await change(moved(request, 'completed', later(100)), card(THREAD));
      assert.equal((await claimed(99)).length, 0);
      assert.equal((await claimed(100)).length, 1);
    });

    it('do not let a passing state put off a card that is due already', async () => {
      await put(card(THREAD));
      await change(moved(request, 'approved', later(10)), card(THREAD));
      assert.equal((await claimed(10)).length, 1);
    });
  });

  describe(`the audit trail ${where}`, () => {
    it('numbers its events without a gap and keeps who did what', async () => {
      const database = await open();
      const requests = createRequestStore(database);
      const first = aLicenseRequest();
      const eventOf = (kind: string, actor: typeof GRACE | null) => ({
        event: { requestId: first.id, at: NOW, kind, actor, facts: { sends: 1, isAmbiguous: false } },
        notices: [],
      });
      await requests.insert(first, eventOf('submitted', GRACE));
      await requests.save(moved(first, 'cancelled', NOW), eventOf('cancelled', null));
      const rows = await database.selectFrom('audit_events').selectAll().orderBy('seq').execute();
      assert.deepEqual(
        rows.map(({ seq, kind, actor, facts }) => ({ seq, kind, actor, facts: JSON.parse(facts) })),
        [
          {
            seq: 1,
            kind: 'submitted',
            actor: `${GRACE.tenantId}:${GRACE.objectId}`,
            facts: { sends: 1, isAmbiguous: false },
          },
          { seq: 2, kind: 'cancelled', actor: null, facts: { sends: 1, isAmbiguous: false } },
        ],
      );
      await database.destroy();
    });
  });
}
