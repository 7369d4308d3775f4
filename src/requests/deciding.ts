import type { ApprovalPlan } from './approval-policy.ts';
import type { Seat } from './delegation.ts';
import { RequestError } from './errors.ts';
import { hoursAfter } from './hours.ts';
import { type Decision, moved, touched } from './license-request.ts';
import { isAmong, isSamePerson } from './person.ts';
import type { Pressed } from './press.ts';
import { lineInThread } from './request-notices.ts';
import type { Transition } from './request-writer.ts';
import { approversOf, standingOf } from './sign-off.ts';
import { waitFrom } from './wait.ts';

/** An approval; when the last stage is complete the request is `approved` and its executor whoever pressed. Throws `RequestError`. */
export function approvedBy(pressed: Pressed, reason: string | null): Transition {
  const { request, plan, press, now } = pressed;
  const decision = decisionOf('approve', { seat: seatToDecide(pressed), reason, plan, now });
  const decisions = [...request.decisions, decision];
  const facts = { shownRevision: press.revision };
  const { isComplete, stage } = standingOf(plan, { ...request, decisions });
  if (!isComplete) {
    const isSameStage = standingOf(plan, request).stage === stage;
    const wait = isSameStage ? request.wait : waitFrom(now);
    const next = touched(request, now, { decisions, wait });
    return { next, kind: 'approved-stage', actor: press.by, facts, plan };
  }
  const validUntil = hoursAfter(now, plan.validForHours);
  const patch = { decisions, executor: press.by, validUntil, dueAt: now, problem: null };
  return { next: moved(request, 'approved', now, patch), kind: 'approved', actor: press.by, facts, plan };
}

/** A rejection, with a reason that the requester is told. Throws `RequestError`. */
export function rejectedBy(pressed: Pressed, reason: string | null): Transition {
  const { request, plan, press, now } = pressed;
  const seat = seatToDecide(pressed);
  if (plan.rejectionNeedsReason && !reason) throw new RequestError('reason-required');
  const decisions = [...request.decisions, decisionOf('reject', { seat, reason, plan, now })];
  const next = moved(request, 'rejected', now, { decisions, dueAt: null });
  const text = reason ? 'line.rejectedWithReason' : 'line.rejected';
  const lines = [lineInThread(next, text, { approver: press.by.name, reason: reason ?? '' })];
  const facts = { shownRevision: press.revision };
  return { next, kind: 'rejected', actor: press.by, facts, lines, plan };
}

/** What is recorded of a decision: by whom and in whose place, why, when, and under which policy. */
export function decisionOf(
  kind: Decision['kind'],
  about: {
    readonly seat: Seat;
    readonly reason: string | null;
    readonly plan: ApprovalPlan;
    readonly now: string;
  },
): Decision {
  const { seat, reason, plan, now } = about;
  return { by: seat.person, onBehalfOf: seat.onBehalfOf, kind, reason, at: now, policyDigest: plan.digest };
}

/** As whom somebody decides. Throws where they may not. */
function seatToDecide({ request, plan, press, now }: Pressed): Seat {
  const isOwn = isSamePerson(press.by, request.requester) && !plan.allowsSelfApproval;
  if (isOwn) throw new RequestError(request.status === 'pending' ? 'own-request' : 'already-decided');
  const seat = standingOf(plan, request).seats.find(({ person }) => isSamePerson(person, press.by));
  if (!seat && !isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
  if (request.status !== 'pending' || request.validUntil <= now) throw new RequestError('already-decided');
  if (!seat) throw new RequestError('nothing-to-decide');
  if (press.revision !== null && press.revision !== request.revision)
    throw new RequestError('changed-meanwhile');
  return { ...seat, person: press.by };
}
