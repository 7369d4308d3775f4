import assert from 'node:assert/strict';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { awaitedPeople, escalationDueAt, reminderDueAt, withClock } from '../../src/requests/waiting.ts';
import {
  aDecision,
  aLicenseRequest,
  aPlan,
  aProblem,
  aStage,
  GRACE,
  KENJI,
  later,
  MEHMET,
  NOW,
  SARAH,
} from '../support/builders.ts';
import { DAY, HOUR } from '../support/movable-clock.ts';

const REMINDERS = { afterHours: 24, everyHours: 12, atMost: 3 };
const ESCALATION = { afterHours: 48, to: [MEHMET] };
const reminding = aPlan({ reminders: REMINDERS });
const waited = (reminders: number, remindedAt: string | null = null) => ({
  since: NOW,
  reminders,
  remindedAt,
});
const names = (people: readonly { readonly name: string }[]) => people.map(({ name }) => name);

describe('when somebody is reminded', () => {
  const cases: readonly (readonly [string, Partial<LicenseRequest>, string | null])[] = [
    ['a day after the wait began', {}, later(DAY)],
    ['after a stage began to wait', { wait: { ...waited(0), since: later(HOUR) } }, later(DAY + HOUR)],
    ['half a day after the first time', { wait: waited(1, later(DAY)) }, later(DAY + 12 * HOUR)],
    [
      'half a day after a late one, without catching up',
      { wait: waited(1, later(9 * DAY)) },
      later(9.5 * DAY),
    ],
    ['never a fourth time', { wait: waited(3, later(2 * DAY)) }, null],
    ['of a sign-in too', { status: 'awaiting_sign_in' }, later(DAY)],
    ['not of what is being carried out', { status: 'executing' }, null],
    ['not of what has no seat', { status: 'awaiting_seats' }, null],
    ['not of what failed', { status: 'failed' }, null],
    ['not of what was rejected', { status: 'rejected' }, null],
  ];
  for (const [rule, request, dueAt] of cases) {
    it(`is ${rule}`, () => assert.equal(reminderDueAt(aLicenseRequest(request), reminding), dueAt));
  }

  it('is never where the policy says nothing of it', () => {
    assert.equal(reminderDueAt(aLicenseRequest(), aPlan()), null);
  });
});

describe('with working hours', () => {
  // It is Monday morning.
  const workingHours = { days: [1, 4], from: 0, to: 12 * 60, timeZone: 'UTC' };
  const stages = [aStage([GRACE], { escalation: ESCALATION })];
  const plan = aPlan({ reminders: REMINDERS, workingHours, stages });
  const thursday = '2026-03-05T00:00:00.000Z';

  it('waits for them before anybody is reminded, or others may decide', () => {
    assert.equal(reminderDueAt(aLicenseRequest(), plan), thursday);
    assert.equal(escalationDueAt(aLicenseRequest(), plan), thursday);
    assert.equal(withClock(aLicenseRequest(), plan).dueAt, thursday);
  });

  it('makes up for nothing outside of them', () => {
    const friday = '2026-03-06T10:00:00.000Z';
    const monday = '2026-03-09T00:00:00.000Z';
    assert.equal(reminderDueAt(aLicenseRequest(), plan, friday), monday);
    assert.equal(escalationDueAt(aLicenseRequest(), plan, friday), monday);
    const inside = '2026-03-05T10:00:00.000Z';
    assert.equal(reminderDueAt(aLicenseRequest(), plan, inside), inside);
  });

  it('lets others decide at once where too few ever could', () => {
    const blocked = aPlan({ workingHours, stages: [aStage([SARAH], { escalation: ESCALATION })] });
    assert.equal(escalationDueAt(aLicenseRequest(), blocked), NOW);
  });
});

describe('when others may decide as well', () => {
  const two = (first = aStage([GRACE, KENJI]), second = aStage([KENJI])) =>
    aPlan({ stages: [first, second] });
  const slow = aStage([GRACE, KENJI], { escalation: ESCALATION });
  it('is after two days of a stage', () => {
    assert.equal(escalationDueAt(aLicenseRequest(), two(slow)), later(2 * DAY));
  });

  it('is no more when it was so once', () => {
    const request = aLicenseRequest({ escalations: [{ stage: 0, at: NOW }] });
    assert.equal(escalationDueAt(request, two(slow)), null);
  });

  it('counts each stage for itself', () => {
    const second = aStage([KENJI], { escalation: ESCALATION });
    const request = aLicenseRequest({
      escalations: [{ stage: 0, at: NOW }],
      decisions: [aDecision(GRACE)],
      wait: { ...waited(0), since: later(DAY) },
    });
    assert.equal(escalationDueAt(request, two(slow, second)), later(3 * DAY));
  });

  it('is never for a stage that does not say so, and after the sign-off', () => {
    assert.equal(escalationDueAt(aLicenseRequest(), two()), null);
    assert.equal(escalationDueAt(aLicenseRequest({ status: 'approved' }), two(slow)), null);
  });

  it('is at once where the only approver asks', () => {
    const plan = aPlan({ stages: [aStage([SARAH], { escalation: ESCALATION })] });
    assert.equal(escalationDueAt(aLicenseRequest(), plan), NOW);
  });

  it('is at its time where an approver is only not known yet', () => {
    const stage = aStage([SARAH], { unresolved: ['new@partner.example'], escalation: ESCALATION });
    assert.equal(escalationDueAt(aLicenseRequest(), aPlan({ stages: [stage] })), later(2 * DAY));
  });
});

describe('the people for whom a request waits', () => {
  it('are those who may decide now', () => {
    const plan = aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 }), aStage([MEHMET])] });
    assert.deepEqual(names(awaitedPeople(aLicenseRequest(), plan)), names([GRACE, KENJI]));
    const decided = aLicenseRequest({ decisions: [aDecision(GRACE)] });
    assert.deepEqual(names(awaitedPeople(decided, plan)), names([KENJI]));
  });

  it('are the delegate alone while an approver is away', () => {
    const delegations = [{ delegator: GRACE, delegate: MEHMET, from: NOW, until: later(DAY) }];
    assert.deepEqual(names(awaitedPeople(aLicenseRequest(), aPlan({ delegations }))), names([KENJI, MEHMET]));
  });

  it('are the executor who must sign in, or the others where the executor lacks the role', () => {
    const request = aLicenseRequest({ status: 'awaiting_sign_in' });
    assert.deepEqual(names(awaitedPeople(request, aPlan())), names([GRACE]));
    const problem = aProblem({ meaning: 'missing-role' });
    assert.deepEqual(names(awaitedPeople({ ...request, problem }, aPlan())), names([KENJI]));
  });

  it('are nobody while nobody can act', () => {
    for (const status of ['approved', 'executing', 'completed', 'expired', 'cancelled'] as const) {
      assert.deepEqual(awaitedPeople(aLicenseRequest({ status }), aPlan()), []);
    }
  });
});

describe('the clock of a request that waits', () => {
  const plan = aPlan({ stages: [aStage([GRACE], { escalation: ESCALATION })], reminders: REMINDERS });
  for (const [what, request, dueAt] of [
    ['the reminder', {}, later(DAY)],
    ['the escalation', { wait: waited(3, later(DAY)) }, later(2 * DAY)],
    ['the end', { validUntil: later(HOUR) }, later(HOUR)],
    ['the end when all else was', { wait: waited(3), escalations: [{ stage: 0, at: NOW }] }, later(14 * DAY)],
  ] as const) {
    it(`strikes at the first of all: ${what}`, () => {
      assert.equal(withClock(aLicenseRequest(request), plan).dueAt, dueAt);
    });
  }

  it('is not touched while a request waits for no people', () => {
    const request = aLicenseRequest({ status: 'awaiting_seats' });
    assert.equal(withClock(request, plan), request);
  });
});
