import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { clientTime } from '../i18n/client-time.ts';
import { listText } from '../i18n/list-text.ts';
import { moneyText } from '../i18n/money-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import { type ApprovalPlan, approversOf, mayExecute, standingOf } from '../requests/approval-policy.ts';
import type { Seat } from '../requests/delegation.ts';
import type { LicenseRequest, Problem, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { isSamePerson, type PersonId } from '../requests/person.ts';
import { findingLines, seatLines } from './finding-lines.ts';

/** For whom a card is drawn: one person who may press what is theirs, or everybody in a conversation. */
export type Viewer =
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'everybody'; readonly refreshFor: readonly string[] };

/** What somebody may do with a request now. */
export type Options = {
  readonly decide: boolean;
  readonly nudge: boolean;
  readonly cancel: boolean;
  readonly retry: boolean;
  readonly run: boolean;
  readonly giveUp: boolean;
  readonly open: boolean;
};

export type RequestCardInput = {
  readonly request: LicenseRequest;
  readonly plan: ApprovalPlan;
  readonly viewer: Viewer;
  readonly text: Translate;
  /** Why the reader sees the card now, when that needs saying: a stale press gets the present state. */
  readonly note: string | null;
};

const STYLES: Readonly<Record<RequestStatus, string>> = {
  pending: 'accent',
  approved: 'accent',
  executing: 'accent',
  awaiting_sign_in: 'warning',
  awaiting_seats: 'warning',
  unconfirmed: 'warning',
  completed: 'good',
  failed: 'attention',
  rejected: 'attention',
  cancelled: 'emphasis',
  expired: 'emphasis',
};

/** Draws the one card of a request: what is asked, for whom, how it went so far, who acts next. */
export function renderRequestCard(cards: CardRenderer, input: RequestCardInput): Card {
  const { request, plan, text } = input;
  const status = text(`request.status.${needsOtherExecutor(request) ? 'awaiting_executor' : request.status}`);
  const title = changeTitle(request.change, text);
  const may = optionsOf(input);
  const findings = request.status === 'pending' ? findingLines(request.preflight, request.change, text) : [];
  const next = nextLine(request, plan, text);
  const problem =
    request.problem && showsProblem(request) ? problemView(request, request.problem, text) : null;
  const warnings = request.result?.warnings.map((warning) => ({ text: warningText(warning, text) })) ?? [];
  return cards.render('request', {
    lang: dateLanguage(text),
    id: request.id,
    revision: request.revision,
    speak: text('request.speak', { id: request.id, title, status }),
    status,
    statusStyle: STYLES[request.status],
    number: text('request.number', { id: request.id }),
    title,
    facts: factsOf(request, plan, text),
    hasNote: input.note !== null,
    note: input.note ?? '',
    hasFindings: findings.length > 0,
    findings,
    hasProblem: problem !== null,
    problem: problem ?? EMPTY_PROBLEM,
    hasWarnings: warnings.length > 0,
    warningsTitle: text('request.warnings'),
    warnings,
    timeline: timelineOf(request, text),
    hasNext: next !== '',
    next,
    may,
    hasActions: Object.values(may).some(Boolean),
    reasonRequired: plan.rejectionNeedsReason,
    labels: labelsOf(text),
    refresh: refreshOf(request, input.viewer),
  });
}

/** What the viewer may do. Presentation only: every press is checked again. */
export function optionsOf({ request, plan, viewer }: Omit<RequestCardInput, 'text' | 'note'>): Options {
  if (viewer.kind === 'everybody') {
    return {
      ...NO_OPTIONS,
      open: ['pending', 'failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed'].includes(
        request.status,
      ),
    };
  }
  const { person } = viewer;
  const isApprover = approversOf(plan, request).some((approver) => isSamePerson(approver, person));
  const isEligible = standingOf(plan, request).eligible.some((approver) => isSamePerson(approver, person));
  const isRequester = isSamePerson(request.requester, person);
  const isExecutor = request.executor !== null && isSamePerson(request.executor, person);
  const { status } = request;
  return {
    decide: status === 'pending' && isEligible,
    nudge: isRequester && ['pending', 'awaiting_sign_in'].includes(status),
    cancel:
      isRequester && ['pending', 'approved', 'awaiting_sign_in', 'awaiting_seats', 'failed'].includes(status),
    retry: isApprover && ['failed', 'awaiting_seats'].includes(status),
    run: !isExecutor && ['awaiting_sign_in', 'failed'].includes(status) && mayExecute(plan, request, person),
    giveUp: isApprover && status === 'unconfirmed',
    open: false,
  };
}

const NO_OPTIONS: Options = {
  decide: false,
  nudge: false,
  cancel: false,
  retry: false,
  run: false,
  giveUp: false,
  open: false,
};

const EMPTY_PROBLEM = { title: '', text: '', todo: '', details: [] };

function factsOf(request: LicenseRequest, plan: ApprovalPlan, text: Translate) {
  const { change, reason, requester } = request;
  const facts = [
    { title: text('request.field.customer'), value: plainName(change.customer.name) },
    {
      title: text('request.field.user'),
      value: `${plainName(change.user.name)} (${plainName(change.user.upn)})`,
    },
    ...change.assign.map(({ sku, excludedPlans }) => ({
      title: text('request.field.assign'),
      value: [skuLabel(sku), ...excludedPlans.map((plan) => `− ${plainName(plan.name)}`)].join(' '),
    })),
    ...change.remove.map((sku) => ({ title: text('request.field.remove'), value: skuLabel(sku) })),
    ...seatFacts(request, text),
    ...priceFact(plan, text),
    { title: text('request.field.reason'), value: plainText(reason) },
    { title: text('request.field.requester'), value: plainName(requester.name) },
  ];
  return facts;
}

function seatFacts({ status, preflight, change }: LicenseRequest, text: Translate) {
  if (status !== 'pending') return [];
  return seatLines(preflight, change, text).map((value) => ({ title: text('request.field.seats'), value }));
}

function priceFact({ amount }: ApprovalPlan, text: Translate) {
  if (!amount) return [];
  return [{ title: text('request.field.price'), value: moneyText(amount, text) }];
}

function skuLabel(sku: { readonly name: string; readonly partNumber: string }): string {
  const name = plainName(sku.name);
  return sku.partNumber ? `${name} (${plainName(sku.partNumber)})` : name;
}

function showsProblem({ status, problem }: LicenseRequest): boolean {
  if (status === 'cancelled') return endedWithFirst(problem);
  return ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed', 'pending'].includes(status);
}

function problemView(request: LicenseRequest, problem: Problem, text: Translate) {
  const values = problemValues(request, text);
  const details = [
    problem.detail && text('request.detail', { detail: plainText(withoutIds(problem.detail)) }),
    problem.correlationId && text('request.correlation', { id: problem.correlationId }),
  ].filter((line): line is string => Boolean(line));
  return {
    title: text(`problem.${problem.meaning}.title`, values),
    text: text(`problem.${problem.meaning}.text`, values),
    todo: text(`problem.${problem.meaning}.todo`, values),
    details: details.map((line) => ({ text: line })),
  };
}

/** Partner Center's own words, without ids that mean nothing to a reader. */
function withoutIds(words: string): string {
  return words.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '…');
}

/** The names that the sentences of the error table may use. */
export function problemValues({ change, executor }: LicenseRequest, text: Translate): Record<string, string> {
  const skus = [
    ...change.assign.map((assignment) => assignment.sku.name),
    ...change.remove.map((sku) => sku.name),
  ];
  return {
    customer: plainName(change.customer.name),
    user: plainName(change.user.name),
    sku: listText(skus.map(plainName), text),
    approver: plainName(executor?.name ?? ''),
  };
}

/** A remark of Partner Center as one sentence, with the service plans it is about. */
export function warningText(
  warning: { readonly code: string; readonly message: string; readonly servicePlans: readonly string[] },
  text: Translate,
): string {
  const sentence = text('request.warning', {
    message: plainText(warning.message),
    code: plainName(warning.code),
  });
  if (warning.servicePlans.length === 0) return sentence;
  return `${sentence} ${text('request.warningPlans', { plans: listText(warning.servicePlans.map(plainName), text) })}`;
}

function timelineOf(request: LicenseRequest, text: Translate) {
  const lines = [
    {
      text: text('request.timeline.asked', { name: plainName(request.requester.name) }),
      at: request.createdAt,
    },
  ];
  for (const decision of request.decisions) {
    const key = decision.reason ? `${decision.kind}WithReason` : decision.kind;
    const values = {
      name: seatName({ ...decision, person: decision.by }, text),
      reason: plainText(decision.reason ?? ''),
    };
    lines.push({ text: text(`request.timeline.${key}`, values), at: decision.at });
  }
  for (const { at } of request.escalations) lines.push({ text: text('request.timeline.escalated'), at });
  lines.sort((one, other) => one.at.localeCompare(other.at));
  if (request.result) {
    const { result } = request;
    lines.push({
      text: text(`request.timeline.${result.wasInPlace ? 'inPlace' : 'completed'}`),
      at: result.at,
    });
    if (result.verification && !result.wasInPlace) {
      const user = plainName(request.change.user.name);
      lines.push({ text: text(`request.timeline.${result.verification}`, { user }), at: request.updatedAt });
    }
  }
  if (request.status === 'cancelled' && !endedWithFirst(request.problem)) {
    const name = plainName(request.requester.name);
    lines.push({ text: text('request.timeline.cancelled', { name }), at: request.updatedAt });
  }
  return lines.map((line) => ({ text: line.text, at: clientTime(line.at) }));
}

/** The name of whoever acts, and of whom they act for. */
function seatName({ person, onBehalfOf }: Seat, text: Translate): string {
  const name = plainName(person.name);
  return onBehalfOf ? text('request.onBehalf', { name, principal: plainName(onBehalfOf.name) }) : name;
}

/** Whether a linked request was cancelled since the one before it was not made: nobody withdrew it. */
function endedWithFirst(problem: Problem | null): boolean {
  return problem?.meaning === 'first-not-made';
}

function nextLine(request: LicenseRequest, plan: ApprovalPlan, text: Translate): string {
  const { status } = request;
  const executor = plainName(request.executor?.name ?? '');
  switch (status) {
    case 'pending': {
      const approvers = standingOf(plan, request).seats.map((seat) => seatName(seat, text));
      if (approvers.length === 0) return text('request.next.pendingNobody');
      return text('request.next.pending', { approvers: listText(approvers, text, 'any') });
    }
    case 'awaiting_sign_in':
      if (needsOtherExecutor(request)) return text('request.next.awaiting_executor', { executor });
      return text('request.next.awaiting_sign_in', { executor });
    case 'approved':
    case 'executing':
      return text(`request.next.${status}`, { executor });
    case 'unconfirmed':
      return text('request.next.unconfirmed', { user: plainName(request.change.user.name) });
    case 'awaiting_seats':
    case 'failed':
    case 'expired':
      return text(`request.next.${status}`);
    case 'completed':
    case 'rejected':
    case 'cancelled':
      return '';
  }
}

function labelsOf(text: Translate) {
  return {
    approve: text('request.approve'),
    reject: text('request.reject'),
    rejectConfirm: text('request.rejectConfirm'),
    reason: text('request.reasonLabel'),
    reasonMissing: text('request.reasonMissing'),
    retry: text('request.retry'),
    run: text('request.run'),
    giveUp: text('request.giveUp'),
    nudge: text('request.nudge'),
    cancel: text('request.cancel'),
    cancelQuestion: text('request.cancelQuestion'),
    cancelConfirm: text('request.cancelConfirm'),
    open: text('request.open'),
  };
}

/** Clients of the listed people ask for their own view when they open the card; at most 60 Teams ids are allowed. */
function refreshOf(request: LicenseRequest, viewer: Viewer) {
  if (viewer.kind !== 'everybody' || viewer.refreshFor.length === 0) return null;
  return {
    action: {
      type: 'Action.Execute',
      verb: 'request.refresh',
      data: { requestId: request.id, revision: request.revision },
    },
    userIds: viewer.refreshFor.slice(0, 60),
  };
}
