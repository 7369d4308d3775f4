import type { Logger } from 'pino';
import type { PartnerCenterClient } from '../partner-center/client.ts';
import { meaningOfAnswer } from '../partner-center/error-meanings.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../partner-center/errors.ts';
import type { LicenseUpdateAnswer } from '../partner-center/resources.ts';
import { type ApprovalPlan, type ApprovalPolicy, isSignedOff } from '../requests/approval-policy.ts';
import {
  type Attempt,
  type LicenseRequest,
  moved,
  type Problem,
  type Result,
  touched,
} from '../requests/license-request.ts';
import { lineInThread, lineToHelpdesk, signInCard } from '../requests/request-notices.ts';
import {
  isPastDeadline,
  isProvenNotApplied,
  LEASE_MS,
  mustReadBeforeSending,
  READ_BACK_DELAYS_MS,
  retryDelay,
  SEAT_CHECK_MS,
} from './attempt-rules.ts';
import type { ExecutorToken, ExecutorTokens } from './executor-tokens.ts';
import { type LicenseReader, licenseUpdateOf } from './license-reader.ts';
import type { RequestWriter } from './request-writer.ts';

/** Tells how many seats of a SKU a customer has free; null when it cannot be known now. */
export interface SeatCounter {
  free(customerId: string, skuId: string): Promise<number | null>;
}

export type FulfilmentDependencies = {
  readonly client: Pick<PartnerCenterClient, 'updateLicenses'>;
  readonly reader: LicenseReader;
  readonly writer: RequestWriter;
  readonly tokens: ExecutorTokens;
  readonly policy: ApprovalPolicy;
  readonly seats: SeatCounter;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
};

type Executing = LicenseRequest & { readonly attempt: Attempt };

/**
 * Carries approved requests out: decide, save, act, save, tell. Each method takes a request as it was read and ends
 * in at most one new state; whoever loses a compare-and-set stops there.
 */
export class Fulfilment {
  readonly #deps: FulfilmentDependencies;

  constructor(dependencies: FulfilmentDependencies) {
    this.#deps = dependencies;
  }

  /** Does what is due for a request, by its status. */
  async advance(request: LicenseRequest): Promise<void> {
    switch (request.status) {
      case 'approved':
        return this.#begin(request);
      case 'executing':
        return this.#resume(request);
      case 'unconfirmed':
        return this.#lookAgain(request);
      case 'completed':
        return this.#verify(request);
      case 'awaiting_seats':
        return this.#lookForSeat(request);
      case 'pending':
      case 'awaiting_sign_in':
      case 'failed':
        return this.#expire(request);
      case 'rejected':
      case 'cancelled':
      case 'expired':
        return;
    }
  }

  async #begin(request: LicenseRequest): Promise<void> {
    const { executor } = request;
    if (request.validUntil <= this.#now()) return this.#expire(request);
    const plan = await this.#deps.policy.planFor(request.change, request.requester);
    if (!executor || !isSignedOff(plan, request)) return this.#sendBack(request, plan);
    if (this.#mayBeInPlace(request) && (await this.#deps.reader.look(request)) === 'in-place') {
      return this.#complete(request, { wasInPlace: true, correlationId: null, warnings: [] }, {});
    }
    const token = await this.#deps.tokens.acquire(executor);
    if (token.kind !== 'token') return this.#withoutToken(request, token);
    const now = this.#now();
    const attempt: Attempt = {
      idempotencyKey: this.#deps.newId(),
      correlationId: this.#deps.newId(),
      executor,
      startedAt: now,
      lastSentAt: now,
      sends: 1,
      isUnderWay: true,
      isAmbiguous: false,
    };
    const claimed = moved(request, 'executing', now, { attempt, problem: null, dueAt: this.#in(LEASE_MS) });
    const facts = { idempotencyKey: attempt.idempotencyKey, correlationId: attempt.correlationId };
    if (!(await this.#deps.writer.save(claimed, { kind: 'executing', facts }))) return;
    await this.#send({ ...claimed, attempt }, token.accessToken);
  }

  async #resume(request: LicenseRequest): Promise<void> {
    if (!request.attempt) throw new Error(`request ${request.id} is executing without an attempt`);
    const attempt = {
      ...request.attempt,
      isAmbiguous: request.attempt.isAmbiguous || request.attempt.isUnderWay,
    };
    const current: Executing = { ...request, attempt };
    if (mustReadBeforeSending(attempt, this.#deps.clock())) {
      const sighting = await this.#deps.reader.look(current);
      if (sighting === 'in-place')
        return this.#complete(current, foundInPlace(attempt), { sends: attempt.sends });
      if (sighting === 'could-not-read') return this.#tryLater(current, null);
    }
    if (isPastDeadline(attempt, this.#deps.clock())) return this.#endRetries(current, null);
    const token = await this.#deps.tokens.acquire(attempt.executor);
    if (token.kind !== 'token') return this.#withoutToken(current, token);
    const again: Attempt = {
      ...attempt,
      sends: attempt.sends + 1,
      isUnderWay: true,
      lastSentAt: this.#now(),
    };
    const claimed = touched(request, this.#now(), { attempt: again, dueAt: this.#in(LEASE_MS) });
    if (
      !(await this.#deps.writer.save(claimed, {
        kind: 'sent-again',
        facts: { sends: again.sends },
        redraw: false,
      }))
    ) {
      return;
    }
    await this.#send({ ...claimed, attempt: again }, token.accessToken);
  }

  async #send(request: Executing, accessToken: string): Promise<void> {
    const { change, attempt, locale } = request;
    let answer: LicenseUpdateAnswer;
    try {
      answer = await this.#deps.client.updateLicenses(
        change.customer.id,
        change.user.id,
        licenseUpdateOf(change),
        {
          idempotencyKey: attempt.idempotencyKey,
          correlationId: attempt.correlationId,
          accessToken,
          locale,
        },
      );
    } catch (error) {
      return this.#afterError(request, error);
    }
    const { warnings, correlationId, status, digest, cv } = answer;
    const facts = { httpStatus: status, digest, cv, warnings: warnings.length, sends: attempt.sends };
    await this.#complete(request, { wasInPlace: false, correlationId, warnings }, facts);
  }

  async #afterError(request: Executing, error: unknown): Promise<void> {
    if (error instanceof PartnerCenterUnreachable) {
      this.#deps.log.warn({ requestId: request.id, err: error.toJSON() }, 'Partner Center did not answer');
      return this.#tryLater(markedAmbiguous(request, error.mayHaveBeenApplied), null);
    }
    if (!(error instanceof PartnerCenterError)) throw error;
    this.#deps.log.warn({ requestId: request.id, err: error.toJSON() }, 'Partner Center answered no');
    const { action } = meaningOfAnswer(error.httpStatus, error.code);
    if (action === 'retry') {
      // 429 is refused before anything is done; 408 and 5xx may come after the change was made.
      return this.#tryLater(markedAmbiguous(request, error.httpStatus !== 429), error);
    }
    if (request.attempt.isAmbiguous) return this.#doubtRefusal(request, error);
    return this.#refused(request, error);
  }

  /** A refusal after an ambiguous send may answer a repeat whose first send was applied: look before believing it. */
  async #doubtRefusal(request: Executing, error: PartnerCenterError): Promise<void> {
    const sighting = await this.#deps.reader.look(request);
    if (sighting === 'in-place') {
      return this.#complete(request, foundInPlace(request.attempt), {
        refusedWith: error.code ?? error.httpStatus,
      });
    }
    await this.#endRetries(request, error);
  }

  async #refused(request: Executing, error: PartnerCenterError): Promise<void> {
    const { meaning, action } = meaningOfAnswer(error.httpStatus, error.code);
    const problem = this.#problem(meaning, error);
    const facts = {
      httpStatus: error.httpStatus,
      code: error.code,
      correlationId: error.correlationId,
      cv: error.cv,
    };
    const line = lineInThread(request, 'line.problem', { meaning, correlationId: error.correlationId });
    const patch = { attempt: null, problem };
    switch (action) {
      case 'wait-for-seats': {
        const next = moved(request, 'awaiting_seats', this.#now(), {
          ...patch,
          dueAt: this.#in(SEAT_CHECK_MS),
        });
        await this.#deps.writer.save(next, { kind: 'out-of-seats', facts, lines: [line] });
        return;
      }
      case 'sign-in':
      case 'sign-in-mfa':
        return this.#askForSignIn(request, { problem, facts, isMfa: action === 'sign-in-mfa' });
      case 'other-approver': {
        const next = moved(request, 'awaiting_sign_in', this.#now(), { ...patch, dueAt: request.validUntil });
        await this.#deps.writer.save(next, { kind: 'executor-lacks-role', facts, lines: [line] });
        return;
      }
      case 'final':
      case 'retry': {
        const next = moved(request, 'failed', this.#now(), { ...patch, dueAt: request.validUntil });
        await this.#deps.writer.save(next, { kind: 'failed', facts, lines: [line] });
        return;
      }
    }
  }

  /** The token itself was refused: a fresh one is tried by the person's new sign-in, never the same one again. */
  async #askForSignIn(
    request: Executing,
    refusal: {
      readonly problem: Problem;
      readonly facts: Record<string, string | number | null>;
      readonly isMfa: boolean;
    },
  ): Promise<void> {
    const { executor } = request.attempt;
    const token = await this.#deps.tokens.acquire(
      executor,
      refusal.isMfa ? { afterMfaRefusal: true } : { forceRefresh: true },
    );
    if (token.kind === 'unavailable' && !token.isTransient) return this.#withoutToken(request, token);
    const claims = token.kind === 'sign-in' ? token.claims : null;
    const next = moved(request, 'awaiting_sign_in', this.#now(), {
      attempt: null,
      problem: refusal.problem,
      dueAt: request.validUntil,
    });
    const lines = [
      ...signInCard(next, claims),
      lineInThread(next, 'line.problem', {
        meaning: refusal.problem.meaning,
        correlationId: refusal.problem.correlationId ?? '',
      }),
    ];
    await this.#deps.writer.save(next, { kind: 'sign-in-refused', facts: refusal.facts, lines });
  }

  async #withoutToken(
    request: LicenseRequest,
    answer: Exclude<ExecutorToken, { kind: 'token' }>,
  ): Promise<void> {
    if (request.attempt?.isAmbiguous) return this.#endRetries({ ...request, attempt: request.attempt }, null);
    const now = this.#now();
    if (answer.kind === 'sign-in') {
      const next = moved(request, 'awaiting_sign_in', now, { attempt: null, dueAt: request.validUntil });
      const lines = signInCard(next, answer.claims);
      await this.#deps.writer.save(next, { kind: 'awaiting-sign-in', facts: { why: answer.why }, lines });
      return;
    }
    if (answer.isTransient) {
      const later = touched(request, now, { dueAt: this.#in(15_000) });
      await this.#deps.writer.save(later, {
        kind: 'token-delayed',
        facts: { why: answer.code },
        redraw: false,
      });
      return;
    }
    const problem = this.#problem(answer.code, null);
    const next = moved(request, 'failed', now, { attempt: null, problem, dueAt: request.validUntil });
    const line = lineInThread(next, 'line.problem', { meaning: answer.code, correlationId: '' });
    await this.#deps.writer.save(next, { kind: 'failed', facts: { why: answer.code }, lines: [line] });
  }

  async #tryLater(request: Executing, error: PartnerCenterError | null): Promise<void> {
    if (isPastDeadline(request.attempt, this.#deps.clock())) return this.#endRetries(request, error);
    const delay = retryDelay(request.attempt.sends, error?.retryAfterMs ?? null, this.#deps.random());
    const attempt = { ...request.attempt, isUnderWay: false };
    const next = touched(request, this.#now(), { attempt, dueAt: this.#in(delay) });
    const facts = {
      sends: attempt.sends,
      httpStatus: error?.httpStatus ?? null,
      isAmbiguous: attempt.isAmbiguous,
    };
    await this.#deps.writer.save(next, { kind: 'retry-planned', facts, redraw: false });
  }

  /** No more sends: what may have been applied is looked for, what was certainly never applied has failed. */
  async #endRetries(request: Executing, error: PartnerCenterError | null): Promise<void> {
    const meaning = error ? meaningOfAnswer(error.httpStatus, error.code).meaning : 'unreachable';
    const problem = this.#problem(meaning, error);
    const attempt = { ...request.attempt, isUnderWay: false };
    if (attempt.isAmbiguous) {
      const next = moved(request, 'unconfirmed', this.#now(), { attempt, problem, dueAt: this.#in(10_000) });
      const lines = [lineInThread(next, 'line.unconfirmed'), lineToHelpdesk(next, 'line.unconfirmed')];
      await this.#deps.writer.save(next, { kind: 'unconfirmed', facts: { sends: attempt.sends }, lines });
      return;
    }
    const next = moved(request, 'failed', this.#now(), { attempt: null, problem, dueAt: request.validUntil });
    const line = lineInThread(next, 'line.problem', { meaning, correlationId: attempt.correlationId });
    await this.#deps.writer.save(next, { kind: 'failed', facts: { sends: attempt.sends }, lines: [line] });
  }

  async #lookAgain(request: LicenseRequest): Promise<void> {
    if (!request.attempt) throw new Error(`request ${request.id} is unconfirmed without an attempt`);
    const sighting = await this.#deps.reader.look(request);
    if (sighting === 'in-place') return this.#complete(request, foundInPlace(request.attempt), {});
    if (sighting === 'not-in-place' && isProvenNotApplied(request.attempt, this.#deps.clock())) {
      const next = moved(request, 'approved', this.#now(), {
        attempt: null,
        problem: null,
        dueAt: this.#now(),
      });
      await this.#deps.writer.save(next, { kind: 'proven-not-applied' });
      return;
    }
    const later = touched(request, this.#now(), { dueAt: this.#in(30_000) });
    await this.#deps.writer.save(later, { kind: 'looked-again', facts: { sighting }, redraw: false });
  }

  async #complete(
    request: LicenseRequest,
    outcome: Pick<Result, 'wasInPlace' | 'correlationId' | 'warnings'>,
    facts: Record<string, string | number | null>,
  ): Promise<void> {
    const now = this.#now();
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
    await this.#deps.writer.save(next, { kind: 'completed', facts: allFacts, lines });
  }

  async #verify(request: LicenseRequest): Promise<void> {
    const { result } = request;
    if (!result) throw new Error(`request ${request.id} is completed without a result`);
    const sighting = await this.#deps.reader.look(request);
    const verification = VERIFICATIONS[sighting];
    const readBacks = result.readBacks + 1;
    const delay = verification === 'seen' ? undefined : READ_BACK_DELAYS_MS[readBacks];
    const isOver = delay === undefined;
    const dueAt = isOver ? null : this.#in(delay);
    const next = touched(request, this.#now(), { result: { ...result, verification, readBacks }, dueAt });
    const lines = isOver && verification !== 'seen' ? [lineToHelpdesk(next, 'line.notYetSeen')] : [];
    const redraw = verification !== result.verification;
    await this.#deps.writer.save(next, {
      kind: 'read-back',
      facts: { verification, readBacks },
      lines,
      redraw,
    });
  }

  async #lookForSeat(request: LicenseRequest): Promise<void> {
    if (request.validUntil <= this.#now()) return this.#expire(request);
    const { change } = request;
    const counts = await Promise.all(
      change.assign.map(({ sku }) => this.#deps.seats.free(change.customer.id, sku.id)),
    );
    const isFree = counts.every((count) => count !== null && count > 0);
    const now = this.#now();
    const next = isFree
      ? moved(request, 'approved', now, { problem: null, dueAt: now })
      : touched(request, now, { dueAt: this.#in(SEAT_CHECK_MS * (1 + this.#deps.random() / 5)) });
    await this.#deps.writer.save(next, { kind: isFree ? 'seat-free' : 'no-seat-yet', redraw: isFree });
  }

  async #expire(request: LicenseRequest): Promise<void> {
    if (request.validUntil > this.#now()) return;
    const next = moved(request, 'expired', this.#now(), { attempt: null, dueAt: null });
    await this.#deps.writer.save(next, { kind: 'expired', lines: [lineInThread(next, 'line.expired')] });
  }

  async #sendBack(request: LicenseRequest, plan: ApprovalPlan): Promise<void> {
    const validUntil = this.#in(plan.decideWithinHours * 3_600_000);
    const problem = this.#problem('policy-changed', null);
    const next = moved(request, 'pending', this.#now(), {
      executor: null,
      problem,
      validUntil,
      dueAt: validUntil,
    });
    await this.#deps.writer.save(next, {
      kind: 'policy-changed',
      lines: [lineInThread(next, 'line.policyChanged')],
    });
  }

  /** A read before sending is worth its time only where something hints at a change that is in place already. */
  #mayBeInPlace(request: LicenseRequest): boolean {
    return request.preflight.some(
      (finding) => finding.kind === 'already-held' || finding.kind === 'not-held',
    );
  }

  #problem(meaning: string, error: PartnerCenterError | null): Problem {
    return {
      meaning,
      code: error?.code ?? null,
      httpStatus: error?.httpStatus ?? null,
      detail: error ? [error.description, ...error.data].filter(Boolean).join(' ') || null : null,
      correlationId: error?.correlationId ?? null,
      at: this.#now(),
    };
  }

  #now(): string {
    return this.#deps.clock().toISOString();
  }

  #in(milliseconds: number): string {
    return new Date(this.#deps.clock().getTime() + milliseconds).toISOString();
  }
}

const VERIFICATIONS = {
  'in-place': 'seen',
  'not-in-place': 'not_yet_seen',
  'could-not-read': 'could_not_read',
} as const;

function markedAmbiguous(request: Executing, isAmbiguous: boolean): Executing {
  return {
    ...request,
    attempt: { ...request.attempt, isAmbiguous: request.attempt.isAmbiguous || isAmbiguous },
  };
}

function foundInPlace(attempt: Attempt): Pick<Result, 'wasInPlace' | 'correlationId' | 'warnings'> {
  return { wasInPlace: false, correlationId: attempt.correlationId, warnings: [] };
}
