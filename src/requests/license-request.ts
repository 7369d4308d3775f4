import type { LicenseChange } from './license-change.ts';
import type { Person } from './person.ts';
import type { PreflightReport } from './preflight-report.ts';
import { type Escalation, type Wait, waitFrom } from './wait.ts';

/** Where a request stands; the meaning of each status is in docs/architecture.md. */
export type RequestStatus =
  | 'pending'
  | 'approved'
  | 'awaiting_sign_in'
  | 'awaiting_seats'
  | 'executing'
  | 'unconfirmed'
  | 'completed'
  | 'failed'
  | 'rejected'
  | 'cancelled'
  | 'expired';

/** What somebody decided, with the policy that was in force (its digest). `run` = *Run with my account*. */
export type Decision = {
  readonly by: Person;
  /** In whose place, where somebody decided as another's delegate. */
  readonly onBehalfOf: Person | null;
  readonly kind: 'approve' | 'reject' | 'run';
  readonly reason: string | null;
  readonly at: string;
  readonly policyDigest: string;
};

/** The one `licenseupdates` call of an approval. It is saved before its first byte is sent. */
export type Attempt = {
  /** Sent as `MS-RequestId`; kept over retries, a new one only after a 2xx or a business 4xx. */
  readonly idempotencyKey: string;
  /** Sent as `MS-CorrelationId`. */
  readonly correlationId: string;
  readonly executor: Person;
  /** When it was first and last sent (ISO times), and how often. */
  readonly startedAt: string;
  readonly lastSentAt: string;
  readonly sends: number;
  /** True while an answer is waited for; found true after a crash, nobody knows what became of the call. */
  readonly isUnderWay: boolean;
  /** True as soon as something may have reached Partner Center without a proven answer. */
  readonly isAmbiguous: boolean;
};

/** A remark of Partner Center on a successful update (`licenseWarnings`). */
export type LicenseWarning = {
  readonly code: string;
  readonly message: string;
  readonly servicePlans: readonly string[];
};

/** Whether the change was seen in the user's licenses afterwards. */
export type Verification = 'seen' | 'not_yet_seen' | 'could_not_read';

/** Why a request does not move on, in a form that the catalogs turn into sentences (`problem.<meaning>`). */
export type Problem = {
  /** A key of the error table in `partner-center/error-meanings.ts`. */
  readonly meaning: string;
  /** Partner Center's own code, status and words, shown as detail only. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly detail: string | null;
  readonly correlationId: string | null;
  readonly at: string;
};

/** What came of an executed request. */
export type Result = {
  readonly at: string;
  readonly correlationId: string | null;
  readonly warnings: readonly LicenseWarning[];
  /** Null until the user's licenses were read back for the first time. */
  readonly verification: Verification | null;
  /** How often the user's licenses were read back. */
  readonly readBacks: number;
  /** True when nothing had to be sent because the user already held what was asked for. */
  readonly wasInPlace: boolean;
};

/** A status that a request came into: when, with whose account it was to be carried out then, and what stood in its way. */
export type Passage = {
  readonly status: RequestStatus;
  readonly at: string;
  readonly executor: string | null;
  readonly problem: Pick<Problem, 'meaning'> | null;
};

/** Where a request was made: opaque to the core, understood by the Teams edge only. */
export type Thread = { readonly key: string; readonly reference: unknown };

/** The place of a request among those that were made together; positions count from 1. */
export type BundlePlace = { readonly id: string; readonly position: number; readonly size: number };

/** The record of one license request. Values are never changed: every transition returns a new record. */
export type LicenseRequest = {
  readonly id: string;
  /** Grows by one at every write; each write is compare-and-set on it. */
  readonly version: number;
  /** Grows when something changes that a reader of a card sees; a decision names the revision that was read. */
  readonly revision: number;
  readonly status: RequestStatus;
  readonly change: LicenseChange;
  readonly reason: string;
  readonly requester: Person;
  readonly thread: Thread;
  /** The requester's language (BCP 47), used where a text is shared. */
  readonly locale: string;
  /** Its place among requests that were made together; null when it was made alone. */
  readonly bundle: BundlePlace | null;
  /** The request that came to nothing before, where this one asks again. */
  readonly follows: string | null;
  /** The request that must be completed before this one is carried out; null for most. */
  readonly after: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Until when an approval may be carried out; for a pending request, until when it may be decided. */
  readonly validUntil: string;
  readonly decisions: readonly Decision[];
  /** The statuses it went through after it was asked, oldest first. */
  readonly history: readonly Passage[];
  readonly executor: Person | null;
  readonly attempt: Attempt | null;
  readonly result: Result | null;
  readonly problem: Problem | null;
  /** How long it has waited for whoever can act now. */
  readonly wait: Wait;
  /** The stages in which others may decide as well, since nobody did in time. */
  readonly escalations: readonly Escalation[];
  /** When the requester last asked for a reminder. */
  readonly nudgedAt: string | null;
  readonly preflight: PreflightReport;
  /** When the worker should look at it next (ISO time), or null when nobody waits for a clock. */
  readonly dueAt: string | null;
};

const TRANSITIONS: Readonly<Record<RequestStatus, readonly RequestStatus[]>> = {
  pending: ['approved', 'rejected', 'cancelled', 'expired'],
  approved: [
    'executing',
    'awaiting_sign_in',
    'awaiting_seats',
    'failed',
    'completed',
    'pending',
    'cancelled',
    'expired',
  ],
  awaiting_sign_in: ['approved', 'pending', 'cancelled', 'expired'],
  awaiting_seats: ['approved', 'awaiting_sign_in', 'pending', 'cancelled', 'expired'],
  executing: ['completed', 'awaiting_seats', 'awaiting_sign_in', 'failed', 'unconfirmed'],
  unconfirmed: ['completed', 'approved', 'failed'],
  completed: [],
  failed: ['approved', 'cancelled', 'expired'],
  rejected: [],
  cancelled: [],
  expired: [],
};

/** Whether a request may go from one status to another. */
export function isLegalTransition(from: RequestStatus, to: RequestStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Whether nothing will happen to a request any more. */
export function isEnded(status: RequestStatus): boolean {
  return TRANSITIONS[status].length === 0;
}

/** Statuses of requests that will change licenses yet, unless somebody ends them. */
export const OPEN_STATUSES: readonly RequestStatus[] = [
  'pending',
  'approved',
  'awaiting_sign_in',
  'awaiting_seats',
  'executing',
  'unconfirmed',
];

/** What a transition changes beside the status. */
export type RequestPatch = Partial<
  Pick<
    LicenseRequest,
    | 'decisions'
    | 'executor'
    | 'attempt'
    | 'result'
    | 'problem'
    | 'preflight'
    | 'validUntil'
    | 'wait'
    | 'escalations'
    | 'nudgedAt'
    | 'dueAt'
  >
>;

/** A request that waits long for a license is tried often; who reads of it needs the beginning less than the end. */
const MOST_PASSAGES = 40;

/** Returns the request moved to `status`; throws on an illegal transition, which is a programming fault. */
export function moved(
  request: LicenseRequest,
  status: RequestStatus,
  at: string,
  patch: RequestPatch = {},
): LicenseRequest {
  if (!isLegalTransition(request.status, status)) {
    throw new Error(`illegal transition of ${request.id}: ${request.status} -> ${status}`);
  }
  const next = { ...request, ...patch };
  const { executor, problem } = next;
  const passage: Passage = {
    status,
    at,
    executor: executor?.name ?? null,
    problem: problem && { meaning: problem.meaning },
  };
  return {
    ...next,
    status,
    history: [...request.history, passage].slice(-MOST_PASSAGES),
    wait: waitFrom(at),
    version: request.version + 1,
    revision: request.revision + 1,
    updatedAt: at,
  };
}

/** Returns the request with changed fields in the same status. */
export function touched(request: LicenseRequest, at: string, patch: RequestPatch): LicenseRequest {
  const next = { ...request, ...patch };
  const isVisible = VISIBLE_FIELDS.some((field) => shown(next, field) !== shown(request, field));
  const revision = isVisible ? request.revision + 1 : request.revision;
  return { ...next, version: request.version + 1, revision, updatedAt: at };
}

const VISIBLE_FIELDS = ['decisions', 'executor', 'result', 'problem', 'preflight', 'validUntil'] as const;

/**
 * What a decision hangs on. How often the licenses were read back is not among it, nor what was checked and found good:
 * whoever decides without knowing that decides no worse.
 */
function shown(request: LicenseRequest, field: (typeof VISIBLE_FIELDS)[number]): string {
  const { result, preflight } = request;
  if (field === 'preflight') return JSON.stringify(preflight.findings);
  return JSON.stringify(field === 'result' && result ? { ...result, readBacks: 0 } : request[field]);
}

/** Every status there is, in the order in which a request usually meets them. */
export const REQUEST_STATUSES = Object.keys(TRANSITIONS) as readonly RequestStatus[];
