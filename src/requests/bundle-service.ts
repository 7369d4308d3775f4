import type { Freshness } from './approval-policy.ts';
import { inOrder } from './bundle.ts';
import { RequestError, type RequestErrorCode } from './errors.ts';
import type { LicenseRequest, RequestStatus } from './license-request.ts';
import type { Person } from './person.ts';
import type { Press } from './press.ts';
import type { RequestService } from './request-service.ts';

/** A press on the card of a bundle, or the same said in words. */
export type BundlePress = {
  readonly bundleId: string;
  readonly by: Person;
  /** The revisions of the requests in their order, as the card showed them; null when said in words. */
  readonly revisions: readonly number[] | null;
  /** Ids of requests whose users are left as they are. */
  readonly except: readonly string[];
};

/** What became of a press: each request is decided on its own, so some may be and others not. */
export type BundleOutcome = {
  /** All requests of the bundle as they are now. */
  readonly members: readonly LicenseRequest[];
  readonly done: readonly LicenseRequest[];
  readonly refused: readonly { readonly request: LicenseRequest; readonly error: RequestError }[];
};

type MemberAct = (press: Press, freshness: Freshness) => Promise<LicenseRequest>;

/** What is done with which requests of a bundle, and why not where there are none. */
type Doing = {
  readonly statuses: readonly RequestStatus[];
  readonly act: MemberAct;
  readonly isLastFirst?: boolean;
  readonly none?: RequestErrorCode;
};

const WITHDRAWABLE: readonly RequestStatus[] = [
  'pending',
  'approved',
  'awaiting_sign_in',
  'awaiting_seats',
  'failed',
];

/**
 * One press for all requests of a bundle: each is decided by its own compare-and-set write, so that what was written stands
 * whatever becomes of the rest, and the same press again does what is left.
 */
export class BundleService {
  readonly #requests: RequestService;

  constructor(requests: RequestService) {
    this.#requests = requests;
  }

  /** The requests of a bundle in their order. Throws `RequestError` when there is no such bundle. */
  get(bundleId: string): Promise<readonly LicenseRequest[]> {
    return this.#requests.bundle(bundleId);
  }

  approve(press: BundlePress, reason: string | null): Promise<BundleOutcome> {
    const act: MemberAct = (one, freshness) => this.#requests.approve(one, reason, freshness);
    return this.#each(press, { statuses: ['pending'], act });
  }

  /** Those that wait for another one go first, so that nothing else ends them meanwhile. */
  reject(press: BundlePress, reason: string | null): Promise<BundleOutcome> {
    const act: MemberAct = (one, freshness) => this.#requests.reject(one, reason, freshness);
    return this.#each(press, { statuses: ['pending'], act, isLastFirst: true });
  }

  /** Withdraws what can still be withdrawn. */
  cancel(press: BundlePress): Promise<BundleOutcome> {
    const act: MemberAct = (one) => this.#requests.cancel(one);
    return this.#each(press, { statuses: WITHDRAWABLE, act, isLastFirst: true, none: 'already-decided' });
  }

  retry(press: BundlePress): Promise<BundleOutcome> {
    const act: MemberAct = (one, freshness) => this.#requests.retry(one, freshness);
    return this.#each(press, { statuses: ['failed', 'awaiting_seats'], act });
  }

  run(press: BundlePress): Promise<BundleOutcome> {
    const act: MemberAct = (one, freshness) => this.#requests.runWithMyAccount(one, freshness);
    return this.#each(press, { statuses: ['awaiting_sign_in', 'failed'], act });
  }

  /** Has those reminded for whom the requests wait; each of them is told once of all. */
  nudge(press: BundlePress): Promise<BundleOutcome> {
    const act: MemberAct = (one) => this.#requests.nudge(one);
    return this.#each(press, { statuses: ['pending', 'awaiting_sign_in'], act, none: 'nobody-to-nudge' });
  }

  async #each(
    press: BundlePress,
    { statuses, act, isLastFirst = false, none = 'nothing-to-decide' }: Doing,
  ): Promise<BundleOutcome> {
    const members = await this.get(press.bundleId);
    const chosen = included(members, press.except);
    if (chosen.length === 0) throw new RequestError('nobody-chosen');
    const done: LicenseRequest[] = [];
    const refused: { request: LicenseRequest; error: RequestError }[] = [];
    for (const request of isLastFirst ? chosen.toReversed() : chosen) {
      const shown = press.revisions?.[members.indexOf(request)] ?? null;
      if (!statuses.includes(request.status)) {
        // What the card showed as settled is none of this press; what was settled since is told.
        const isNews = shown !== null && shown !== request.revision;
        if (isNews) refused.push({ request, error: new RequestError('already-decided') });
        continue;
      }
      // Rosters are read anew once for a press, not thirty times.
      const freshness = { isDecision: done.length + refused.length === 0 };
      const { error, next } = await attempted(() =>
        act({ requestId: request.id, by: press.by, revision: shown }, freshness),
      );
      if (next) done.push(next);
      if (error) refused.push({ request, error });
    }
    if (done.length + refused.length === 0) throw new RequestError(none);
    return this.#outcome(members, done, refused);
  }

  #outcome(
    members: readonly LicenseRequest[],
    done: readonly LicenseRequest[],
    refused: BundleOutcome['refused'],
  ): BundleOutcome {
    const [first] = refused;
    // What is true of all is said as of one request.
    if (first && done.length === 0 && refused.every(({ error }) => error.code === first.error.code)) {
      throw first.error;
    }
    const now = members.map((member) => done.find(({ id }) => id === member.id) ?? member);
    return { members: inOrder(now), done: inOrder(done), refused };
  }
}

/** A user is left out with all requests of theirs. */
function included(members: readonly LicenseRequest[], except: readonly string[]): readonly LicenseRequest[] {
  const left = new Set(members.filter(({ id }) => except.includes(id)).map(({ change }) => change.user.id));
  return members.filter(({ change }) => !left.has(change.user.id));
}

async function attempted(act: () => Promise<LicenseRequest>) {
  try {
    return { next: await act(), error: null };
  } catch (error) {
    if (error instanceof RequestError) return { next: null, error };
    throw error;
  }
}
