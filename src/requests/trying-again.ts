import { decisionOf } from './deciding.ts';
import { RequestError } from './errors.ts';
import { type LicenseRequest, moved, type RequestPatch } from './license-request.ts';
import { isAmong, isSamePerson, type PersonId } from './person.ts';
import type { Pressed } from './press.ts';
import type { Transition } from './request-writer.ts';
import { approversOf, seatToExecute } from './sign-off.ts';

/** *Try again* of what failed or waits for a seat or a sign-in; open to approvers while it is valid. Throws `RequestError`. */
export function retriedBy({ request, plan, press, now }: Pressed): Transition {
  if (!isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
  if (!['failed', 'awaiting_seats', 'awaiting_sign_in'].includes(request.status))
    throw new RequestError('already-decided');
  // Everybody was told already what it waits for.
  const patch = request.status === 'awaiting_seats' ? { problem: request.problem } : {};
  return { next: approvedAnew(request, now, patch), kind: 'retried', actor: press.by, plan };
}

/** *Run with my account*: another eligible approver becomes the executor, by a recorded decision of its own. Throws `RequestError`. */
export function takenOverBy({ request, plan, press, now }: Pressed): Transition {
  if (isSamePerson(press.by, request.requester)) throw new RequestError('own-request');
  const seat = seatToExecute(plan, request, press.by);
  if (!seat) throw new RequestError('not-an-approver');
  if (request.status !== 'awaiting_sign_in' && request.status !== 'failed')
    throw new RequestError('already-decided');
  const decisions = [...request.decisions, decisionOf('run', { seat, reason: null, plan, now })];
  const next = approvedAnew(request, now, { decisions, executor: press.by });
  return { next, kind: 'executor-changed', actor: press.by, plan };
}

/** What waited for a person's sign-in goes on after it; undefined for what does not, or is no longer valid. */
export function resumedFor(person: PersonId, request: LicenseRequest, now: string): Transition | undefined {
  const isTheirs = request.executor !== null && isSamePerson(request.executor, person);
  const isWaiting = request.status === 'awaiting_sign_in' && request.validUntil > now;
  if (!isTheirs || !isWaiting) return undefined;
  return { next: approvedAnew(request, now, {}), kind: 'signed-in', actor: person };
}

/** An approver who looked says that an unconfirmed request was not applied and is given up. Throws `RequestError`. */
export function givenUpBy({ request, plan, press, now }: Pressed): Transition {
  if (!isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
  if (request.status !== 'unconfirmed') throw new RequestError('already-decided');
  const next = moved(request, 'failed', now, { attempt: null, dueAt: request.validUntil });
  return { next, kind: 'given-up', actor: press.by, plan };
}

/** What was approved is carried out anew, as long as the approval is valid. */
function approvedAnew(request: LicenseRequest, now: string, patch: RequestPatch): LicenseRequest {
  if (request.validUntil <= now) throw new RequestError('already-decided');
  return moved(request, 'approved', now, { attempt: null, problem: null, dueAt: now, ...patch });
}
