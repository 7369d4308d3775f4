import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isLegalTransition,
  type LicenseRequest,
  moved,
  REQUEST_STATUSES,
  touched,
} from '../../src/requests/license-request.ts';
import type { Press } from '../../src/requests/press.ts';
import { aLicenseRequest, aPerson, aPlan, aStage, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';
import { HOUR } from '../support/movable-clock.ts';
import { aRequestRig } from '../support/request-rig.ts';

const PEOPLE = [SARAH, GRACE, KENJI, MEHMET, aPerson('Somebody Else')];
const VERBS = ['approve', 'reject', 'cancel', 'retry', 'run', 'giveUp', 'signIn'] as const;
const PLANS = [
  aPlan(),
  aPlan({ stages: [aStage([GRACE, KENJI, MEHMET], { need: 2 })], digest: 'rules-2' }),
  aPlan({ stages: [aStage([MEHMET]), aStage([GRACE, KENJI])], digest: 'rules-3' }),
];

const aPressOfSomebody = fc.record({
  kind: fc.constant('press' as const),
  verb: fc.constantFrom(...VERBS),
  by: fc.constantFrom(...PEOPLE),
  /** How many revisions ago the card was drawn; null for words. */
  age: fc.constantFrom(0, 0, 0, 1, 2, null),
});

const aStep = fc.oneof(
  { weight: 6, arbitrary: aPressOfSomebody },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('worker' as const), to: fc.constantFrom(...REQUEST_STATUSES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('policy' as const), plan: fc.constantFrom(...PLANS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), hours: fc.nat({ max: 100 }) }) },
);

/** What a reader of a card sees of a request. */
const visible = ({ status, decisions, executor, result, problem, validUntil }: LicenseRequest) =>
  JSON.stringify({ status, decisions, executor, result, problem, validUntil });

describe('a request, whoever does what in whatever order', () => {
  it('takes legal steps only, loses no decision and counts what its readers see', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(aStep, { maxLength: 3 }), { maxLength: 25 }), async (rounds) => {
        const rig = aRequestRig();
        const { service, store, policy, clock } = rig;
        const first = store.put(aLicenseRequest());
        const confirmed: string[] = [];

        const press = async ({
          verb,
          by,
          age,
        }: {
          verb: (typeof VERBS)[number];
          by: Press['by'];
          age: number | null;
        }) => {
          const { id, revision } = store.now(first.id);
          const seen: Press = { requestId: id, by, revision: age === null ? null : revision - age };
          switch (verb) {
            case 'approve':
            case 'reject': {
              const { decisions } = await service[verb](seen, 'because');
              confirmed.push(JSON.stringify(decisions.at(-1)));
              return;
            }
            case 'run': {
              const { decisions } = await service.runWithMyAccount(seen);
              confirmed.push(JSON.stringify(decisions.at(-1)));
              return;
            }
            case 'signIn':
              return service.resumeAfterSignIn(by);
            default:
              await service[verb](seen);
          }
        };

        for (const round of rounds) {
          const steps = round.map(async (step) => {
            switch (step.kind) {
              case 'press':
                return press(step).catch((error) => assert.equal(error.name, 'RequestError', error));
              case 'worker': {
                const now = store.now(first.id);
                const next = isLegalTransition(now.status, step.to)
                  ? moved(now, step.to, clock.iso)
                  : touched(now, clock.iso, { dueAt: clock.iso });
                const event = { requestId: now.id, at: clock.iso, kind: 'worker', actor: null, facts: {} };
                await store.save(next, { event, notices: [] });
                return;
              }
              case 'policy':
                policy.plan = step.plan;
                return;
              case 'time':
                clock.advance(step.hours * HOUR);
            }
          });
          await Promise.all(steps);
        }

        let before: LicenseRequest = first;
        for (const next of store.history) {
          assert(next.status === before.status || isLegalTransition(before.status, next.status));
          assert.equal(next.version, before.version + 1);
          assert(next.revision >= before.revision);
          if (visible(next) !== visible(before)) assert(next.revision > before.revision);
          assert.deepEqual(next.decisions.slice(0, before.decisions.length), before.decisions);
          before = next;
        }
        const kept = before.decisions.map((decision) => JSON.stringify(decision));
        assert.deepEqual(
          kept,
          confirmed.toSorted((a, b) => kept.indexOf(a) - kept.indexOf(b)),
        );
        assert(!before.decisions.some(({ by }) => by.name === SARAH.name));
      }),
      { numRuns: 150 },
    );
  });
});
