import assert from 'node:assert/strict';
import { retryAfterMs } from '../../src/partner-center/retry-after.ts';

describe('Retry-After', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  const cases: readonly (readonly [header: string | null, wait: number | null])[] = [
    ['57', 57_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['0.5', 500],
    ['Mon, 02 Mar 2026 10:01:00 GMT', 60_000],
    ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
    ['99999999999', 3_600_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 3_600_000],
    ['soon', null],
    ['', null],
    [null, null],
  ];
  for (const [header, wait] of cases) {
    it(`“${header}” is ${wait === null ? 'no wait' : `${wait} ms`}`, () => {
      assert.equal(retryAfterMs(header, now), wait);
    });
  }
});
