import type { OutboxStore, QueuedNotice } from '../../src/bot/outbox-store.ts';
import { isInPlace } from '../../src/fulfilment/license-reader.ts';
import { approvedAt, isWaitingForSeat } from '../../src/fulfilment/seat-queue.ts';
import type { ApprovalPlan } from '../../src/requests/approval-policy.ts';
import { isSameChange } from '../../src/requests/license-change.ts';
import {
  type Decision,
  isEnded,
  isLegalTransition,
  type LicenseRequest,
  OPEN_STATUSES,
} from '../../src/requests/license-request.ts';
import type { Notice } from '../../src/requests/notice.ts';
import { isSamePerson } from '../../src/requests/person.ts';
import type { Effects, RequestStore } from '../../src/requests/request-store.ts';
import { isSignedOff } from '../../src/requests/sign-off.ts';
import { isRecorded, mightDecide } from './decision-checks.ts';
import type { Ledger } from './ledger.ts';
import type { SentUpdate } from './partner-center-model.ts';
import type { Scheduler } from './scheduler.ts';
import { SendChecks } from './send-checks.ts';

/** A sentence that was queued. */
export type QueuedLine = { readonly seq: number; readonly requestId: string; readonly to: string };

/** How long a decision of the program may rest on a policy or a validity that has just changed. */
const JUST_NOW_MS = 15_000;

type ChecksDependencies = {
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  readonly holds: (customerId: string, userId: string) => ReadonlySet<string>;
  readonly readLagMs: () => number;
  /** Whether everybody sees the same free seats. */
  readonly areSeatsSeen: () => boolean;
  readonly plans: readonly { readonly from: number; readonly plan: ApprovalPlan }[];
};

/** The ways out of a doubt. */
const SETTLING: ReadonlySet<string> = new Set([
  'executing -> completed',
  'executing -> unconfirmed',
  'unconfirmed -> completed',
  'unconfirmed -> approved proven-not-applied',
  'unconfirmed -> failed given-up',
]);

/** Looks at every write, every send and every effect, and knows what may not be. */
export class Checks {
  readonly #deps: ChecksDependencies;
  readonly records = new Map<string, LicenseRequest>();
  readonly sends: SendChecks;
  readonly effects = new Map<string, number>();
  /** How often a request went from one status to another. */
  readonly moves: Record<string, number> = {};
  readonly lines: QueuedLine[] = [];
  /** How many decisions were made in the place of somebody else. */
  decidedForOthers = 0;
  /** Sentences that the outbox counted as possibly said twice. */
  readonly maybeTwice = new Map<number, number>();
  /** Requests that try for a seat because one became free, and not because somebody pressed a button. */
  readonly #tryingBySeat = new Set<string>();
  readonly #gaveUp = new Set<string>();
  readonly #acknowledged: { readonly requestId: string; readonly decision: string }[] = [];
  readonly #withdrawn: string[] = [];
  readonly #inPlaceAt = new Map<string, number>();
  #seq = 0;

  constructor(deps: ChecksDependencies) {
    this.#deps = deps;
    this.sends = new SendChecks({ ...deps, records: this.records });
  }

  /** The store as all instances use it. */
  watchedRequests(store: RequestStore): RequestStore {
    return {
      ...store,
      insert: async (request, effects, condition) => {
        const tagged = this.#tagged(effects);
        const isWritten = await store.insert(request, tagged, condition);
        if (isWritten) this.#checkTwins(request);
        if (isWritten) this.#written(undefined, request, tagged);
        return isWritten;
      },
      insertAll: async (entries, condition) => {
        const tagged = entries.map(({ request, effects }) => ({ request, effects: this.#tagged(effects) }));
        const isWritten = await store.insertAll(tagged, condition);
        if (isWritten) for (const { request } of tagged) this.#checkTwins(request);
        if (isWritten) for (const { request, effects } of tagged) this.#written(undefined, request, effects);
        return isWritten;
      },
      save: async (next, effects, condition) => {
        const tagged = this.#tagged(effects);
        const isWritten = await store.save(next, tagged, condition);
        if (isWritten && this.records.get(next.id)?.status === 'failed') this.#checkTwins(next);
        if (isWritten) this.#written(this.records.get(next.id), next, tagged);
        return isWritten;
      },
    };
  }

  watchedOutbox(store: OutboxStore): OutboxStore {
    return {
      ...store,
      add: async (request, notices) => {
        const tagged = notices.map((notice) => this.#withNumber(notice));
        await store.add(request, tagged);
        this.#queued(request, tagged);
      },
    };
  }

  /** A decision whose maker got an answer. */
  acknowledge(requestId: string, decision: Decision | undefined): void {
    if (decision) this.#acknowledged.push({ requestId, decision: JSON.stringify(decision) });
  }

  acknowledgeWithdrawal(requestId: string): void {
    this.#withdrawn.push(requestId);
  }

  deliveredTwicePerhaps({ notice }: QueuedNotice): void {
    const seq = numberOf(notice);
    if (seq !== undefined) this.maybeTwice.set(seq, (this.maybeTwice.get(seq) ?? 0) + 1);
  }

  /** A send changed what a user has. */
  onEffect(sent: SentUpdate): void {
    const { customerId, userId } = sent;
    const { ledger } = this.#deps;
    const id = this.sends.requestOf(sent);
    const effects = (this.effects.get(id) ?? 0) + 1;
    this.effects.set(id, effects);
    ledger.note(`${id} has its effect (${effects})`);
    ledger.must(effects === 1 || this.#gaveUp.has(id), () => `${id} has a second effect`);
    this.noteTruth(customerId, userId);
  }

  /** Remembers which changes are in place now, for those that look a little late. */
  noteTruth(customerId: string, userId: string): void {
    for (const request of this.records.values()) {
      const { customer, user } = request.change;
      if (customer.id === customerId && user.id === userId && this.#isInPlace(request)) {
        this.#inPlaceAt.set(request.id, this.#deps.scheduler.now);
      }
    }
  }

  /** What must hold when everything has come to rest. */
  atRest(): void {
    const { ledger } = this.#deps;
    for (const request of this.records.values()) {
      const { id, status } = request;
      ledger.must(isEnded(status), () => `${id} is ${status} for ever`);
      if (status !== 'completed') this.#checkTruth(request);
    }
    for (const { requestId, decision } of this.#acknowledged) {
      const kept = this.records.get(requestId)?.decisions.map((one) => JSON.stringify(one)) ?? [];
      ledger.must(kept.includes(decision), () => `${requestId} has lost the decision ${decision}`);
    }
    for (const id of this.#withdrawn) {
      const status = this.records.get(id)?.status;
      ledger.must(status === 'cancelled', () => `${id} was withdrawn and is ${status}`);
    }
  }

  /** Nobody gets two open requests for the same change of the same user's licenses. */
  #checkTwins(request: LicenseRequest): void {
    const { customer, user } = request.change;
    const twins = [...this.records.values()].filter(
      ({ id, status, change }) =>
        id !== request.id &&
        OPEN_STATUSES.includes(request.status) &&
        OPEN_STATUSES.includes(status) &&
        change.customer.id === customer.id &&
        change.user.id === user.id &&
        isSameChange(change, request.change),
    );
    this.#deps.ledger.must(twins.length === 0, () => `${request.id} is asked for as ${twins[0]?.id}`);
  }

  #tagged(effects: Effects): Effects {
    return { ...effects, notices: effects.notices.map((notice) => this.#withNumber(notice)) };
  }

  #withNumber(notice: Notice): Notice {
    if (notice.kind !== 'line') return notice;
    return { ...notice, values: { ...notice.values, seq: ++this.#seq } };
  }

  #queued(request: LicenseRequest, notices: readonly Notice[]): void {
    for (const notice of notices) {
      const seq = numberOf(notice);
      if (seq !== undefined) this.lines.push({ seq, requestId: request.id, to: notice.to.kind });
    }
  }

  #written(before: LicenseRequest | undefined, next: LicenseRequest, { event, notices }: Effects): void {
    const { ledger } = this.#deps;
    this.records.set(next.id, next);
    this.#queued(next, notices);
    ledger.note(
      `${next.id} ${before?.status ?? 'new'} -> ${next.status} v${next.version} (${event.kind}) due ${next.dueAt?.slice(5, 19)}`,
    );
    this.sends.saved(next);
    if (before && event.kind === 'proven-not-applied') this.sends.settled(before, true);
    if (before && event.kind === 'given-up') this.sends.settled(before, false);
    if (event.kind === 'given-up') this.#gaveUp.add(next.id);
    ledger.must(
      isEnded(next.status) || next.dueAt !== null,
      () => `${next.id} is ${next.status} and nobody looks`,
    );
    if (event.kind === 'seat-free') this.#checkTurn(next);
    else if (!isWaitingForSeat(next) || next.status === 'awaiting_seats') this.#tryingBySeat.delete(next.id);
    if (before) this.#checkStep(before, next, { event, notices });
    if (before?.status !== next.status) this.#checkTruth(next);
    if (next.status === 'unconfirmed') {
      // A crash between the save and the send leaves a doubt that nobody can tell from a lost answer.
      ledger.must(next.attempt?.isAmbiguous === true, () => `${next.id} is unconfirmed without a doubt`);
    }
    if (this.#isInPlace(next)) this.#inPlaceAt.set(next.id, this.#deps.scheduler.now);
  }

  #checkStep(before: LicenseRequest, next: LicenseRequest, { event, notices }: Effects): void {
    const { ledger } = this.#deps;
    const { id } = next;
    const isMove = before.status !== next.status;
    const move = `${before.status} -> ${next.status}`;
    if (isMove) this.moves[move] = (this.moves[move] ?? 0) + 1;
    ledger.must(
      !isMove || isLegalTransition(before.status, next.status),
      () => `${id} goes from ${before.status} to ${next.status}`,
    );
    ledger.must(next.version === before.version + 1, () => `${id} skips a version`);
    ledger.must(next.revision >= before.revision, () => `${id} goes back a revision`);
    ledger.must(
      next.decisions.length >= before.decisions.length &&
        before.decisions.every((one, index) => JSON.stringify(one) === JSON.stringify(next.decisions[index])),
      () => `${id} loses a decision`,
    );
    this.#checkDecision(before, next, event);
    if (before.attempt?.isAmbiguous) {
      const isKept = !isMove && next.attempt !== null && hasSameExecutor(before, next);
      const isSettled = SETTLING.has(`${move} ${event.kind}`) || SETTLING.has(move);
      ledger.must(isKept || isSettled, () => `${id} goes on (${move}, ${event.kind}) while in doubt`);
    }
    if (isMove && next.status === 'executing') this.#checkClaim(before, next);
    const waited = before.problem?.meaning === 'no-seats' && before.status === 'executing';
    if (waited && next.status === 'awaiting_seats') {
      ledger.must(
        !notices.some(({ kind }) => kind === 'line'),
        () => `${id} tells again that there is no seat`,
      );
    }
  }

  /** One at a time tries for a seat that became free: the one that was approved first. */
  #checkTurn(next: LicenseRequest): void {
    const { ledger, areSeatsSeen } = this.#deps;
    this.#tryingBySeat.add(next.id);
    const [sku] = seatsOf(next);
    for (const rival of this.records.values()) {
      const isRival =
        rival.id !== next.id &&
        rival.change.customer.id === next.change.customer.id &&
        isWaitingForSeat(rival) &&
        seatsOf(rival).length === 1 &&
        seatsOf(rival)[0] === sku;
      if (!isRival) continue;
      ledger.must(
        !this.#tryingBySeat.has(rival.id),
        () => `${next.id} and ${rival.id} try for one seat at once`,
      );
      const isOvertaken =
        rival.status === 'awaiting_seats' &&
        approvedAt(rival) < approvedAt(next) &&
        rival.updatedAt < this.#iso(-JUST_NOW_MS) &&
        rival.validUntil > this.#iso(JUST_NOW_MS);
      ledger.must(!isOvertaken || !areSeatsSeen(), () => `${next.id} overtakes ${rival.id} in the queue`);
    }
  }

  /** Whoever decides was allowed to, in their own right or for somebody else, and the record names both. */
  #checkDecision(before: LicenseRequest, next: LicenseRequest, event: Effects['event']): void {
    const { ledger } = this.#deps;
    const decision = next.decisions[before.decisions.length];
    if (!decision) return;
    const { by, onBehalfOf, kind } = decision;
    const made = `${kind} by ${by.objectId}${onBehalfOf ? ` for ${onBehalfOf.objectId}` : ''}`;
    if (onBehalfOf) this.decidedForOthers += 1;
    ledger.must(
      this.#recentPlans().some((plan) => mightDecide(decision, before, plan)),
      () => `${next.id} has a decision that nobody may make: ${made}`,
    );
    ledger.must(isRecorded(decision, event), () => `${next.id} is not recorded as decided: ${made}`);
  }

  /** The rules now, and those on which somebody who reads and then writes may still rest. */
  #recentPlans(): readonly ApprovalPlan[] {
    const { plans, scheduler } = this.#deps;
    return plans
      .filter(
        ({ from }, index) =>
          from <= scheduler.now &&
          (plans[index + 1]?.from ?? Number.POSITIVE_INFINITY) > scheduler.now - JUST_NOW_MS,
      )
      .map(({ plan }) => plan);
  }

  #checkClaim(before: LicenseRequest, next: LicenseRequest): void {
    const { ledger } = this.#deps;
    const { attempt } = next;
    ledger.must(
      attempt !== null && attempt.startedAt < next.validUntil,
      () => `${next.id} is claimed when its approval is over`,
    );
    const first = next.after === null ? undefined : this.records.get(next.after);
    ledger.must(
      next.after === null || first?.status === 'completed',
      () => `${next.id} is claimed while ${next.after} is ${first?.status}`,
    );
    ledger.must(
      this.#recentPlans().some((plan) => isSignedOff(plan, before)),
      () => `${next.id} is claimed although the policy does not allow it`,
    );
  }

  /** A status that says how it ended must say the truth. */
  #checkTruth(request: LicenseRequest): void {
    const { ledger, scheduler, readLagMs } = this.#deps;
    const { id, status } = request;
    const effects = this.effects.get(id) ?? 0;
    if (status === 'completed') {
      const inPlace = this.#inPlaceAt.get(id) ?? Number.NEGATIVE_INFINITY;
      const isTrue =
        effects > 0 || this.#isInPlace(request) || inPlace > scheduler.now - readLagMs() - JUST_NOW_MS;
      ledger.must(isTrue, () => `${id} is completed and was never made`);
      return;
    }
    if (!isEnded(status) && status !== 'failed') return;
    ledger.must(effects === 0 || this.#gaveUp.has(id), () => `${id} is ${status} and was made`);
  }

  #isInPlace({ change }: LicenseRequest): boolean {
    const held = this.#deps.holds(change.customer.id, change.user.id);
    const licenses = [...held].map((id) => ({
      sku: { id, name: id, partNumber: id, licenseGroup: 'group1' as const },
      servicePlans: [],
    }));
    return isInPlace(change, licenses);
  }

  #iso(offsetMs: number): string {
    return new Date(this.#deps.scheduler.now + offsetMs).toISOString();
  }
}

function numberOf(notice: QueuedNotice['notice']): number | undefined {
  const seq = notice.kind === 'line' ? notice.values['seq'] : undefined;
  return typeof seq === 'number' ? seq : undefined;
}

function seatsOf({ change }: LicenseRequest): readonly string[] {
  return change.assign.map(({ sku }) => sku.id);
}

function hasSameExecutor(one: LicenseRequest, other: LicenseRequest): boolean {
  if (one.executor === null || other.executor === null) return one.executor === other.executor;
  return isSamePerson(one.executor, other.executor);
}
