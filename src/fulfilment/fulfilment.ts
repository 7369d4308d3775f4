import type { Logger } from 'pino';
import type { PartnerCenterClient } from '../partner-center/client.ts';
import type { ApprovalPlan, ApprovalPolicy } from '../requests/approval-policy.ts';
import type { Preflight } from '../requests/change-preflight.ts';
import type { LicenseChange } from '../requests/license-change.ts';
import { type Attempt, type LicenseRequest, moved } from '../requests/license-request.ts';
import type { Person } from '../requests/person.ts';
import type { PreflightFinding } from '../requests/preflight-report.ts';
import type { Reachability } from '../requests/reachability.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { RequestWriter } from '../requests/request-writer.ts';
import { isSignedOff } from '../requests/sign-off.ts';
import { LEASE_MS, SEAT_PACING, TURN_PACING } from './attempt-rules.ts';
import type { ExecutorTokens } from './executor-tokens.ts';
import { LicenseCall } from './license-call.ts';
import type { LicenseReader } from './license-reader.ts';
import { type Executing, Outcomes } from './outcomes.ts';
import { ReadBack } from './read-back.ts';
import { approvedAt, isWaitingForSeat, type SeatCounter, SeatQueue } from './seat-queue.ts';
import { touchedSkus } from './touched-skus.ts';
import { WaitForFirst } from './wait-for-first.ts';
import { WaitingRequests } from './waiting-requests.ts';

export type FulfilmentDependencies = {
  readonly store: Pick<RequestStore, 'list' | 'find'>;
  readonly client: Pick<PartnerCenterClient, 'updateLicenses' | 'validateMfa'>;
  readonly reader: LicenseReader;
  readonly writer: RequestWriter;
  readonly tokens: ExecutorTokens;
  readonly policy: ApprovalPolicy;
  readonly reachability: Reachability;
  readonly seats: SeatCounter;
  readonly preflight: Preflight;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
};

/**
 * Carries approved requests out: decide, save, act, save, tell. Each step takes a request as it was read and ends
 * in at most one new state; whoever loses a compare-and-set stops there.
 */
export class Fulfilment {
  readonly #deps: FulfilmentDependencies;
  readonly #outcomes: Outcomes;
  readonly #call: LicenseCall;
  readonly #readBack: ReadBack;
  readonly #seatQueue: SeatQueue;
  readonly #waiting: WaitingRequests;
  readonly #waitForFirst: WaitForFirst;

  constructor(dependencies: FulfilmentDependencies) {
    this.#deps = dependencies;
    this.#outcomes = new Outcomes(dependencies);
    const outcomes = this.#outcomes;
    this.#call = new LicenseCall({ ...dependencies, outcomes });
    this.#readBack = new ReadBack({ ...dependencies, outcomes });
    this.#waiting = new WaitingRequests({ ...dependencies, outcomes });
    this.#seatQueue = new SeatQueue(dependencies.store, dependencies.seats);
    this.#waitForFirst = new WaitForFirst(dependencies.store, outcomes);
  }

  /** Does what is due for a request, by its status. */
  async advance(request: LicenseRequest): Promise<void> {
    if (await this.#waitForFirst.holds(request)) return;
    switch (request.status) {
      case 'approved':
        return this.#begin(request);
      case 'executing':
        return this.#call.resume(withAttempt(request));
      case 'unconfirmed':
        return this.#readBack.settle(withAttempt(request));
      case 'completed':
        await this.#callNextInQueue(request);
        return this.#readBack.verify(request);
      case 'awaiting_seats':
        return this.#lookForSeat(request);
      case 'pending':
      case 'awaiting_sign_in':
        return this.#waiting.advance(request);
      case 'failed':
        return this.#outcomes.expire(request);
      case 'rejected':
      case 'cancelled':
      case 'expired':
        return;
    }
  }

  async #begin(request: LicenseRequest): Promise<void> {
    const { reader, tokens } = this.#deps;
    const plan = await this.#permit(request);
    const { executor } = request;
    if (!plan || !executor) return;
    const others = await this.#openAttemptsBeside(request);
    if (others.some((other) => touchesSameSku(other.change, request.change)))
      return this.#waitForTurn(request);
    if (!isWaitingForSeat(request) && (await this.#seatQueue.isSpokenFor(request))) {
      await this.#outcomes.awaitSeats(request, this.#outcomes.problem('no-seats'), { isQueued: true });
      return;
    }
    if (mayBeInPlace(request) && (await reader.look(request)) === 'in-place') {
      await this.#outcomes.complete(request, { wasInPlace: true, correlationId: null, warnings: [] });
      return;
    }
    const freshness = plan.needsFreshToken ? { forceRefresh: true } : {};
    const token = await tokens.acquire(executor, freshness);
    if (token.kind !== 'token') return this.#outcomes.withoutToken(request, token);
    const claimed = await this.#claim(request, executor, others.length);
    if (!claimed) return;
    await this.#call.send(claimed, { accessToken: token.accessToken, isFreshToken: plan.needsFreshToken });
  }

  /** Saves the attempt before anything is sent. Undefined when the claim was not granted. */
  async #claim(
    request: LicenseRequest,
    executor: Person,
    openAttempts: number,
  ): Promise<Executing | undefined> {
    // Reading and asking for a token take time: validity and policy count at the claim.
    if (!(await this.#permit(request))) return undefined;
    const now = this.#outcomes.now();
    if (request.validUntil <= now) {
      await this.#outcomes.expire(request);
      return undefined;
    }
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
    const problem = isWaitingForSeat(request) ? request.problem : null;
    const dueAt = this.#outcomes.in(LEASE_MS);
    const claimed = moved(request, 'executing', now, { attempt, problem, dueAt });
    const facts = { idempotencyKey: attempt.idempotencyKey, correlationId: attempt.correlationId };
    const note = { kind: 'executing', facts, condition: { openAttempts } };
    const isSaved = await this.#deps.writer.save(claimed, note);
    return isSaved ? { ...claimed, attempt } : undefined;
  }

  /** The plan under which a request may be carried out now. Where there is none, the request goes where it belongs. */
  async #permit(request: LicenseRequest): Promise<ApprovalPlan | undefined> {
    if (request.validUntil <= this.#outcomes.now()) {
      await this.#outcomes.expire(request);
      return undefined;
    }
    const plan = await this.#deps.policy.planFor(request.change, request.requester, { isDecision: true });
    if (isSignedOff(plan, request)) return plan;
    await this.#outcomes.sendBack(request, plan);
    return undefined;
  }

  /** Other requests for the same user whose call is under way or in doubt. */
  async #openAttemptsBeside({ id, change }: LicenseRequest): Promise<readonly LicenseRequest[]> {
    const open = await this.#deps.store.list({
      customerId: change.customer.id,
      userId: change.user.id,
      statuses: ['executing', 'unconfirmed'],
      limit: 100,
    });
    return open.filter((other) => other.id !== id);
  }

  /** A change of the same license is under way: until it is settled, nobody could tell the two apart. */
  async #waitForTurn(request: LicenseRequest): Promise<void> {
    const dueAt = this.#outcomes.grownFrom(approvedAt(request), TURN_PACING);
    await this.#outcomes.later(request, { dueAt }, { kind: 'waits-for-other' });
  }

  async #lookForSeat(request: LicenseRequest): Promise<void> {
    const now = this.#outcomes.now();
    if (request.validUntil <= now) return this.#outcomes.expire(request);
    const turn = await this.#seatQueue.turnOf(request, now);
    if (turn === 'try') {
      await this.#deps.writer.save(moved(request, 'approved', now, { dueAt: now }), { kind: 'seat-free' });
      return;
    }
    const dueAt = this.#outcomes.grownFrom(approvedAt(request), SEAT_PACING);
    await this.#outcomes.later(request, { dueAt }, { kind: turn });
  }

  /** A change that was just made may have freed a seat, or left one: the first of those who wait looks at once. */
  async #callNextInQueue(request: LicenseRequest): Promise<void> {
    if (request.result?.readBacks !== 0) return;
    const next = await this.#seatQueue.nextAfter(request);
    if (!next) return;
    await this.#outcomes.later(next, { dueAt: this.#outcomes.now() }, { kind: 'next-in-queue' });
  }
}

function withAttempt(request: LicenseRequest): Executing {
  const { attempt } = request;
  if (!attempt) throw new Error(`request ${request.id} is ${request.status} without an attempt`);
  return { ...request, attempt };
}

/** A read before sending is worth its time where something hints at a change that is in place, or nobody looked. */
function mayBeInPlace({ preflight }: LicenseRequest): boolean {
  return (
    preflight.unknown.includes('licenses') ||
    preflight.findings.some(({ kind }) => HINTS_AT_IN_PLACE.includes(kind))
  );
}

const HINTS_AT_IN_PLACE: readonly PreflightFinding['kind'][] = [
  'nothing-to-change',
  'already-held',
  'not-held',
];

/** Whether two changes speak of the same SKU, to assign it or to take it away. */
function touchesSameSku(one: LicenseChange, other: LicenseChange): boolean {
  const touched = touchedSkus(one);
  return touchedSkus(other).some((sku) => touched.includes(sku));
}
