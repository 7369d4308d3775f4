import assert from 'node:assert/strict';
import {
  dayIn,
  daysBetween,
  isDay,
  isTimeZone,
  plusDays,
  startOfDay,
  weekdayOf,
} from '../../src/requests/calendar-day.ts';

describe('a day of the calendar', () => {
  for (const [zone, day, start] of [
    ['UTC', '2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['Europe/Istanbul', '2026-12-01', '2026-11-30T21:00:00.000Z'],
    ['Asia/Tokyo', '2026-12-01', '2026-11-30T15:00:00.000Z'],
    ['America/New_York', '2026-07-01', '2026-07-01T04:00:00.000Z'],
    // The night in which clocks are set forward, and back.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  ] as const) {
    it(`begins at ${start} in ${zone}`, () => {
      assert.equal(startOfDay(day, zone), start);
      assert.equal(dayIn(zone, new Date(start)), day);
      assert.equal(dayIn(zone, new Date(Date.parse(start) - 1)), plusDays(day, -1));
    });
  }

  it('is counted over the ends of months and years', () => {
    assert.equal(plusDays('2027-12-31', 1), '2028-01-01');
    assert.equal(daysBetween('2028-02-28', '2028-03-01'), 2);
    assert.equal(weekdayOf('2026-11-25'), 3);
  });

  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', 'x', '', '2026-12-01T00:00']) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(isDay(text), false));
  }

  it('stands in a time zone that exists', () => {
    assert.deepEqual(['Europe/Berlin', 'UTC', 'Mars/Base', ''].map(isTimeZone), [true, true, false, false]);
  });
});
