import type { ApprovalPlan, ApprovalPolicy } from './approval-policy.ts';
import { auditEventOf } from './audit-trail.ts';
import { assertBundle, type BundleMember, withTogether } from './bundle.ts';
import type { Preflight } from './change-preflight.ts';
import { RequestError } from './errors.ts';
import { hoursAfter } from './hours.ts';
import { assertMeaningful, type LicenseChange } from './license-change.ts';
import type { LicenseRequest, Thread } from './license-request.ts';
import type { Notice } from './notice.ts';
import { openBeside } from './open-beside.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import { blockersOf, type PreflightReport } from './preflight-report.ts';
import type { Reachability } from './reachability.ts';
import { seenReason } from './reason.ts';
import { approversUnreachable, cardsEverywhere } from './request-notices.ts';
import type { NewRequest, RequestStore } from './request-store.ts';
import { approversOf, canBeApproved } from './sign-off.ts';
import { waitFrom } from './wait.ts';
import { withClock } from './waiting.ts';

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

/** Several requests that are made together: for one customer, by one person, with one reason. */
export type BundleSubmission = Omit<Submission, 'change'> & { readonly members: readonly BundleMember[] };

export type SubmissionsDependencies = {
  readonly store: RequestStore;
  readonly policy: ApprovalPolicy;
  readonly preflight: Preflight;
  readonly reachability: Reachability;
  readonly clock: () => Date;
  /** Makes a short id that a person can read out. */
  readonly newRequestId: () => string;
  /** Called with each new request, so that workers look at it. */
  readonly onChange: (request: LicenseRequest) => void;
};

/** What was found out about a change that may be asked for. */
type Checked = {
  readonly plan: ApprovalPlan;
  readonly preflight: PreflightReport;
  /** Approvers that cannot be written to. */
  readonly unreachable: readonly string[];
};

const TRIES = 5;

/** Takes new requests in: checks whether they may be asked, saves them as `pending`, and tells everybody. */
export class Submissions {
  readonly #deps: SubmissionsDependencies;

  constructor(dependencies: SubmissionsDependencies) {
    this.#deps = dependencies;
  }

  /** Saves one request. Throws `RequestError` when it may not be asked. */
  async submit({ change, ...about }: Submission): Promise<LicenseRequest> {
    assertMeaningful(change);
    const checked = await this.#check(change, about);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const openSeen = await openBeside(this.#deps.store, [change]);
      const id = this.#deps.newRequestId();
      const request = this.#newRequest({ ...about, change, id, bundle: null, after: null }, checked);
      const entry = entryOf(request, checked.plan, checked.unreachable);
      if (await this.#deps.store.insert(request, entry.effects, { openSeen })) {
        this.#deps.onChange(request);
        return request;
      }
    }
    throw new RequestError('changed-meanwhile');
  }

  /** Saves all requests of a bundle, or none. Throws `RequestError` when one of them may not be asked. */
  async submitBundle({ members: asked, ...about }: BundleSubmission): Promise<readonly LicenseRequest[]> {
    assertBundle(asked);
    const members = withTogether(asked);
    const checked = await Promise.all(members.map(({ change }) => this.#check(change, about)));
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const openSeen = await openBeside(
        this.#deps.store,
        members.map(({ change }) => change),
      );
      const entries = this.#entries(members, checked, about);
      if (await this.#deps.store.insertAll(entries, { openSeen })) {
        for (const { request } of entries) this.#deps.onChange(request);
        return entries.map(({ request }) => request);
      }
    }
    throw new RequestError('changed-meanwhile');
  }

  /** Why each request of a bundle may not be asked for; null where it may. */
  async refusals(
    members: readonly BundleMember[],
    requester: PersonId,
  ): Promise<readonly (RequestError | null)[]> {
    return Promise.all(
      withTogether(members).map(async ({ change }) => {
        try {
          assertMeaningful(change);
          await this.#permit(change, requester);
          return null;
        } catch (error) {
          if (error instanceof RequestError) return error;
          throw error;
        }
      }),
    );
  }

  #entries(
    members: readonly BundleMember[],
    checked: readonly Checked[],
    about: Omit<Submission, 'change'>,
  ): readonly NewRequest[] {
    const { newRequestId } = this.#deps;
    const bundleId = newRequestId();
    const ids = members.map(() => newRequestId());
    const unreachable = [...new Set(checked.flatMap((one) => one.unreachable))];
    return members.flatMap(({ change, after }, index) => {
      const [id, found] = [ids[index], checked[index]];
      if (!id || !found) return [];
      const bundle = { id: bundleId, position: index + 1, size: members.length };
      const first = after === null ? null : (ids[after] ?? null);
      const request = this.#newRequest({ ...about, change, id, bundle, after: first }, found);
      return [entryOf(request, found.plan, index === 0 ? unreachable : [])];
    });
  }

  async #check(
    change: LicenseChange,
    { requester, reason }: Pick<Submission, 'requester' | 'reason'>,
  ): Promise<Checked> {
    const plan = await this.#permit(change, requester);
    if (plan.requestNeedsReason && seenReason(reason) === null)
      throw new RequestError('request-reason-required');
    const asked = { requester, escalations: [] };
    const approvers = approversOf(plan, asked).filter((person) => !isSamePerson(person, requester));
    const preflight = await this.#deps.preflight.check(change, { mayBeRecent: true });
    if (blockersOf(preflight).length > 0) throw new RequestError('cannot-work');
    const unreachable = await this.#deps.reachability.unreachable(approvers);
    const unresolved = plan.stages.flatMap((stage) => stage.unresolved);
    return { plan, preflight, unreachable: [...unreachable.map((person) => person.name), ...unresolved] };
  }

  /** Throws `RequestError` when the change may not be asked for by this person. */
  async #permit(change: LicenseChange, requester: PersonId): Promise<ApprovalPlan> {
    const { policy } = this.#deps;
    const allowed = await policy.customersOf(requester);
    if (allowed !== 'all' && !allowed.includes(change.customer.id.toLowerCase()))
      throw new RequestError('customer-not-allowed');
    await openBeside(this.#deps.store, [change]);
    const plan = await policy.planFor(change, requester);
    if (plan.refusal) throw new RequestError(plan.refusal.code, plan.refusal.details);
    if (!canBeApproved(plan, requester)) throw new RequestError('no-approver');
    return plan;
  }

  #newRequest(
    asked: Submission & Pick<LicenseRequest, 'id' | 'bundle' | 'after'>,
    { plan, preflight }: Checked,
  ): LicenseRequest {
    const now = this.#deps.clock().toISOString();
    const validUntil = hoursAfter(now, plan.decideWithinHours);
    const request: LicenseRequest = {
      ...asked,
      follows: asked.follows ?? null,
      version: 1,
      revision: 1,
      status: 'pending',
      createdAt: now,
      updatedAt: now,
      validUntil,
      decisions: [],
      history: [],
      executor: null,
      attempt: null,
      result: null,
      problem: null,
      preflight,
      wait: waitFrom(now),
      escalations: [],
      nudgedAt: null,
      dueAt: validUntil,
    };
    return withClock(request, plan);
  }
}

function entryOf(request: LicenseRequest, plan: ApprovalPlan, unreachable: readonly string[]): NewRequest {
  const facts = { unreachable: unreachable.length };
  const event = auditEventOf(request, { kind: 'submitted', actor: request.requester, facts });
  const notices: readonly Notice[] = [
    ...cardsEverywhere(request, plan),
    ...approversUnreachable(request, unreachable),
  ];
  return { request, effects: { event, notices } };
}
