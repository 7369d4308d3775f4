import type { ApprovalPlan } from './approval-policy.ts';
import { hoursAfter } from './hours.ts';
import type { LicenseRequest } from './license-request.ts';
import { needsOtherExecutor } from './needs-other-executor.ts';
import { isAmong, isSamePerson, type Person, type PersonId } from './person.ts';
import { checkDueAt } from './preflight-report.ts';
import { approversOf, mayExecute, standingOf } from './sign-off.ts';
import { nextWorkingTime } from './working-hours.ts';

/** Who can act on a request now, and is not away: they are the ones to remind. */
export function awaitedPeople(request: LicenseRequest, plan: ApprovalPlan): readonly Person[] {
  switch (request.status) {
    case 'pending': {
      const { eligible, seats } = standingOf(plan, request);
      const isAway = (person: Person) =>
        seats.some(({ onBehalfOf }) => onBehalfOf !== null && isSamePerson(onBehalfOf, person));
      return eligible.filter((person) => !isAway(person));
    }
    case 'awaiting_sign_in': {
      const { executor } = request;
      if (!executor || !needsOtherExecutor(request)) return executor ? [executor] : [];
      return approversOf(plan, request).filter(
        (person) => mayExecute(plan, request, person) && !isSamePerson(person, executor),
      );
    }
    default:
      return [];
  }
}

/** Whether a request waits for this person. */
export function isAwaited(person: PersonId, request: LicenseRequest, plan: ApprovalPlan): boolean {
  return isAmong(awaitedPeople(request, plan), person);
}

/** When those for whom a request waits are reminded next, as seen `now`; null when they no longer are. */
export function reminderDueAt(
  { status, wait }: LicenseRequest,
  { reminders, workingHours }: Pick<ApprovalPlan, 'reminders' | 'workingHours'>,
  now: string | null = null,
): string | null {
  if (status !== 'pending' && status !== 'awaiting_sign_in') return null;
  if (!reminders || wait.reminders >= reminders.atMost) return null;
  const hours = wait.reminders === 0 ? reminders.afterHours : reminders.everyHours;
  return inHours(hoursAfter(wait.remindedAt ?? wait.since, hours), workingHours, now);
}

/** When others may decide as well in the stage that waits: at once where too few of it ever could. */
export function escalationDueAt(
  request: LicenseRequest,
  plan: ApprovalPlan,
  now: string | null = null,
): string | null {
  if (request.status !== 'pending') return null;
  const { stage: index, seats, missing } = standingOf(plan, request);
  const stage = plan.stages[index];
  if (!stage?.escalation || request.escalations.some((escalation) => escalation.stage === index)) return null;
  const canDecide = seats.filter(({ onBehalfOf }) => onBehalfOf === null).length + stage.unresolved.length;
  return canDecide < missing
    ? request.wait.since
    : inHours(hoursAfter(request.wait.since, stage.escalation.afterHours), plan.workingHours, now);
}

/** When it is checked again whether a pending request can work. */
export function preflightDueAt({ status, preflight }: LicenseRequest): string | null {
  return status === 'pending' ? checkDueAt(preflight) : null;
}

/** The request with the time at which the clock has to look at it again, where it waits for people. */
export function withClock(
  request: LicenseRequest,
  plan: ApprovalPlan,
  now: string | null = null,
): LicenseRequest {
  if (request.status !== 'pending' && request.status !== 'awaiting_sign_in') return request;
  const times = [
    request.validUntil,
    reminderDueAt(request, plan, now),
    escalationDueAt(request, plan, now),
    preflightDueAt(request),
  ];
  const dueAt = times.filter((time) => time !== null).reduce((one, other) => (one < other ? one : other));
  return { ...request, dueAt };
}

/** What could not be done in its own time is not made up for at night. */
function inHours(time: string, hours: ApprovalPlan['workingHours'], now: string | null): string {
  if (!hours) return time;
  return nextWorkingTime(now !== null && now > time ? now : time, hours);
}
