import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { ageText } from '../i18n/age-text.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import { type ApprovalPlan, approversOf, mayExecute, standingOf } from '../requests/approval-policy.ts';
import { mayAskAgain } from '../requests/asking-again.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { isSamePerson, type PersonId } from '../requests/person.ts';
import { decisionLabels } from './decision-labels.ts';
import type { AccountHealth } from './executor-health.ts';
import { findingLines } from './finding-lines.ts';
import { comparisonOf, factsOf } from './request-facts.ts';
import { problemOf, warningText } from './request-problem.ts';
import { nextLine, stageLines, whyLines } from './request-sign-off.ts';
import { timelineOf } from './request-timeline.ts';

/** For whom a card is drawn: one person who may press what is theirs, or everybody in a conversation. */
export type Viewer =
  | { readonly kind: 'person'; readonly person: PersonId; readonly refreshFor?: readonly string[] }
  | { readonly kind: 'everybody'; readonly refreshFor: readonly string[] };

/** What somebody may do with a request now. */
export type Options = {
  readonly decide: boolean;
  readonly nudge: boolean;
  readonly cancel: boolean;
  readonly retry: boolean;
  readonly run: boolean;
  readonly giveUp: boolean;
  readonly again: boolean;
  readonly open: boolean;
};

export type RequestCardInput = {
  readonly request: LicenseRequest;
  readonly plan: ApprovalPlan;
  readonly viewer: Viewer;
  readonly text: Translate;
  /** Why the reader sees the card now, when that needs saying: a stale press gets the present state. */
  readonly note: string | null;
  /** How the viewer's account stands, if it is theirs that an approval would use; null where it is not. */
  readonly health: AccountHealth | null;
  /** The present, for a card that is read at once; null for one that stands for a while. */
  readonly now: Date | null;
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
  const { request, plan, text, viewer } = input;
  const status = text(`request.status.${needsOtherExecutor(request) ? 'awaiting_executor' : request.status}`);
  const title = changeTitle(request.change, text);
  const may = optionsOf(input);
  const findings = request.status === 'pending' ? findingLines(request.preflight, request.change, text) : [];
  const next = nextLine(request, plan, text);
  const stages = stageLines(request, plan, text);
  const why =
    may.decide && viewer.kind === 'person'
      ? whyLines(request, { plan, person: viewer.person, health: input.health }, text)
      : [];
  const comparison = comparisonOf(request, text);
  const problem = problemOf(request, text);
  const warnings = request.result?.warnings.map((warning) => ({ text: warningText(warning, text) })) ?? [];
  return cards.render('request', {
    lang: dateLanguage(text),
    id: request.id,
    revision: request.revision,
    speak: [text('request.speak', { id: request.id, title, status }), next].join(' ').trim(),
    status,
    statusStyle: STYLES[request.status],
    number: [
      text('request.number', { id: request.id }),
      ...(input.now ? [ageText(request.createdAt, input.now, text)] : []),
    ].join(' · '),
    title,
    hasComparison: comparison !== null,
    comparison: comparison ?? EMPTY_COMPARISON,
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
    // What has happened so far is little while a request waits for a decision, and room is short on a phone.
    showsTimeline: request.status !== 'pending',
    hasDetails: request.status === 'pending',
    hasStages: stages.length > 0,
    stages: stages.map((line) => ({ text: line })),
    hasNext: next !== '',
    next,
    hasWhy: why.length > 0,
    why: why.map((line) => ({ text: line })),
    may,
    hasActions: request.status === 'pending' || Object.values(may).some(Boolean),
    reasonRequired: plan.rejectionNeedsReason,
    labels: labelsOf(text),
    refresh: refreshOf(request, input.viewer),
  });
}

/** What the viewer may do. Presentation only: every press is checked again. */
export function optionsOf({
  request,
  plan,
  viewer,
}: Omit<RequestCardInput, 'text' | 'note' | 'health' | 'now'>): Options {
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
    again: mayAskAgain(request, person),
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
  again: false,
  open: false,
};

const EMPTY_COMPARISON = { beforeTitle: '', afterTitle: '', arrow: '', before: [], after: [] };

const EMPTY_PROBLEM = { title: '', text: '', todo: '', details: [] };

function labelsOf(text: Translate) {
  return {
    ...decisionLabels(text),
    giveUp: text('request.giveUp'),
    again: text('request.again'),
    open: text('request.open'),
    details: text('request.details'),
  };
}

/** Clients of the listed people ask for their own view when they open the card; at most 60 Teams ids are allowed. */
function refreshOf(request: LicenseRequest, viewer: Viewer) {
  const { refreshFor = [] } = viewer;
  if (refreshFor.length === 0) return null;
  return {
    action: {
      type: 'Action.Execute',
      verb: 'request.refresh',
      data: { requestId: request.id, revision: request.revision },
    },
    userIds: refreshFor.slice(0, 60),
  };
}
