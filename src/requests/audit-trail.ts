import type { Decision, LicenseRequest } from './license-request.ts';
import type { PersonId } from './person.ts';

/** Facts of an event: ids, counts and words of ours. Nothing that names or quotes a person. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Something that names or quotes people, and whom it is about: it can be erased without breaking the trail. */
export type PersonalField = { readonly value: string; readonly about: readonly PersonId[] };

/** One entry of the audit trail: what happened to which request, by whom, with facts that hold no secrets. */
export type AuditEvent = {
  /** Null for an event of the trail itself. */
  readonly requestId: string | null;
  readonly customerId?: string | null;
  readonly at: string;
  readonly kind: string;
  readonly actor: PersonId | null;
  readonly facts: AuditFacts;
  readonly personal?: Readonly<Record<string, PersonalField>>;
};

/** What is told of a change to a request. */
export type AuditNote = {
  readonly kind: string;
  readonly actor: PersonId | null;
  readonly facts?: AuditFacts;
  /** The request as it was before, when the change is somebody's decision on it. */
  readonly before?: LicenseRequest;
};

/** The event of a request that was changed, or submitted: who, what, whose account, and under which ids it was sent. */
export function auditEventOf(request: LicenseRequest, note: AuditNote): AuditEvent {
  const decision = note.before && newDecision(note.before, request);
  return {
    requestId: request.id,
    customerId: request.change.customer.id.toLowerCase(),
    at: request.updatedAt,
    kind: note.kind,
    actor: note.actor,
    facts: {
      ...standing(request),
      ...(request.version === 1 ? asked(request) : {}),
      ...(decision ? decisionFacts(decision) : {}),
      ...note.facts,
    },
    personal: {
      ...(request.version === 1 ? askedInWords(request) : {}),
      ...(decision && note.before ? decidedInWords(decision, note.before) : {}),
    },
  };
}

/** Where the request stands, whose token it uses (the object id, never the token), and its ids at Partner Center. */
function standing({ status, version, revision, executor, attempt }: LicenseRequest): AuditFacts {
  return {
    status,
    version,
    revision,
    ...(executor ? { executor: executor.objectId } : {}),
    ...(attempt ? { idempotencyKey: attempt.idempotencyKey, correlationId: attempt.correlationId } : {}),
  };
}

function asked({ change, bundle, after, follows }: LicenseRequest): AuditFacts {
  return {
    ...(follows ? { follows } : {}),
    ...(bundle ? { bundle: bundle.id, position: bundle.position, size: bundle.size } : {}),
    ...(after ? { after } : {}),
    user: change.user.id,
    assign: change.assign
      .map((one) => [one.sku.id, ...one.excludedPlans.map((plan) => `-${plan.id}`)].join(' '))
      .join(', '),
    remove: change.remove.map((sku) => sku.id).join(', '),
    licenseGroup: change.licenseGroup,
  };
}

function askedInWords(request: LicenseRequest): NonNullable<AuditEvent['personal']> {
  const { requester, reason, change } = request;
  const user = userOf(request);
  return {
    requester: { value: requester.name, about: [requester] },
    ...(reason ? { reason: { value: reason, about: [requester, user] } } : {}),
    user: { value: change.user.name, about: [user] },
    upn: { value: change.user.upn, about: [user] },
  };
}

function decisionFacts({ kind, policyDigest, onBehalfOf }: Decision): AuditFacts {
  return {
    decision: kind,
    policyDigest,
    ...(onBehalfOf ? { onBehalfOf: onBehalfOf.objectId } : {}),
  };
}

function decidedInWords(
  { by, onBehalfOf, reason }: Decision,
  before: LicenseRequest,
): NonNullable<AuditEvent['personal']> {
  const concerned = [before.requester, userOf(before), ...before.decisions.map((decision) => decision.by)];
  return {
    decider: { value: by.name, about: [by] },
    ...(onBehalfOf ? { inPlaceOf: { value: onBehalfOf.name, about: [onBehalfOf] } } : {}),
    ...(reason === null
      ? {}
      : { decisionReason: { value: reason, about: [by, before.requester, userOf(before)] } }),
    shown: { value: JSON.stringify(shownFacts(before)), about: concerned },
  };
}

/** What the card of this revision showed to whoever decided; the chain holds its digest. */
function shownFacts(request: LicenseRequest) {
  const { change } = request;
  return {
    request: request.id,
    revision: request.revision,
    status: request.status,
    customer: change.customer.name,
    user: `${change.user.name} (${change.user.upn})`,
    assign: change.assign.map(({ sku, excludedPlans }) => ({
      sku: `${sku.name} (${sku.partNumber})`,
      without: excludedPlans.map((plan) => plan.name),
    })),
    remove: change.remove.map((sku) => `${sku.name} (${sku.partNumber})`),
    requester: request.requester.name,
    reason: request.reason,
    preflight: request.preflight.findings,
    decisions: request.decisions.map(({ by, kind }) => ({ by: by.name, kind })),
    problem: request.problem?.meaning ?? null,
  };
}

function newDecision(before: LicenseRequest, after: LicenseRequest): Decision | undefined {
  return after.decisions.length > before.decisions.length ? after.decisions.at(-1) : undefined;
}

/** The user of a change as a person: a customer's id is its tenant's. */
function userOf({ change }: LicenseRequest): PersonId {
  return { tenantId: change.customer.id, objectId: change.user.id };
}
