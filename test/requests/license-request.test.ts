import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isEnded,
  isLegalTransition,
  moved,
  REQUEST_STATUSES,
  type RequestStatus,
  touched,
} from '../../src/requests/license-request.ts';
import {
  aDecision,
  aFinding,
  aLicenseRequest,
  anAttempt,
  aProblem,
  aReport,
  aResult,
  E5,
  GRACE,
  KENJI,
  later,
  NOW,
} from '../support/builders.ts';

/** The table of the architecture: where each status may lead. */
const LEADS_TO: Readonly<Record<RequestStatus, readonly RequestStatus[]>> = {
  pending: ['approved', 'rejected', 'cancelled', 'expired'],
  approved: [
    'executing',
    'awaiting_sign_in',
    'awaiting_seats',
    'failed',
    'completed',
    'pending',
    'cancelled',
    'expired',
  ],
  awaiting_sign_in: ['approved', 'pending', 'cancelled', 'expired'],
  awaiting_seats: ['approved', 'awaiting_sign_in', 'pending', 'cancelled', 'expired'],
  executing: ['completed', 'awaiting_seats', 'awaiting_sign_in', 'failed', 'unconfirmed'],
  unconfirmed: ['completed', 'approved', 'failed'],
  completed: [],
  failed: ['approved', 'cancelled', 'expired'],
  rejected: [],
  cancelled: [],
  expired: [],
};

const aStatus = fc.constantFrom(...REQUEST_STATUSES);

describe('the statuses of a request', () => {
  it('are eleven', () => {
    assert.deepEqual([...REQUEST_STATUSES].toSorted(), Object.keys(LEADS_TO).toSorted());
  });

  for (const from of REQUEST_STATUSES) {
    it(`lead from ${from} to ${LEADS_TO[from].join(', ') || 'nowhere'}, and to nothing else`, () => {
      const reached = REQUEST_STATUSES.filter((to) => isLegalTransition(from, to));
      assert.deepEqual(reached.toSorted(), LEADS_TO[from].toSorted());
      for (const to of REQUEST_STATUSES) {
        const move = () => moved(aLicenseRequest({ status: from }), to, NOW);
        if (reached.includes(to)) assert.equal(move().status, to);
        else assert.throws(move, new RegExp(`illegal transition of K7M2QX: ${from} -> ${to}`));
      }
    });
  }

  it('end where nothing leads on', () => {
    const ends = REQUEST_STATUSES.filter((status) => isEnded(status));
    assert.deepEqual(ends.toSorted(), ['cancelled', 'completed', 'expired', 'rejected']);
  });

  it('never let what may have been sent be cancelled, expire or be sent anew unsettled', () => {
    for (const open of ['executing', 'unconfirmed'] as const) {
      assert(!isLegalTransition(open, 'cancelled'));
      assert(!isLegalTransition(open, 'expired'));
      assert(!isLegalTransition(open, 'pending'));
    }
    assert(!isLegalTransition('executing', 'approved'));
  });
});

describe('a change of a request', () => {
  it('makes a new record and leaves the old one as it was', () => {
    const before = aLicenseRequest();
    const copy = structuredClone(before);
    const next = moved(before, 'approved', later(5), { decisions: [aDecision(GRACE)], executor: GRACE });
    assert.deepEqual(before, copy);
    assert.equal(next.status, 'approved');
    assert.equal(next.updatedAt, later(5));
    assert.equal(next.createdAt, before.createdAt);
    assert.deepEqual(next.decisions, [aDecision(GRACE)]);
  });

  it('counts the version up by one, and the revision with every change of status', () => {
    const next = moved(aLicenseRequest({ version: 7, revision: 4 }), 'cancelled', NOW);
    assert.deepEqual([next.version, next.revision], [8, 5]);
  });

  for (const [what, patch, isVisible] of [
    ['a decision', { decisions: [aDecision(KENJI)] }, true],
    ['the executor', { executor: KENJI }, true],
    ['the result', { result: aResult() }, true],
    ['the problem', { problem: aProblem() }, true],
    ['what was found before asking', { preflight: aReport({ findings: [aFinding()] }) }, true],
    ['what was found good', { preflight: aReport({ seats: { [E5.id]: 3 }, checkedAt: later(1) }) }, false],
    ['the time until which it is valid', { validUntil: later(1) }, true],
    ['the attempt under way', { attempt: anAttempt({ sends: 2 }) }, false],
    ['the time of the next look', { dueAt: later(1) }, false],
  ] as const) {
    it(`${isVisible ? 'counts' : 'does not count'} the revision when ${what} changes`, () => {
      const next = touched(aLicenseRequest({ version: 7, revision: 4 }), NOW, patch);
      assert.deepEqual([next.version, next.revision], [8, isVisible ? 5 : 4]);
      assert.equal(next.status, 'pending');
    });
  }

  it('does not count the revision when all is as it was, or was only looked at once more', () => {
    const before = aLicenseRequest({ status: 'completed', result: aResult({ readBacks: 1 }) });
    const same = touched(before, NOW, { result: before.result, problem: null });
    const looked = touched(before, NOW, { result: aResult({ readBacks: 2 }) });
    const seen = touched(before, NOW, { result: aResult({ readBacks: 2, verification: 'seen' }) });
    const { revision } = before;
    assert.deepEqual([same.revision, looked.revision, seen.revision], [revision, revision, revision + 1]);
  });

  it('follows the table along any path, with versions and revisions that only grow', () => {
    fc.assert(
      fc.property(fc.array(aStatus, { maxLength: 40 }), (wanted) => {
        let request = aLicenseRequest();
        for (const to of wanted) {
          const before = request;
          if (!LEADS_TO[before.status].includes(to)) {
            assert.throws(() => moved(before, to, NOW));
            continue;
          }
          request = moved(before, to, NOW);
          assert.equal(request.version, before.version + 1);
          assert(request.revision > before.revision);
        }
      }),
    );
  });

  it('can end from everywhere: no status is a trap', () => {
    const ending = (from: RequestStatus, seen: readonly RequestStatus[] = []): boolean =>
      isEnded(from) || LEADS_TO[from].some((to) => !seen.includes(to) && ending(to, [...seen, from]));
    for (const status of REQUEST_STATUSES) assert(ending(status), status);
  });
});
