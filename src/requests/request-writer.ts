import type { ApprovalPlan, ApprovalPolicy } from './approval-policy.ts';
import { type AuditFacts, auditEventOf } from './audit-trail.ts';
import type { LicenseRequest } from './license-request.ts';
import { wakeFollowers } from './linked-requests.ts';
import type { Notice } from './notice.ts';
import type { PersonId } from './person.ts';
import { cardsEverywhere, linesFor } from './request-notices.ts';
import type { RequestStore, SaveCondition } from './request-store.ts';
import { withClock } from './waiting.ts';

/** What is written with a change beside the record. */
export type TransitionNote = {
  readonly kind: string;
  /** Who did it; left out where nobody but the program did. */
  readonly actor?: PersonId;
  readonly facts?: AuditFacts;
  /** What is told beside the cards. */
  readonly lines?: readonly Notice[];
  /** False when nothing changed that a reader of a card sees. */
  readonly redraw?: boolean;
  /** What must hold besides the version. */
  readonly condition?: SaveCondition;
  /** The request as it was before, when the change is somebody's decision on it. */
  readonly before?: LicenseRequest;
  /** The plan by which it was decided, where one was looked at. */
  readonly plan?: ApprovalPlan;
};

/** A step of a request: the record as it is next, and what is written beside it. */
export type Transition = TransitionNote & { readonly next: LicenseRequest };

/** Saves a step of a request: record, audit event and notices in one compare-and-set write. */
export class RequestWriter {
  readonly #store: RequestStore;
  readonly #policy: ApprovalPolicy;
  readonly #onChange: (request: LicenseRequest) => void;

  /** `onChange` is called after each write with what was written, so that workers look at it. */
  constructor(store: RequestStore, policy: ApprovalPolicy, onChange: (request: LicenseRequest) => void) {
    this.#store = store;
    this.#policy = policy;
    this.#onChange = onChange;
  }

  /** Returns what was written; undefined when somebody else wrote first: then nothing of ours counts. */
  async save(changed: LicenseRequest, note: TransitionNote): Promise<LicenseRequest | undefined> {
    const { redraw = true } = note;
    // By it is known who has a card of the request, and when it is looked at again.
    const plan = note.plan ?? (redraw ? await this.#policy.planFor(changed.change, changed.requester) : null);
    const next = plan ? withClock(changed, plan) : changed;
    const event = auditEventOf(next, { ...note, actor: note.actor ?? null });
    const notices = [...(plan ? cardsEverywhere(next, plan) : []), ...linesFor(next, note.lines ?? [])];
    if (!(await this.#store.save(next, { event, notices }, note.condition))) return undefined;
    await wakeFollowers(this.#store, next);
    this.#onChange(next);
    return next;
  }
}
