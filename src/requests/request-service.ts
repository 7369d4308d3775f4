import type { Freshness } from './approval-policy.ts';
import { type AskedAgain, toAskAgain } from './asking-again.ts';
import { type BundleMember, inOrder, MOST_MEMBERS } from './bundle.ts';
import { cancelledBy } from './cancelling.ts';
import { approvedBy, rejectedBy } from './deciding.ts';
import { RequestError } from './errors.ts';
import type { LicenseRequest } from './license-request.ts';
import { nudgedBy } from './nudging.ts';
import { openBeside } from './open-beside.ts';
import type { PersonId } from './person.ts';
import type { Press, Pressed } from './press.ts';
import { seenReason } from './reason.ts';
import { RequestWriter, type Transition } from './request-writer.ts';
import {
  type BundleSubmission,
  type Submission,
  Submissions,
  type SubmissionsDependencies,
} from './submissions.ts';
import { givenUpBy, resumedFor, retriedBy, takenOverBy } from './trying-again.ts';

/** Rosters are read again when somebody decides. */
const DECIDING: Freshness = { isDecision: true };

/** The use cases of a license request, one method a verb; each is one compare-and-set write. */
export class RequestService {
  readonly #deps: SubmissionsDependencies;
  readonly #submissions: Submissions;
  readonly #writer: RequestWriter;

  constructor(dependencies: SubmissionsDependencies) {
    const { store, policy, onChange } = dependencies;
    this.#deps = dependencies;
    this.#submissions = new Submissions(dependencies);
    this.#writer = new RequestWriter(store, policy, onChange);
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
  approve(press: Press, remark: string | null, freshness = DECIDING): Promise<LicenseRequest> {
    const reason = seenReason(remark);
    return this.#press(press, (pressed) => approvedBy(pressed, reason), freshness);
  }

  /** Ends a pending request with a reason that the requester is told. */
  reject(press: Press, typed: string | null, freshness = DECIDING): Promise<LicenseRequest> {
    const reason = seenReason(typed);
    return this.#press(press, (pressed) => rejectedBy(pressed, reason), freshness);
  }

  /** Withdraws a request; open to its requester until it is being carried out. */
  cancel(press: Press): Promise<LicenseRequest> {
    return this.#press(press, cancelledBy);
  }

  /** Tries a request again that failed or waits for a seat or a sign-in; open to approvers while it is valid. */
  retry(press: Press, freshness = DECIDING): Promise<LicenseRequest> {
    return this.#press(press, retriedBy, freshness);
  }

  /** *Run with my account*: another eligible approver becomes the executor. A recorded decision of its own. */
  runWithMyAccount(press: Press, freshness = DECIDING): Promise<LicenseRequest> {
    return this.#press(press, takenOverBy, freshness);
  }

  /** A person who looked says that an unconfirmed request was not applied and is given up. */
  giveUp(press: Press): Promise<LicenseRequest> {
    return this.#press(press, givenUpBy);
  }

  /** Reminds those for whom a request waits because its requester wishes so; once a day. */
  nudge(press: Press): Promise<LicenseRequest> {
    return this.#press(press, nudgedBy);
  }

  /** Goes on with everything that waited for this person's sign-in and is still valid. */
  async resumeAfterSignIn(person: PersonId): Promise<void> {
    const waiting = await this.#deps.store.list({
      executor: person,
      statuses: ['awaiting_sign_in'],
      limit: 200,
    });
    for (const { id } of waiting) {
      await this.#change(id, async (request) => resumedFor(person, request, this.#now()));
    }
  }

  /**
   * What this person may ask for again, by the number of a request or of a bundle: of several requests those that came to
   * nothing. Throws `RequestError`.
   */
  async toAskAgain(typed: string, person: PersonId): Promise<AskedAgain> {
    const number = typed.trim().toUpperCase();
    const members = await this.#deps.store.list({ bundleId: number, limit: MOST_MEMBERS });
    const asked = members.length > 0 ? inOrder(members) : [await this.get(typed)];
    return toAskAgain(asked, { number, person });
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

  #press(
    press: Press,
    step: (pressed: Pressed) => Transition,
    freshness?: Freshness,
  ): Promise<LicenseRequest> {
    return this.#change(press.requestId, async (request) => {
      const plan = await this.#deps.policy.planFor(request.change, request.requester, freshness);
      return step({ press, request, plan, now: this.#now() });
    });
  }

  /** One compare-and-set change, tried again from the stored state when somebody else wrote in between. */
  async #change(
    id: string,
    decide: (request: LicenseRequest) => Promise<Transition | undefined>,
  ): Promise<LicenseRequest> {
    for (let attempt = 0; attempt < 8; attempt++) {
      const request = await this.get(id);
      const transition = await decide(request);
      if (!transition) return request;
      const { next } = transition;
      // What was over may have been asked for anew since.
      const isOpenedAnew = request.status === 'failed' && next.status === 'approved';
      const condition = isOpenedAnew
        ? { openSeen: await openBeside(this.#deps.store, [next.change]) }
        : undefined;
      const saved = await this.#writer.save(next, { ...transition, before: request, condition });
      if (saved) return saved;
    }
    throw new RequestError('changed-meanwhile');
  }

  #now(): string {
    return this.#deps.clock().toISOString();
  }
}
