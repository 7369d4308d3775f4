import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextWorkingTime, type WorkingHours } from '../../src/requests/working-hours.ts';

const OFFICE: WorkingHours = {
  days: [1, 2, 3, 4, 5],
  from: 8 * 60,
  to: 18 * 60,
  timeZone: 'Europe/Berlin',
};

describe('working hours', () => {
  for (const [what, time, next] of [
    ['are now at noon', '2026-03-04T11:00:07.123Z', '2026-03-04T11:00:07.123Z'],
    ['are now when they begin', '2026-03-04T07:00:00.000Z', '2026-03-04T07:00:00.000Z'],
    ['are later the same day in the early morning', '2026-03-04T03:12:44.500Z', '2026-03-04T07:00:00.000Z'],
    ['are over at their end', '2026-03-04T17:00:00.000Z', '2026-03-05T07:00:00.000Z'],
    ['are not at the weekend', '2026-03-06T17:30:00.000Z', '2026-03-09T07:00:00.000Z'],
    ['begin by the clocks that were changed', '2026-03-28T10:00:00.000Z', '2026-03-30T06:00:00.000Z'],
    ['begin by the clocks that were changed back', '2026-10-24T10:00:00.000Z', '2026-10-26T07:00:00.000Z'],
  ] as const) {
    it(what, () => assert.equal(nextWorkingTime(time, OFFICE), next));
  }

  it('may last all day, and on any day', () => {
    const always = { ...OFFICE, days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 24 * 60 };
    assert.equal(nextWorkingTime('2026-03-07T23:59:59.999Z', always), '2026-03-07T23:59:59.999Z');
    const sundays = { ...always, days: [0], timeZone: 'UTC' };
    assert.equal(nextWorkingTime('2026-03-09T00:00:00.000Z', sundays), '2026-03-15T00:00:00.000Z');
  });

  it('begin in the hour that is left out, when clocks are changed, at the next one', () => {
    const early = { ...OFFICE, days: [0], from: 2 * 60 + 30, to: 5 * 60 };
    assert.equal(nextWorkingTime('2026-03-28T23:30:00.000Z', early), '2026-03-29T01:30:00.000Z');
  });

  it('are never before, and at most a week away, in every time zone', () => {
    const hours = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      from: fc.integer({ min: 0, max: 22 * 60 }),
      timeZone: fc.constantFrom(
        'UTC',
        'Europe/Istanbul',
        'Asia/Tokyo',
        'America/New_York',
        'Australia/Lord_Howe',
      ),
    });
    const time = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2027-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(hours, time, (some, date) => {
        const office = { ...some, to: some.from + 120 };
        const next = nextWorkingTime(date.toISOString(), office);
        assert.equal(nextWorkingTime(next, office), next, 'it lies in them');
        const wait = Date.parse(next) - date.getTime();
        assert(wait >= 0 && wait <= 7 * 25 * 3_600_000, `${wait}`);
      }),
    );
  });
});
