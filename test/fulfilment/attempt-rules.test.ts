import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  growingDelay,
  isProvenNotApplied,
  LEASE_MS,
  lastSendOf,
  mustReadBeforeSending,
  READ_BACK_DELAYS_MS,
  REPEAT_TRUSTED_MS,
  RETRY_DEADLINE_MS,
  retryDelay,
  SEAT_PACING,
} from '../../src/fulfilment/attempt-rules.ts';
import { aLicenseRequest, anAttempt, later, NOW } from '../support/builders.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const at = (milliseconds: number) => new Date(later(milliseconds));

describe('the wait before the next send', () => {
  for (const [sends, seconds] of [
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 16],
    [6, 30],
    [20, 30],
  ] as const) {
    it(`is ${seconds} s after send ${sends}, and at most a quarter more`, () => {
      assert.equal(retryDelay(sends, null, 0), seconds * SECOND);
      assert.equal(retryDelay(sends, null, 1), seconds * SECOND * 1.25);
    });
  }

  it('is never shorter than Partner Center asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(600_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sends, asked, random) => {
          const delay = retryDelay(sends, asked, random);
          assert(delay >= asked);
          assert(delay <= Math.max(asked, 37_500));
        },
      ),
    );
  });
});

describe('the wait before the next look', () => {
  for (const [age, minutes] of [
    [0, 1],
    [20 * MINUTE, 5],
    [40 * MINUTE, 10],
    [48 * HOUR, 15],
  ] as const) {
    it(`is ${minutes} min when a request has waited for ${age / MINUTE} min`, () => {
      assert.equal(growingDelay(NOW, at(age), SEAT_PACING, 0), minutes * MINUTE);
    });
  }

  it('has up to a fifth of jitter', () => {
    assert.equal(growingDelay(NOW, at(0), SEAT_PACING, 1), 1.2 * MINUTE);
  });
});

describe('a repeat', () => {
  it('is trusted to be recognised for two minutes after the first send', () => {
    const ambiguous = anAttempt({ isAmbiguous: true, lastSentAt: later(MINUTE) });
    assert.equal(mustReadBeforeSending(ambiguous, at(REPEAT_TRUSTED_MS)), false);
    assert.equal(mustReadBeforeSending(ambiguous, at(REPEAT_TRUSTED_MS + 1)), true);
  });

  it('needs no look when nothing can have been applied', () => {
    assert.equal(mustReadBeforeSending(anAttempt({ isAmbiguous: false }), at(HOUR)), false);
  });

  it('is made for ten minutes, and never beyond the validity of the approval', () => {
    const attempt = anAttempt();
    const lastSend = (validUntil: string) => lastSendOf({ ...aLicenseRequest({ validUntil }), attempt });
    assert.equal(lastSend(later(HOUR)), later(RETRY_DEADLINE_MS));
    assert.equal(lastSend(later(MINUTE)), later(MINUTE));
  });

  it('is never made before a call can be over: the lease is longer than the longest call', () => {
    assert(LEASE_MS > 60 * SECOND);
  });
});

describe('a change that is not seen', () => {
  it('is proven not to be made five minutes after the last send', () => {
    const attempt = anAttempt({ lastSentAt: later(MINUTE) });
    assert.equal(isProvenNotApplied(attempt, at(6 * MINUTE)), false);
    assert.equal(isProvenNotApplied(attempt, at(6 * MINUTE + 1)), true);
  });

  it('is looked for five times, the first time at once', () => {
    assert.deepEqual(READ_BACK_DELAYS_MS, [0, 5 * SECOND, 20 * SECOND, MINUTE, 4 * MINUTE]);
  });
});
