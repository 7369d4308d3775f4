import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import { type AuditFacts, auditEventOf } from '../requests/audit-trail.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { wakeFollowers } from '../requests/linked-requests.ts';
import type { Notice } from '../requests/notice.ts';
import { cardsEverywhere, linesFor } from '../requests/request-notices.ts';
import type { RequestStore, SaveCondition } from '../requests/request-store.ts';
import { withClock } from '../requests/waiting.ts';

/** What is written with a change beside the record. */
export type Note = {
  readonly kind: string;
  readonly facts?: AuditFacts;
  readonly lines?: readonly Notice[];
  /** False when nothing changed that a reader of a card sees. */
  readonly redraw?: boolean;
  /** What must hold besides the version. */
  readonly condition?: SaveCondition;
};

/** Saves what the worker decided: record, audit event and notices in one compare-and-set write. */
export class RequestWriter {
  readonly #store: RequestStore;
  readonly #policy: ApprovalPolicy;
  readonly #onChange: (request: LicenseRequest) => void;

  constructor(store: RequestStore, policy: ApprovalPolicy, onChange: (request: LicenseRequest) => void) {
    this.#store = store;
    this.#policy = policy;
    this.#onChange = onChange;
  }

  /** Returns false when somebody else wrote first: then nothing of ours counts. */
  async save(changed: LicenseRequest, note: Note): Promise<boolean> {
    const isRedrawn = note.redraw ?? true;
    const plan = isRedrawn ? await this.#policy.planFor(changed.change, changed.requester) : null;
    const next = plan ? withClock(changed, plan) : changed;
    const event = auditEventOf(next, { kind: note.kind, actor: null, facts: note.facts });
    const notices = [...(plan ? cardsEverywhere(next, plan) : []), ...linesFor(next, note.lines ?? [])];
    const isSaved = await this.#store.save(next, { event, notices }, note.condition);
    if (!isSaved) return false;
    await wakeFollowers(this.#store, next);
    this.#onChange(next);
    return true;
  }
}
