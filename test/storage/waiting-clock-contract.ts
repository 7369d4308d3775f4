import assert from 'node:assert/strict';
import { Outcomes } from '../../src/fulfilment/outcomes.ts';
import { WaitingRequests } from '../../src/fulfilment/waiting-requests.ts';
import { RequestWriter } from '../../src/requests/request-writer.ts';
import { withClock } from '../../src/requests/waiting.ts';
import type { Database } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { aLicenseRequest, aPlan, aReport, aStage, GRACE, KENJI, later, NOW } from '../support/builders.ts';
import { FixedPolicy } from '../support/fixed-policy.ts';
import { DAY } from '../support/movable-clock.ts';
import { StillClock } from '../support/still-clock.ts';

const PLAN = aPlan({
  stages: [aStage([GRACE], { escalation: { afterHours: 60, to: [KENJI] } })],
  reminders: { afterHours: 24, everyHours: 24, atMost: 2 },
});

/** What the clock of waiting requests does on every database, with two instances that look at the same time. */
export function waitingClockContract(where: string, open: () => Promise<Database>): void {
  describe(`the clock of requests that wait ${where}`, () => {
    let database: Database;
    let store: ReturnType<typeof createRequestStore>;
    let clock: StillClock;
    let instances: readonly WaitingRequests[];
    beforeEach(async () => {
      database = await open();
      store = createRequestStore(database);
      clock = new StillClock();
      const policy = new FixedPolicy(PLAN);
      instances = [1, 2].map(() => {
        const writer = new RequestWriter(store, policy, () => {});
        const outcomes = new Outcomes({ writer, clock: clock.read, random: () => 0 });
        return new WaitingRequests({
          outcomes,
          writer,
          policy,
          reachability: { unreachable: async () => [] },
          preflight: { check: async () => aReport() },
        });
      });
      const request = withClock(aLicenseRequest(), PLAN);
      const event = { requestId: request.id, at: NOW, kind: 'submitted', actor: null, facts: {} };
      await store.insert(request, { event, notices: [] });
    });
    afterEach(() => database.destroy());

    /** Lets time go by; at each time that is due, both instances take the request up as they read it. */
    async function pass(milliseconds: number): Promise<void> {
      const end = later(milliseconds, clock.iso);
      for (;;) {
        const next = await store.nextDueAt();
        if (next === null || next > end) break;
        clock.moveTo(next);
        for (const request of await store.due(clock.iso, 10)) {
          await Promise.all(instances.map((instance) => instance.advance(request)));
        }
      }
      clock.moveTo(end);
    }
    const kinds = async () =>
      (await database.selectFrom('audit_events').select('kind').orderBy('seq').execute()).map(
        ({ kind }) => kind,
      );
    const told = async () => {
      const rows = await database.selectFrom('outbox').select('notice').orderBy('id').execute();
      return rows.flatMap(({ notice }) => {
        const { kind, text }: { readonly kind: string; readonly text?: string } = JSON.parse(notice);
        return kind === 'card' ? [] : [text ?? kind];
      });
    };

    it('strikes once each: reminders, others, the end', async () => {
      await pass(DAY - 1);
      assert.deepEqual(await kinds(), ['submitted']);
      await pass(1);
      assert.deepEqual(await told(), ['line.remind.decide', 'card-below']);
      await pass(13 * DAY);
      assert.deepEqual(await kinds(), ['submitted', 'reminded', 'reminded', 'escalated', 'expired']);
      const request = await store.find('K7M2QX');
      assert.deepEqual(request?.escalations, [{ stage: 0, at: later(60 * 3_600_000) }]);
      assert.deepEqual([request?.status, request?.dueAt, request?.wait.reminders], ['expired', null, 0]);
    });
  });
}
