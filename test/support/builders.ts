import { createHash } from 'node:crypto';
import type { ApprovalPlan, ApprovalStage } from '../../src/requests/approval-policy.ts';
import type { LicenseChange, SkuReference, UserReference } from '../../src/requests/license-change.ts';
import type {
  Attempt,
  Decision,
  LicenseRequest,
  Problem,
  RequestStatus,
  Result,
} from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import type { PreflightFinding, PreflightReport } from '../../src/requests/preflight-report.ts';
import type { Press } from '../../src/requests/press.ts';

/** When every story of the unit tests begins. */
export const NOW = '2026-03-02T09:00:00.000Z';
export const PARTNER_TENANT = guidOf('partner tenant');

/** A time some milliseconds after `NOW`. */
export function later(milliseconds: number, from: string = NOW): string {
  return new Date(Date.parse(from) + milliseconds).toISOString();
}

/** A GUID that is the same every time for the same name. */
export function guidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function aPerson(name: string, tenantId: string = PARTNER_TENANT): Person {
  return { tenantId, objectId: guidOf(`person ${name}`), name };
}

/** The people of the unit tests: one asks, the others approve. */
export const SARAH = aPerson('Sarah Jones');
export const GRACE = aPerson('Grace Hill');
export const KENJI = aPerson('佐藤 健司');
export const MEHMET = aPerson('Mehmet Yıldız');

/** A SKU whose id follows from its part number. */
export function aSkuReference(partNumber: string, name = partNumber): SkuReference {
  return { id: guidOf(`sku ${partNumber}`), name, partNumber };
}

export const E3 = aSkuReference('SPE_E3', 'Microsoft 365 E3');
export const E5 = aSkuReference('SPE_E5', 'Microsoft 365 E5');
export const CONTOSO = { id: guidOf('Contoso'), name: 'Contoso' };

export function aUserReference(name = 'Ada Lovelace', upn = 'ada@contoso.com'): UserReference {
  return { id: guidOf(`user ${upn}`), name, upn };
}

/** By default: E5 for Ada at Contoso. */
export function aLicenseChange(change: Partial<LicenseChange> = {}): LicenseChange {
  return {
    customer: CONTOSO,
    user: aUserReference(),
    licenseGroup: 'group1',
    assign: [{ sku: E5, excludedPlans: [] }],
    remove: [],
    ...change,
  };
}

export function aDecision(by: Person, decision: Partial<Decision> = {}): Decision {
  return {
    by,
    onBehalfOf: null,
    kind: 'approve',
    reason: null,
    at: NOW,
    policyDigest: 'rules-1',
    ...decision,
  };
}

export function anAttempt(attempt: Partial<Attempt> = {}): Attempt {
  return {
    idempotencyKey: guidOf('key'),
    correlationId: guidOf('correlation'),
    executor: GRACE,
    startedAt: NOW,
    lastSentAt: NOW,
    sends: 1,
    isUnderWay: true,
    isAmbiguous: false,
    ...attempt,
  };
}

export function aResult(result: Partial<Result> = {}): Result {
  return {
    at: NOW,
    correlationId: guidOf('correlation'),
    warnings: [],
    verification: null,
    readBacks: 0,
    wasInPlace: false,
    ...result,
  };
}

/** By default: everything was found out, and nothing stands in the way. */
export function aReport(report: Partial<PreflightReport> = {}): PreflightReport {
  return { checkedAt: NOW, findings: [], unknown: [], seats: {}, held: [], tries: 0, ...report };
}

/** By default: no license of E5 is free. */
export function aFinding(finding: Partial<PreflightFinding> = {}): PreflightFinding {
  return { kind: 'no-seats', severity: 'warning', sku: E5.id, other: null, plans: [], ...finding };
}

export function aProblem(problem: Partial<Problem> = {}): Problem {
  return {
    meaning: 'refused',
    code: null,
    httpStatus: 400,
    detail: null,
    correlationId: guidOf('correlation'),
    at: NOW,
    ...problem,
  };
}

/** What a request in a status has at least, so that a test names no more than it is about. */
const BY_STATUS: Readonly<Record<RequestStatus, Partial<LicenseRequest>>> = {
  pending: { dueAt: later(14 * 86_400_000) },
  approved: { dueAt: NOW },
  awaiting_sign_in: { dueAt: later(3 * 86_400_000) },
  awaiting_seats: { dueAt: later(300_000), problem: aProblem({ meaning: 'no-seats', code: '60012' }) },
  executing: { dueAt: later(90_000), attempt: anAttempt() },
  unconfirmed: {
    dueAt: later(10_000),
    attempt: anAttempt({ isUnderWay: false, isAmbiguous: true }),
    problem: aProblem({ meaning: 'unreachable', httpStatus: null }),
  },
  completed: { dueAt: null, attempt: anAttempt({ isUnderWay: false }), result: aResult() },
  failed: { dueAt: later(3 * 86_400_000), problem: aProblem() },
  rejected: { decisions: [aDecision(GRACE, { kind: 'reject', reason: 'not needed' })] },
  cancelled: {},
  expired: {},
};

const APPROVED_ONCE: readonly RequestStatus[] = [
  'approved',
  'awaiting_sign_in',
  'awaiting_seats',
  'executing',
  'unconfirmed',
  'completed',
  'failed',
];

/** By default: Sarah asks for E5 for Ada, pending. Past sign-off, Grace has approved and is the executor. */
export function aLicenseRequest(request: Partial<LicenseRequest> = {}): LicenseRequest {
  const status = request.status ?? 'pending';
  const isApproved = APPROVED_ONCE.includes(status);
  return {
    id: 'K7M2QX',
    version: 1,
    revision: 1,
    status,
    change: aLicenseChange(),
    reason: 'joins the finance team',
    requester: SARAH,
    thread: { key: 'a:sarah', reference: { place: aPlace('a:sarah'), isPersonal: true, cardId: null } },
    locale: 'en-GB',
    bundle: null,
    follows: null,
    after: null,
    createdAt: NOW,
    updatedAt: NOW,
    validUntil: later((isApproved ? 3 : 14) * 86_400_000),
    decisions: isApproved ? [aDecision(GRACE)] : [],
    history: [],
    executor: isApproved ? GRACE : null,
    attempt: null,
    result: null,
    problem: null,
    wait: { since: NOW, reminders: 0, remindedAt: null },
    escalations: [],
    nudgedAt: null,
    preflight: aReport(),
    dueAt: null,
    ...BY_STATUS[status],
    ...request,
  };
}

export function aPlace(conversationId: string) {
  return { serviceUrl: 'https://smba.trafficmanager.net/emea/', conversationId };
}

export function aStage(approvers: readonly Person[], stage: Partial<ApprovalStage> = {}): ApprovalStage {
  return { approvers, need: 1, unresolved: [], escalation: null, ...stage };
}

/** By default: Grace or Kenji, one of them. */
export function aPlan(plan: Partial<ApprovalPlan> = {}): ApprovalPlan {
  return {
    stages: [aStage([GRACE, KENJI])],
    source: { kind: 'general' },
    delegations: [],
    reminders: null,
    workingHours: null,
    refusal: null,
    amount: null,
    allowsSelfApproval: false,
    requestNeedsReason: false,
    rejectionNeedsReason: false,
    needsFreshToken: false,
    decideWithinHours: 14 * 24,
    validForHours: 3 * 24,
    digest: 'rules-1',
    ...plan,
  };
}

/** A press on the card of a request as somebody sees it now. */
export function aPress(request: Pick<LicenseRequest, 'id' | 'revision'>, by: Person): Press {
  return { requestId: request.id, by, revision: request.revision };
}
