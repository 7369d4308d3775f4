import { meaningOfAnswer } from '../partner-center/error-meanings.ts';
import type { PartnerCenterError } from '../partner-center/errors.ts';
import type { ApprovalPlan } from '../requests/approval-policy.ts';
import type { AuditEvent } from '../requests/audit-trail.ts';
import {
  type Attempt,
  type LicenseRequest,
  moved,
  type Problem,
  type RequestPatch,
  type Result,
  touched,
} from '../requests/license-request.ts';
import type { Notice } from '../requests/notice.ts';
import { lineInThread, lineToHelpdesk, signInCard } from '../requests/request-notices.ts';
import type { RequestWriter, TransitionNote } from '../requests/request-writer.ts';
import { growingDelay, type Pacing, SEAT_PACING, TOKEN_PACING } from './attempt-rules.ts';
import type { ExecutorToken } from './executor-tokens.ts';
import { approvedAt, isWaitingForSeat } from './seat-queue.ts';

export type OutcomesDependencies = {
  readonly writer: RequestWriter;
  readonly clock: () => Date;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
};

/** A request with its call under way. */
export type Executing = LicenseRequest & { readonly attempt: Attempt };

type Facts = AuditEvent['facts'];

/** Writes down what became of a request: each method is one compare-and-set write with its notices. */
export class Outcomes {
  readonly #deps: OutcomesDependencies;

  constructor(dependencies: OutcomesDependencies) {
    this.#deps = dependencies;
  }

  /** The change was made, or found in place. */
  async complete(
    request: LicenseRequest,
    outcome: Pick<Result, 'wasInPlace' | 'correlationId' | 'warnings'>,
    facts: Facts = {},
  ): Promise<void> {
    const now = this.now();
    const isSeen = outcome.wasInPlace || request.status === 'unconfirmed';
    const result: Result = { ...outcome, at: now, verification: isSeen ? 'seen' : null, readBacks: 0 };
    const attempt = request.attempt && { ...request.attempt, isUnderWay: false, isAmbiguous: false };
    const patch = { attempt, result, problem: null, dueAt: isSeen ? null : now };
    const next = moved(request, 'completed', now, patch);
    const count = outcome.warnings.length;
    const text = outcome.wasInPlace
      ? 'line.inPlace'
      : count > 0
        ? 'line.completedWithWarnings'
        : 'line.completed';
    const lines = [lineInThread(next, text, count > 0 ? { count } : {})];
    const allFacts = { ...facts, correlationId: outcome.correlationId, wasInPlace: outcome.wasInPlace };
    return this.#save(next, { kind: 'completed', facts: allFacts, lines });
  }

  /** An ambiguous attempt whose change is in the user's licenses. */
  async foundInPlace(request: Executing, facts: Facts = {}): Promise<void> {
    const { correlationId, sends } = request.attempt;
    return this.complete(request, { wasInPlace: false, correlationId, warnings: [] }, { ...facts, sends });
  }

  /** Partner Center said no and nothing of this attempt can have been applied. The sign-in cases are not among them. */
  async refused(request: Executing, error: PartnerCenterError): Promise<void> {
    const problem = this.problemOf(error);
    const facts = factsOf(error);
    const line = problemLine(request, problem);
    switch (meaningOfAnswer(error.httpStatus, error.code).action) {
      case 'wait-for-seats':
        return this.awaitSeats(request, problem, facts);
      case 'other-approver': {
        const patch = { attempt: null, problem, dueAt: request.validUntil };
        const next = moved(request, 'awaiting_sign_in', this.now(), patch);
        return this.#save(next, { kind: 'executor-lacks-role', facts, lines: [line] });
      }
      default: {
        const patch = { attempt: null, problem, dueAt: request.validUntil };
        const next = moved(request, 'failed', this.now(), patch);
        return this.#save(next, { kind: 'failed', facts, lines: [line] });
      }
    }
  }

  /** No license is left. Everybody is told once, not at each try. */
  async awaitSeats(request: LicenseRequest, problem: Problem, facts: Facts = {}): Promise<void> {
    const patch = { attempt: null, problem, dueAt: this.grownFrom(approvedAt(request), SEAT_PACING) };
    const next = moved(request, 'awaiting_seats', this.now(), patch);
    const lines = isWaitingForSeat(request) ? [] : [problemLine(next, problem)];
    return this.#save(next, { kind: 'out-of-seats', facts, lines });
  }

  /** Partner Center or Entra ID wants the executor to sign in anew. */
  async signInRefused(request: Executing, error: PartnerCenterError, claims: string | null): Promise<void> {
    const problem = this.problemOf(error);
    const patch = { attempt: null, problem, dueAt: request.validUntil };
    const next = moved(request, 'awaiting_sign_in', this.now(), patch);
    const lines = [...signInCard(next, claims), problemLine(next, problem)];
    return this.#save(next, { kind: 'sign-in-refused', facts: factsOf(error), lines });
  }

  /** There is no token to go on with, and nothing was sent that is in doubt. */
  async withoutToken(
    request: LicenseRequest,
    answer: Exclude<ExecutorToken, { kind: 'token' }>,
  ): Promise<void> {
    if (answer.kind === 'sign-in') {
      const patch = { attempt: null, problem: null, dueAt: request.validUntil };
      const next = moved(request, 'awaiting_sign_in', this.now(), patch);
      const lines = signInCard(next, answer.claims);
      return this.#save(next, { kind: 'awaiting-sign-in', facts: { why: answer.why }, lines });
    }
    if (answer.isTransient) {
      const since = request.attempt?.startedAt ?? approvedAt(request);
      const dueAt = this.grownFrom(since, TOKEN_PACING);
      return this.later(request, { dueAt }, { kind: 'token-delayed', facts: { why: answer.code } });
    }
    const problem = this.problem(answer.code);
    const next = moved(request, 'failed', this.now(), {
      attempt: null,
      problem,
      dueAt: request.validUntil,
    });
    const lines = [problemLine(next, problem)];
    return this.#save(next, { kind: 'failed', facts: { why: answer.code }, lines });
  }

  /** No more sends: what may have been applied is looked for, what was certainly never applied has failed. */
  async endRetries(request: Executing, error: PartnerCenterError | null): Promise<void> {
    const attempt = { ...request.attempt, isUnderWay: false };
    const facts = { ...(error ? factsOf(error) : {}), sends: attempt.sends };
    if (attempt.isAmbiguous) {
      const problem = error ? this.problemOf(error) : this.problem('unreachable');
      const next = moved(request, 'unconfirmed', this.now(), { attempt, problem, dueAt: this.in(10_000) });
      const lines = [lineInThread(next, 'line.unconfirmed'), lineToHelpdesk(next, 'line.unconfirmed')];
      return this.#save(next, { kind: 'unconfirmed', facts, lines });
    }
    const said = error ? this.problemOf(error) : this.problem('unreachable');
    const problem = { ...said, meaning: 'retries-over' };
    const next = moved(request, 'failed', this.now(), {
      attempt: null,
      problem,
      dueAt: request.validUntil,
    });
    return this.#save(next, { kind: 'failed', facts, lines: [problemLine(next, problem)] });
  }

  /** Nobody acted in time. Does nothing while the request is valid but for setting its clock right. */
  async expire(request: LicenseRequest): Promise<void> {
    if (request.validUntil > this.now()) {
      return this.later(request, { dueAt: request.validUntil }, { kind: 'postponed' });
    }
    const next = moved(request, 'expired', this.now(), { attempt: null, dueAt: null });
    return this.#save(next, { kind: 'expired', lines: [lineInThread(next, 'line.expired')] });
  }

  /** The request before it ended without effect: this one has no point any more. */
  async cancelWithFirst(request: LicenseRequest): Promise<void> {
    const problem = this.problem('first-not-made');
    const next = moved(request, 'cancelled', this.now(), { attempt: null, problem, dueAt: null });
    const facts = { first: request.after };
    return this.#save(next, { kind: 'cancelled', facts, lines: [problemLine(next, problem)] });
  }

  /** The approvals no longer satisfy the policy: it needs sign-off again. */
  async sendBack(request: LicenseRequest, plan: ApprovalPlan): Promise<void> {
    const validUntil = this.in(plan.decideWithinHours * 3_600_000);
    const problem = this.problem('policy-changed');
    const patch = { executor: null, problem, validUntil, dueAt: validUntil };
    const next = moved(request, 'pending', this.now(), patch);
    const lines = [lineInThread(next, 'line.policyChanged')];
    return this.#save(next, { kind: 'policy-changed', lines });
  }

  /** Nothing that a reader sees has changed: it is looked at again later. */
  async later(
    request: LicenseRequest,
    patch: RequestPatch,
    note: { readonly kind: string; readonly facts?: Facts },
  ): Promise<void> {
    return this.#save(touched(request, this.now(), patch), { ...note, redraw: false });
  }

  /** Where somebody else wrote first, theirs counts: there is nothing more to do. */
  async #save(next: LicenseRequest, note: TransitionNote): Promise<void> {
    await this.#deps.writer.save(next, note);
  }

  /** The problem that an answer of Partner Center is. */
  problemOf(error: PartnerCenterError): Problem {
    const { meaning } = meaningOfAnswer(error.httpStatus, error.code);
    return {
      meaning,
      code: error.code,
      httpStatus: error.httpStatus,
      detail: error.description,
      correlationId: error.correlationId,
      at: this.now(),
    };
  }

  /** A problem that is nobody's answer. */
  problem(meaning: string): Problem {
    return { meaning, code: null, httpStatus: null, detail: null, correlationId: null, at: this.now() };
  }

  now(): string {
    return this.#deps.clock().toISOString();
  }

  in(milliseconds: number): string {
    return new Date(this.#deps.clock().getTime() + milliseconds).toISOString();
  }

  /** A time in the future that is the further away the longer something has lasted. */
  grownFrom(since: string, pacing: Pacing): string {
    return this.in(growingDelay(since, this.#deps.clock(), pacing, this.#deps.random()));
  }
}

/** What the audit trail keeps of a refusal. */
export function factsOf({ httpStatus, code, correlationId, cv, digest }: PartnerCenterError): Facts {
  return { httpStatus, code, correlationId, cv, digest };
}

function problemLine(request: LicenseRequest, { meaning, correlationId }: Problem): Notice {
  // Whom a license is lacking need not look the call up.
  if (!correlationId || meaning === 'no-seats') return lineInThread(request, 'line.problemHere', { meaning });
  return lineInThread(request, 'line.problem', { meaning, correlationId });
}
