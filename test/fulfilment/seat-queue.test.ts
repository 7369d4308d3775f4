import assert from 'node:assert/strict';
import { SeatQueue } from '../../src/fulfilment/seat-queue.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { aDecision, aLicenseRequest, aProblem, GRACE, later } from '../support/builders.ts';

const waiting = (id: string, approvedAt: string): LicenseRequest =>
  aLicenseRequest({
    id,
    status: 'awaiting_seats',
    problem: aProblem({ meaning: 'no-seats' }),
    decisions: [aDecision(GRACE, { at: approvedAt })],
    validUntil: later(86_400_000),
  });
const FIRST = waiting('FIRST1', later(0));
const SECOND = waiting('SECND1', later(1000));

/** A queue of both, whose directory sees these numbers of free seats, one at each reading. */
function aQueue(...readings: readonly number[]) {
  const left = [...readings];
  return new SeatQueue(
    { list: async () => [FIRST, SECOND] },
    { free: async () => left.shift() ?? assert.fail('the seats were read once too often') },
  );
}

describe('the queue for a seat', () => {
  it('lets whoever was approved first try first', async () => {
    assert.equal(await aQueue(1).turnOf(FIRST, later(2000)), 'try');
    assert.equal(await aQueue(1).turnOf(SECOND, later(2000)), 'others-turn');
    assert.equal(await aQueue(0).turnOf(FIRST, later(2000)), 'no-seat');
  });

  it('looks at the seats once, so that one that goes meanwhile lets nobody overtake', async () => {
    assert.equal(await aQueue(1, 0).turnOf(SECOND, later(2000)), 'others-turn');
  });
});
