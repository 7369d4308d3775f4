import assert from 'node:assert/strict';
import type { LicenseRequest, RequestStatus } from '../../src/requests/license-request.ts';
import { aBundle, aChangeFor, MINECRAFT } from '../support/a-bundle.ts';
import { aDecision, E3, GRACE, later } from '../support/builders.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { DAY, MINUTE } from '../support/movable-clock.ts';

/** A swap across license groups: Minecraft first, then E3 away. */
function aSwap(first: Partial<LicenseRequest>, second: Partial<LicenseRequest> = { status: 'approved' }) {
  const rig = aFulfilmentRig();
  const assign = [{ sku: MINECRAFT, excludedPlans: [] }];
  const members = aBundle([
    { change: aChangeFor('Ada', { assign, licenseGroup: 'group2' }), ...first },
    { change: aChangeFor('Ada', { assign: [], remove: [E3] }), after: 'MEMB01', ...second },
  ]);
  for (const member of members) rig.put(member);
  rig.partnerCenter.seats.set(MINECRAFT.id, 5);
  return Object.assign(rig, {
    statuses: () => [rig.now('MEMB01').status, rig.now('MEMB02').status],
    sent: () => rig.store.history.filter(({ status }) => status === 'executing').map(({ id }) => id),
  });
}

describe('a linked request', () => {
  it('is carried out when the first one is completed, not before', async () => {
    const rig = aSwap({ status: 'approved' });
    await rig.advance('MEMB02');
    assert.deepEqual(rig.statuses(), ['approved', 'approved']);
    await rig.run();
    assert.deepEqual(rig.statuses(), ['completed', 'completed']);
    assert.deepEqual(rig.sent(), ['MEMB01', 'MEMB02']);
  });

  it('is woken by the first one, and does not wait for its next look', async () => {
    const rig = aSwap({ status: 'approved' });
    await rig.advance('MEMB02');
    const before = rig.clock.iso;
    await rig.run();
    assert.equal(rig.clock.iso, before, 'no time had to go by');
    assert(rig.kinds().includes('first-ended'));
  });

  it('looks again by itself, in case nobody woke it, and keeps its validity in sight', async () => {
    const rig = aSwap({ status: 'awaiting_sign_in' });
    await rig.advance('MEMB02');
    const { dueAt, validUntil } = rig.now('MEMB02');
    assert(dueAt !== null && dueAt > rig.clock.iso && dueAt <= validUntil);
    // The write of a crashed process that ended the first one woke nobody.
    rig.put({ ...rig.now('MEMB01'), status: 'completed', dueAt: null });
    await rig.pass(5 * MINUTE);
    assert.deepEqual(rig.statuses(), ['completed', 'completed']);
  });

  for (const status of ['pending', 'approved', 'awaiting_sign_in', 'awaiting_seats', 'failed'] as const) {
    it(`is cancelled while ${status}, with the reason in words, when the first one ended without effect`, async () => {
      for (const ended of ['rejected', 'cancelled', 'expired'] as const) {
        const rig = aSwap({ status: ended }, { status });
        await rig.advance('MEMB02');
        const second = rig.now('MEMB02');
        assert.deepEqual([second.status, second.problem?.meaning], ['cancelled', 'first-not-made']);
        assert.equal(second.dueAt, null);
        assert.deepEqual(rig.sent(), []);
        assert(rig.store.notices.some(({ kind }) => kind === 'news'));
        assert(rig.store.notices.some(({ kind, to }) => kind === 'card' && to.kind === 'person'));
      }
    });
  }

  it('waits on while the first one may still be made', async () => {
    const open: readonly RequestStatus[] = [
      'pending',
      'awaiting_sign_in',
      'awaiting_seats',
      'executing',
      'unconfirmed',
      'failed',
    ];
    for (const status of open) {
      const rig = aSwap({ status });
      await rig.advance('MEMB02');
      assert.equal(rig.now('MEMB02').status, 'approved', status);
      assert.deepEqual(rig.sent(), []);
    }
  });

  it('ends with the first one when that fails and nobody tries it again', async () => {
    const rig = aSwap({ status: 'approved' });
    rig.partnerCenter.fates = [{ status: 400, code: '60099' }];
    await rig.run();
    assert.deepEqual(rig.statuses(), ['failed', 'approved']);
    await rig.pass(4 * DAY);
    const [first, second] = rig.statuses();
    assert.equal(first, 'expired');
    assert(second === 'cancelled' || second === 'expired', second);
    assert.deepEqual(rig.sent(), ['MEMB01']);
  });

  it('keeps its own rules: a policy that changed sends it back, however the first one went', async () => {
    const rig = aSwap({ status: 'completed' }, { status: 'approved', decisions: [], executor: GRACE });
    await rig.advance('MEMB02');
    assert.equal(rig.now('MEMB02').status, 'pending');
  });

  it('is settled by its own rules once its call is under way', async () => {
    const decisions = [aDecision(GRACE, { at: later(-MINUTE) })];
    const rig = aSwap({ status: 'cancelled' }, { status: 'executing', decisions });
    await rig.advance('MEMB02');
    assert.notEqual(rig.now('MEMB02').status, 'cancelled');
  });
});
