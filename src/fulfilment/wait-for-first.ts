import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { firstStanding } from '../requests/linked-requests.ts';
import type { RequestStore } from '../requests/request-store.ts';
import { TURN_PACING } from './attempt-rules.ts';
import type { Outcomes } from './outcomes.ts';
import { approvedAt } from './seat-queue.ts';

/** Those that nothing was sent for, or nothing that is in doubt. */
const MAY_BE_CANCELLED: readonly RequestStatus[] = [
  'pending',
  'approved',
  'awaiting_sign_in',
  'awaiting_seats',
  'failed',
];

/** Holds back a linked request: it is carried out only when the one before it is completed. */
export class WaitForFirst {
  readonly #store: Pick<RequestStore, 'find'>;
  readonly #outcomes: Outcomes;

  constructor(store: Pick<RequestStore, 'find'>, outcomes: Outcomes) {
    this.#store = store;
    this.#outcomes = outcomes;
  }

  /** Whether there is nothing else to do for a request now. When the first one ended without effect, this one ends too. */
  async holds(request: LicenseRequest): Promise<boolean> {
    if (request.after === null || !MAY_BE_CANCELLED.includes(request.status)) return false;
    const standing = firstStanding(await this.#store.find(request.after));
    if (standing === 'completed') return false;
    if (standing === 'ended-without-effect') {
      await this.#outcomes.cancelWithFirst(request);
      return true;
    }
    // The others wait for people: their clock is that of their validity.
    if (request.status !== 'approved' || request.validUntil <= this.#outcomes.now()) return false;
    const next = this.#outcomes.grownFrom(approvedAt(request), TURN_PACING);
    const dueAt = next < request.validUntil ? next : request.validUntil;
    await this.#outcomes.later(request, { dueAt }, { kind: 'waits-for-first' });
    return true;
  }
}
