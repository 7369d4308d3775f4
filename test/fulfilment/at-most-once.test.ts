import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLegalTransition, type RequestStatus } from '../../src/requests/license-request.ts';
import { aLicenseChange, aLicenseRequest, aUserReference, E3, E5 } from '../support/builders.ts';
import type { Fate } from '../support/fake-license-updates.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const ADA = aUserReference();

const aFate = fc.constantFrom<Fate>(
  'carried-out',
  'not-connected',
  'cut-before',
  'cut-after',
  '503-before',
  '503-after',
  'hangs-before',
  'hangs-after',
  { status: 429, retryAfterMs: 20_000 },
  { status: 500, code: '800003' },
  { status: 401, code: '400' },
  { status: 403, code: '900308' },
  { status: 400, code: '60012' },
);

type Story = {
  readonly fates: readonly Fate[];
  readonly remembersForMs: number;
  readonly readLagMs: number;
  /** When the licenses cannot be read, in minutes from the beginning. */
  readonly blind: { readonly from: number; readonly minutes: number };
  /** Which writes of the worker fail with the process, and how many instances work. */
  readonly crashes: readonly number[];
  readonly instances: number;
};

const aStory: fc.Arbitrary<Story> = fc.record({
  fates: fc.array(aFate, { maxLength: 8 }),
  remembersForMs: fc.constantFrom(0, MINUTE, Number.POSITIVE_INFINITY),
  readLagMs: fc.constantFrom(0, 20 * SECOND, 4 * MINUTE),
  blind: fc.record({ from: fc.nat(10), minutes: fc.nat(30) }),
  crashes: fc.uniqueArray(fc.nat(12), { maxLength: 3 }),
  instances: fc.integer({ min: 1, max: 3 }),
});

/** Lets the workers of all instances go on for some hours, whatever they meet. */
async function live(rig: ReturnType<typeof aFulfilmentRig>, story: Story): Promise<void> {
  const { store, clock, partnerCenter, fulfilment } = rig;
  const began = clock.read().getTime();
  let writes = 0;
  store.beforeSave = async () => {
    if (story.crashes.includes(writes++)) throw new Error('power cut');
  };
  for (let rounds = 0; rounds < 400; rounds++) {
    const minutes = (clock.read().getTime() - began) / MINUTE;
    const { from } = story.blind;
    partnerCenter.isReadable = minutes < from || minutes >= from + story.blind.minutes;
    const due = await store.due(clock.iso, 5);
    // A call that hangs is abandoned with its instance; the others go on.
    const work = due.flatMap((request) =>
      Array.from({ length: story.instances }, () => fulfilment.advance(request).catch(() => {})),
    );
    await Promise.race([Promise.all(work), new Promise((resolve) => setImmediate(resolve))]);
    await new Promise((resolve) => setImmediate(resolve));
    const next = await store.nextDueAt();
    if (next === null || Date.parse(next) - began > 3 * HOUR) return;
    clock.moveTo(next);
    clock.advance(1);
  }
}

describe('at most one effective update', () => {
  it('comes of one approval, and the status says the truth, whatever is lost, forgotten or cut off', async function tryStories() {
    this.timeout(120_000);
    let completed = 0;
    await fc.assert(
      fc.asyncProperty(aStory, async (story) => {
        const rig = aFulfilmentRig();
        const { partnerCenter } = rig;
        partnerCenter.give(ADA.id, E3.id);
        rig.put(aLicenseRequest({ status: 'approved', change: aLicenseChange({ remove: [E3] }) }));
        partnerCenter.fates = [...story.fates];
        partnerCenter.remembersForMs = story.remembersForMs;
        partnerCenter.readLagMs = story.readLagMs;
        await live(rig, story);

        const { status } = rig.now();
        const has = [...partnerCenter.licensesOf(ADA.id)];
        assert(partnerCenter.effects <= 1, `${partnerCenter.effects} effects`);
        if (status === 'completed') assert.deepEqual([partnerCenter.effects, ...has], [1, E5.id]);
        if (['failed', 'awaiting_seats', 'awaiting_sign_in', 'approved'].includes(status)) {
          assert.deepEqual([partnerCenter.effects, ...has], [0, E3.id], status);
        }
        completed += Number(status === 'completed');

        let before: RequestStatus = 'approved';
        for (const next of rig.store.history) {
          assert(next.status === before || isLegalTransition(before, next.status));
          before = next.status;
        }
      }),
      { numRuns: 300 },
    );
    assert(completed > 60, `only ${completed} stories ended well`);
  });
});
