import {
  type ApprovalPlan,
  type ApprovalPolicy,
  approversOf,
  seatToExecute,
  standingOf,
} from './approval-policy.ts';
import { mayAskAgain } from './asking-again.ts';
import { type AuditFacts, auditEventOf } from './audit-trail.ts';
import { type BundleMember, inOrder, MOST_MEMBERS } from './bundle.ts';
import type { Preflight } from './change-preflight.ts';
import type { Seat } from './delegation.ts';
import { RequestError } from './errors.ts';
import type { LicenseChange } from './license-change.ts';
import {
  type Decision,
  isEnded,
  type LicenseRequest,
  moved,
  type RequestPatch,
  type Thread,
  touched,
} from './license-request.ts';
import { wakeFollowers } from './linked-requests.ts';
import type { Notice } from './notice.ts';
import { openBeside } from './open-beside.ts';
import { isAmong, isSamePerson, type Person, type PersonId } from './person.ts';
import { seenReason } from './reason.ts';
import { cardsEverywhere, lineInThread, linesFor, reminders } from './request-notices.ts';
import type { RequestStore, SaveCondition } from './request-store.ts';
import { type BundleSubmission, Submissions } from './submissions.ts';
import { waitFrom } from './wait.ts';
import { awaitedPeople, withClock } from './waiting.ts';

/** What a person submits when the draft is complete. */
export type Submission = {
  readonly change: LicenseChange;
  readonly reason: string;
  readonly requester: Person;
  readonly thread: Thread;
  readonly locale: string;
  /** The request that this one asks for again; null for the first of its kind. */
  readonly follows?: string | null;
};

/** A press on a card: who, which request, and the revision that the card showed (null when said in words). */
export type Press = { readonly requestId: string; readonly by: Person; readonly revision: number | null };

/** Tells who can be written to, so that the others can be named. */
export interface Reachability {
  unreachable(people: readonly Person[]): Promise<readonly Person[]>;
}

export type RequestServiceDependencies = {
  readonly store: RequestStore;
  readonly policy: ApprovalPolicy;
  readonly preflight: Preflight;
  readonly reachability: Reachability;
  readonly clock: () => Date;
  /** Makes a short id that a person can read out. */
  readonly newRequestId: () => string;
  /** Called after each write with what was written, so that workers look at it. */
  readonly onChange: (request: LicenseRequest) => void;
};

/** What a transition tells beside the cards. */
type Change = {
  readonly next: LicenseRequest;
  readonly kind: string;
  readonly actor: PersonId;
  readonly facts?: AuditFacts;
  readonly lines?: readonly Notice[];
  /** What must hold besides. */
  readonly condition?: SaveCondition;
  /** The plan by which it was decided, where one was looked at. */
  readonly plan?: ApprovalPlan;
};

/** Rosters are read again when somebody decides. */
const DECIDING = { isDecision: true };

/** The use cases of a license request, one method a verb; each is one compare-and-set write. */
export class RequestService {
  readonly #deps: RequestServiceDependencies;
  readonly #submissions: Submissions;

  constructor(dependencies: RequestServiceDependencies) {
    this.#deps = dependencies;
    this.#submissions = new Submissions(dependencies);
  }

  /** Saves a new request as `pending` and tells everybody. Throws `RequestError` when it may not be asked. */
  submit(submission: Submission): Promise<LicenseRequest> {
    return this.#submissions.submit(submission);
  }

  /** Saves the requests of a bundle as `pending`, all or none. Throws `RequestError` when one of them may not be asked. */
  submitBundle(submission: BundleSubmission): Promise<readonly LicenseRequest[]> {
    return this.#submissions.submitBundle(submission);
  }

  /** Why each request of a bundle may not be asked for; null where it may. */
  refusalsOf(
    members: readonly BundleMember[],
    requester: PersonId,
  ): Promise<readonly (RequestError | null)[]> {
    return this.#submissions.refusals(members, requester);
  }

  /** Records an approval; when the last stage is complete the request is `approved` and `by` is its executor. */
  async approve(press: Press, remark: string | null, freshness = DECIDING): Promise<LicenseRequest> {
    const reason = seenReason(remark);
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#planFor(request, freshness);
      const seat = this.#seatToDecide(request, plan, press);
      const decisions = [...request.decisions, this.#decision(seat, 'approve', { plan, reason })];
      const facts = { shownRevision: press.revision };
      const now = this.#now();
      const { isComplete, stage } = standingOf(plan, { ...request, decisions });
      if (!isComplete) {
        const isSameStage = standingOf(plan, request).stage === stage;
        const wait = isSameStage ? request.wait : waitFrom(now);
        const next = touched(request, now, { decisions, wait });
        return { next, kind: 'approved-stage', actor: press.by, facts, plan };
      }
      const validUntil = this.#hoursFromNow(plan.validForHours);
      const patch = { decisions, executor: press.by, validUntil, dueAt: now, problem: null };
      return { next: moved(request, 'approved', now, patch), kind: 'approved', actor: press.by, facts, plan };
    });
  }

  /** Ends a pending request with a reason that the requester is told. */
  async reject(press: Press, typed: string | null, freshness = DECIDING): Promise<LicenseRequest> {
    const reason = seenReason(typed);
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#planFor(request, freshness);
      const seat = this.#seatToDecide(request, plan, press);
      if (plan.rejectionNeedsReason && !reason) throw new RequestError('reason-required');
      const decisions = [...request.decisions, this.#decision(seat, 'reject', { plan, reason })];
      const next = moved(request, 'rejected', this.#now(), { decisions, dueAt: null });
      const text = reason ? 'line.rejectedWithReason' : 'line.rejected';
      const lines = [lineInThread(next, text, { approver: press.by.name, reason: reason ?? '' })];
      const facts = { shownRevision: press.revision };
      return { next, kind: 'rejected', actor: press.by, facts, lines, plan };
    });
  }

  /** Withdraws a request; open to its requester until it is being carried out. */
  async cancel(press: Press): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      if (!isSamePerson(press.by, request.requester)) throw new RequestError('not-the-requester');
      if (isEnded(request.status)) throw new RequestError('already-decided');
      if (request.status === 'executing' || request.status === 'unconfirmed')
        throw new RequestError('under-way');
      const next = moved(request, 'cancelled', this.#now(), { dueAt: null });
      const lines = [lineInThread(next, 'line.cancelled', { requester: press.by.name })];
      return { next, kind: 'cancelled', actor: press.by, lines };
    });
  }

  /** Tries a request again that failed or waits for a seat or a sign-in; open to approvers while it is valid. */
  async retry(press: Press, freshness = DECIDING): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#planFor(request, freshness);
      if (!isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
      if (!['failed', 'awaiting_seats', 'awaiting_sign_in'].includes(request.status)) {
        throw new RequestError('already-decided');
      }
      // Everybody was told already what it waits for.
      const patch = request.status === 'awaiting_seats' ? { problem: request.problem } : {};
      const next = this.#reapproved(request, patch);
      return { next, kind: 'retried', actor: press.by, plan, ...(await this.#openedAnew(request)) };
    });
  }

  /** *Run with my account*: another eligible approver becomes the executor. A recorded decision of its own. */
  async runWithMyAccount(press: Press, freshness = DECIDING): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#planFor(request, freshness);
      if (isSamePerson(press.by, request.requester)) throw new RequestError('own-request');
      const seat = seatToExecute(plan, request, press.by);
      if (!seat) throw new RequestError('not-an-approver');
      if (request.status !== 'awaiting_sign_in' && request.status !== 'failed') {
        throw new RequestError('already-decided');
      }
      const decisions = [...request.decisions, this.#decision(seat, 'run', { plan, reason: null })];
      return {
        next: this.#reapproved(request, { decisions, executor: press.by }),
        kind: 'executor-changed',
        actor: press.by,
        plan,
        ...(await this.#openedAnew(request)),
      };
    });
  }

  /** Goes on with everything that waited for this person's sign-in and is still valid. */
  async resumeAfterSignIn(person: PersonId): Promise<void> {
    const waiting = await this.#deps.store.list({
      executor: person,
      statuses: ['awaiting_sign_in'],
      limit: 200,
    });
    for (const request of waiting) {
      await this.#change(request.id, async (current) => {
        const isTheirs = current.executor !== null && isSamePerson(current.executor, person);
        const isWaiting = current.status === 'awaiting_sign_in' && current.validUntil > this.#now();
        if (!isTheirs || !isWaiting) return undefined;
        return { next: this.#reapproved(current, {}), kind: 'signed-in', actor: person };
      });
    }
  }

  /** A person who looked says that an unconfirmed request was not applied and is given up. */
  async giveUp(press: Press): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#planFor(request);
      if (!isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
      if (request.status !== 'unconfirmed') throw new RequestError('already-decided');
      const next = moved(request, 'failed', this.#now(), { attempt: null, dueAt: request.validUntil });
      return { next, kind: 'given-up', actor: press.by, plan };
    });
  }

  /** Reminds those for whom a request waits because its requester wishes so; once a day. */
  async nudge(press: Press): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      if (!isSamePerson(press.by, request.requester)) throw new RequestError('not-yours-to-nudge');
      if (isEnded(request.status)) throw new RequestError('already-decided');
      const plan = await this.#planFor(request);
      if (awaitedPeople(request, plan).length === 0) throw new RequestError('nobody-to-nudge');
      const { nudgedAt } = request;
      if (nudgedAt !== null && nudgedAt > this.#hoursFromNow(-24)) throw new RequestError('nudged-today');
      const now = this.#now();
      const wait = { ...request.wait, remindedAt: now };
      const next = touched(request, now, { wait, nudgedAt: now });
      return { next, kind: 'nudged', actor: press.by, lines: reminders(next, plan, 'nudge'), plan };
    });
  }

  /**
   * What this person may ask for again, by the number of a request or of a bundle: of several requests those that came to
   * nothing. Throws `RequestError`.
   */
  async toAskAgain(
    number: string,
    person: PersonId,
  ): Promise<{ readonly id: string; readonly requests: readonly LicenseRequest[] }> {
    const bundleId = number.trim().toUpperCase();
    const members = await this.#deps.store.list({ bundleId, limit: MOST_MEMBERS });
    const asked = members.length > 0 ? inOrder(members) : [await this.get(number)];
    if (!asked.some(({ requester }) => isSamePerson(requester, person)))
      throw new RequestError('not-yours-to-repeat');
    const requests = asked.filter((request) => mayAskAgain(request, person));
    const [first, ...others] = requests;
    if (!first) throw new RequestError('nothing-to-repeat', { id: bundleId });
    return { id: others.length > 0 ? bundleId : first.id, requests };
  }

  /** Throws `RequestError` when there is no such request. */
  async get(id: string): Promise<LicenseRequest> {
    const request = await this.#deps.store.find(id.trim().toUpperCase());
    if (!request) throw new RequestError('request-not-found', { id });
    return request;
  }

  /** The requests of a bundle in their order. Throws `RequestError` when there is no such bundle. */
  async bundle(id: string): Promise<readonly LicenseRequest[]> {
    const members = await this.#deps.store.list({ bundleId: id.trim().toUpperCase(), limit: MOST_MEMBERS });
    if (members.length === 0) throw new RequestError('request-not-found', { id });
    return inOrder(members);
  }

  /** The newest requests of one person. */
  async requestsOf(person: PersonId, limit = 20): Promise<readonly LicenseRequest[]> {
    return this.#deps.store.list({ requester: person, limit });
  }

  /** One compare-and-set change, tried again from the stored state when somebody else wrote in between. */
  async #change(
    id: string,
    decide: (request: LicenseRequest) => Promise<Change | undefined>,
  ): Promise<LicenseRequest> {
    for (let attempt = 0; attempt < 8; attempt++) {
      const request = await this.get(id);
      const change = await decide(request);
      if (!change) return request;
      const plan = change.plan ?? (await this.#planFor(request));
      const next = withClock(change.next, plan);
      const effects = {
        event: auditEventOf(next, { ...change, before: request }),
        notices: [...cardsEverywhere(next, plan), ...linesFor(next, change.lines ?? [])],
      };
      if (await this.#deps.store.save(next, effects, change.condition)) {
        await wakeFollowers(this.#deps.store, next);
        this.#deps.onChange(next);
        return next;
      }
    }
    throw new RequestError('changed-meanwhile');
  }

  /** As whom somebody decides. Throws where they may not. */
  #seatToDecide(request: LicenseRequest, plan: ApprovalPlan, press: Press): Seat {
    const isOwn = isSamePerson(press.by, request.requester) && !plan.allowsSelfApproval;
    if (isOwn) throw new RequestError(request.status === 'pending' ? 'own-request' : 'already-decided');
    const seat = standingOf(plan, request).seats.find(({ person }) => isSamePerson(person, press.by));
    if (!seat && !isAmong(approversOf(plan, request), press.by)) throw new RequestError('not-an-approver');
    if (request.status !== 'pending' || request.validUntil <= this.#now())
      throw new RequestError('already-decided');
    if (!seat) throw new RequestError('nothing-to-decide');
    if (press.revision !== null && press.revision !== request.revision)
      throw new RequestError('changed-meanwhile');
    return { ...seat, person: press.by };
  }

  #reapproved(request: LicenseRequest, patch: RequestPatch): LicenseRequest {
    const now = this.#now();
    if (request.validUntil <= now) throw new RequestError('already-decided');
    return moved(request, 'approved', now, { attempt: null, problem: null, dueAt: now, ...patch });
  }

  /** What was over may have been asked for anew since. Throws `RequestError` when it was. */
  async #openedAnew({ status, change }: LicenseRequest): Promise<Pick<Change, 'condition'>> {
    if (status !== 'failed') return {};
    return { condition: { openSeen: await openBeside(this.#deps.store, [change]) } };
  }

  #planFor(request: LicenseRequest, freshness = { isDecision: false }): Promise<ApprovalPlan> {
    return this.#deps.policy.planFor(request.change, request.requester, freshness);
  }

  #decision(
    { person: by, onBehalfOf }: Seat,
    kind: Decision['kind'],
    { plan, reason }: { readonly plan: ApprovalPlan; readonly reason: string | null },
  ): Decision {
    return { by, onBehalfOf, kind, reason, at: this.#now(), policyDigest: plan.digest };
  }

  #now(): string {
    return this.#deps.clock().toISOString();
  }

  #hoursFromNow(hours: number): string {
    return new Date(this.#deps.clock().getTime() + hours * 3_600_000).toISOString();
  }
}
