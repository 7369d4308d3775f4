import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type AuditKeys, headText, type KeptField } from '../../src/requests/audit-chain.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import type { AuditStore } from '../../src/requests/audit-store.ts';
import { auditEventOf } from '../../src/requests/audit-trail.ts';
import { moved, touched } from '../../src/requests/license-request.ts';
import { createAuditHeadSchedule, createAuditStore } from '../../src/storage/audit-store.ts';
import { type Database, isPostgres } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { aDecision, aLicenseRequest, aPerson, GRACE, later, NOW, SARAH } from '../support/builders.ts';
import { onEachEngine } from '../support/postgres.ts';

const KEYS: AuditKeys = [{ id: 'k1', bytes: new Uint8Array(32).fill(1) }];

describe('the store of the audit trail', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: AuditStore;

    beforeEach(async () => {
      database = await open();
      store = createAuditStore(database, KEYS);
    });

    afterEach(() => database.destroy());

    /** Submits a request and has it approved. */
    async function aStory(id: string, requester = SARAH): Promise<void> {
      const requests = createRequestStore(database, KEYS);
      const request = aLicenseRequest({ id, requester });
      const submitted = auditEventOf(request, { kind: 'submitted', actor: requester });
      await requests.insert(request, { event: submitted, notices: [] });
      const decisions = [aDecision(GRACE, { reason: 'yes, Ada needs it' })];
      const approved = moved(request, 'approved', NOW, { decisions, executor: GRACE });
      const event = auditEventOf(approved, { kind: 'approved', actor: GRACE, before: request });
      await requests.save(approved, { event, notices: [] });
    }

    async function check(withHead = true) {
      const expectedEnd = withHead ? await store.head() : undefined;
      const checking = new AuditCheck(KEYS, { expectedEnd });
      for await (const { event, fields } of store.read()) checking.add(event, fields);
      return checking.finish();
    }

    const problems = async () => (await check()).problems.map(({ kind, seq }) => `${kind} ${seq}`);

    const fieldsOf = async (seq: number): Promise<readonly KeptField[]> => {
      for await (const { event, fields } of store.read()) if (event.seq === seq) return fields;
      return [];
    };

    it('is written with the change it tells of, in one chain', async () => {
      await aStory('AAAAAA');
      await aStory('BBBBBB');
      const { events, head, problems } = await check();
      assert.deepEqual([events, problems], [4, []]);
      assert.equal(headText(head), headText(await store.head()));
    });

    it('keeps names, addresses and reasons out of the chain', async () => {
      await aStory('AAAAAA');
      const rows = await database.selectFrom('audit_events').selectAll().execute();
      const chain = JSON.stringify(rows);
      for (const secret of [SARAH.name, GRACE.name, 'Ada', 'contoso.com', 'finance', 'yes, Ada']) {
        assert(!chain.includes(secret), secret);
      }
      const kept = (await fieldsOf(2)).map(({ field, value }) => [field, value.includes('Ada')]);
      assert.deepEqual(Object.fromEntries(kept), { decider: false, decisionReason: true, shown: true });
    });

    it('has no gap and no fork when many write at once', async () => {
      const ids = Array.from({ length: 24 }, (_, index) => `Q${String(index).padStart(5, '0')}`);
      await Promise.all(ids.map((id) => aStory(id)));
      const report = await check();
      assert.deepEqual([report.events, report.problems], [48, []]);
    });

    it('loses nothing of itself when the change it tells of is not written', async () => {
      await aStory('AAAAAA');
      const requests = createRequestStore(database, KEYS);
      const stale = touched(aLicenseRequest({ id: 'AAAAAA' }), NOW, {});
      const event = auditEventOf(stale, { kind: 'stale', actor: null });
      assert.equal(await requests.save(stale, { event, notices: [] }), false);
      assert.equal((await check()).events, 2);
      assert.deepEqual(await problems(), []);
    });

    it('lets nobody change or remove an event, not even us by mistake', async () => {
      await aStory('AAAAAA');
      const change = database.updateTable('audit_events').set({ kind: 'other' }).where('seq', '=', 1);
      await assert.rejects(change.execute(), /append-only/);
      await assert.rejects(database.deleteFrom('audit_events').execute(), /append-only/);
      assert.deepEqual(await problems(), []);
    });

    it('shows what somebody did who took the guard away', async () => {
      await aStory('AAAAAA');
      await aStory('BBBBBB');
      await withoutGuard();
      await database.updateTable('audit_events').set({ actor: null }).where('seq', '=', 2).execute();
      assert.deepEqual(await problems(), ['changed 2']);
      await database.deleteFrom('audit_events').where('seq', 'in', [2, 3]).execute();
      assert.deepEqual(await problems(), ['missing 2']);
      await database.deleteFrom('audit_events').where('seq', '>', 1).execute();
      assert.deepEqual(await problems(), ['cut 2']);
    });

    it('shows any single change of what is stored', async () => {
      await aStory('AAAAAA');
      await aStory('BBBBBB');
      await withoutGuard();
      const columns = [
        'request_id',
        'customer_id',
        'at',
        'kind',
        'actor',
        'facts',
        'digests',
        'mac',
      ] as const;
      const column = fc.constantFrom(...columns, 'key_id' as const, 'previous' as const);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 4 }),
          column,
          fc.constantFrom(...'0123456789abcdef'),
          async (seq, name, digit) => {
            const before = await database
              .selectFrom('audit_events')
              .select(name)
              .where('seq', '=', seq)
              .executeTakeFirstOrThrow();
            const value = `${before[name] ?? ''}`.slice(0, -1) + digit;
            fc.pre(value !== before[name]);
            const write = (text: string | null) =>
              database
                .updateTable('audit_events')
                .set({ [name]: text })
                .where('seq', '=', seq)
                .execute();
            await write(value);
            assert.notDeepEqual(await problems(), []);
            await write(before[name]);
            assert.deepEqual(await problems(), []);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('erases what is about a person, and says so itself', async () => {
      const mona = aPerson('Mona Lee');
      await aStory('AAAAAA');
      await aStory('BBBBBB', mona);
      const count = await store.erase({ about: mona }, later(5000));
      assert.equal(count, 4, 'her name, her reason, the reason of the decision, what was shown');
      assert.deepEqual(
        (await fieldsOf(3)).map(({ field }) => field),
        ['upn', 'user'],
      );
      assert.equal((await fieldsOf(1)).length, 4, 'nothing of others');
      const left = JSON.stringify(await database.selectFrom('audit_personal').selectAll().execute());
      assert(!left.includes('Mona'));
      const report = await check();
      assert.deepEqual([report.events, report.erased, report.problems], [5, 4, []]);
      assert.equal(await store.erase({ about: mona }, later(6000)), 0);
      assert.equal((await check()).events, 5);
    });

    it('erases what is older than a time', async () => {
      for (let index = 0; index < 40; index += 1) await aStory(`Q${String(index).padStart(5, '0')}`);
      const count = await store.erase({ before: later(1) }, later(5000));
      assert.equal(count, 40 * 7);
      const report = await check();
      assert.deepEqual([report.erased, report.problems], [280, []]);
    });

    it('shows personal fields that went without a word', async () => {
      await aStory('AAAAAA');
      await database.deleteFrom('audit_personal').where('field', '=', 'reason').execute();
      assert.deepEqual(await problems(), ['field-lost 1']);
    });

    it('is read for one customer and for a time', async () => {
      await aStory('AAAAAA');
      const { customer } = aLicenseRequest().change;
      const count = async (query: Parameters<AuditStore['read']>[0]) => {
        let events = 0;
        for await (const _ of store.read(query)) events += 1;
        return events;
      };
      assert.equal(await count({ customerId: customer.id.toUpperCase() }), 2);
      assert.equal(await count({ customerId: GRACE.tenantId }), 0);
      assert.equal(await count({ from: later(1) }), 0);
      assert.equal(await count({ until: later(1) }), 2);
      assert.equal(await count({ upTo: 1 }), 1);
    });

    it('has its head posted by one instance at a time, again when that one dies over it', async () => {
      await aStory('AAAAAA');
      const schedule = createAuditHeadSchedule(database);
      const at = (milliseconds: number) => new Date(later(milliseconds));
      assert.equal(await schedule.nextDueAt(), null);
      const taken = await Promise.all([1, 2, 3].map(() => schedule.take(at(0), 1000)));
      assert.deepEqual(
        taken.filter((head) => head !== undefined),
        [await store.head()],
      );
      assert.equal(await schedule.nextDueAt(), later(1000));
      assert.equal(await schedule.take(at(999), 1000), undefined);
      assert.equal((await schedule.take(at(1000), 1000))?.seq, 2);
      await schedule.done(at(86_400_000));
      assert.equal(await schedule.nextDueAt(), later(86_400_000));
      assert.equal(await schedule.take(at(3000), 1000), undefined);
    });

    async function withoutGuard(): Promise<void> {
      if (isPostgres(database)) {
        await sql`drop trigger audit_events_append_only on audit_events`.execute(database);
        return;
      }
      await sql`drop trigger audit_events_no_update`.execute(database);
      await sql`drop trigger audit_events_no_delete`.execute(database);
    }
  });
});
