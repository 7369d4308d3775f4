import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { listText } from '../i18n/list-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { ApprovalPlan } from '../requests/approval-policy.ts';
import { mayAskAgain } from '../requests/asking-again.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { isSamePerson, type PersonId } from '../requests/person.ts';
import { approversOf, mayExecute, standingOf } from '../requests/sign-off.ts';
import { decisionLabels } from './decision-labels.ts';
import type { AccountHealth } from './executor-health.ts';
import { findingLines } from './finding-lines.ts';
import { changesOf, comparisonOf, consequencesOf, factsOf, skuLabel, subjectOf } from './request-facts.ts';
import { problemOf, remarkText, warningText } from './request-problem.ts';
import { nextLine, nextLineFor, stageLines, stageNow, whyLines } from './request-sign-off.ts';
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
  const { request, plan, text } = input;
  const isPending = request.status === 'pending';
  const status = text(`request.status.${needsOtherExecutor(request) ? 'awaiting_executor' : request.status}`);
  const title = changeTitle(request.change, text);
  const may = optionsOf(input);
  const findings = isPending ? findingLines(request.preflight, request.change, text) : [];
  const outlook = outlookOf(input, may);
  const comparison = comparisonOf(request, text);
  const isPart = request.bundle !== null && input.viewer.kind === 'person';
  const problem = problemOf(request, text);
  const warnings = request.result?.warnings ?? [];
  return cards.render('request', {
    lang: dateLanguage(text),
    id: request.id,
    revision: request.revision,
    speak: sentencesText([
      text('request.speak', { id: request.id, title, status }),
      nextLine(request, plan, text),
    ]),
    status,
    statusStyle: STYLES[request.status],
    number: text('request.number', { id: request.id }),
    title,
    subject: subjectOf(request),
    hasComparison: comparison !== null,
    comparison: comparison ?? EMPTY_COMPARISON,
    hasChanges: comparison === null,
    changes: changesOf(request, text),
    consequences: asTexts(consequencesOf(request, plan, text)),
    facts: factsOf(request, input.now, text),
    hasNote: input.note !== null,
    note: input.note ?? '',
    hasFindings: findings.length > 0,
    findings,
    hasProblem: problem !== null,
    problem: problem ?? EMPTY_PROBLEM,
    hasWarnings: warnings.length > 0,
    warningsTitle: text('request.warnings'),
    warnings: asTexts(warnings.map((warning) => remarkText(warning, request, text))),
    ownWords: asTexts(warnings.map((warning) => warningText(warning, text))),
    // While a decision is waited for, what has happened so far matters less than that the buttons are in sight.
    hasDetails: isPending,
    showsDetails: !isPending,
    details: isPending ? asTexts(detailsOf(input, may)) : [],
    timeline: timelineOf(request, text),
    hasOutlook: outlook.length > 0,
    outlook,
    may,
    isPart,
    bundleId: request.bundle?.id ?? '',
    hasActions: isPart || isPending || warnings.length > 0 || Object.values(may).some(Boolean),
    reasonRequired: plan.rejectionNeedsReason,
    labels: labelsOf(text),
    refresh: refreshOf(request, input.viewer),
  });
}

/** Where a problem is told, that says who can mend it and what happens then. */
export const TOLD_BY_PROBLEM: readonly RequestStatus[] = ['failed', 'awaiting_seats', 'unconfirmed'];

/** Who acts next. Whoever reads it as the one to act is told why, and less loudly than what they decide about. */
function outlookOf({ request, plan, viewer, text, health }: RequestCardInput, may: Options) {
  const isToldByProblem = TOLD_BY_PROBLEM.includes(request.status) || needsOtherExecutor(request);
  if (request.problem && isToldByProblem) return [];
  const isDecider = may.decide && viewer.kind === 'person';
  const lines = isDecider
    ? whyLines(request, { plan, person: viewer.person, health }, text)
    : [nextLineFor(viewer.kind === 'person' ? viewer.person : null, { request, plan }, text)];
  return [stageNow(request, plan, text), ...lines]
    .filter((line) => line !== '')
    .map((line) => ({ text: line, size: isDecider ? 'Small' : 'Default' }));
}

/** What only some want to know before a decision: every stage, who else can decide, what the products are called. */
function detailsOf({ request, plan, text }: RequestCardInput, may: Options): readonly string[] {
  const { assign, remove } = request.change;
  const products = [...assign.map(({ sku }) => sku), ...remove].map(skuLabel);
  return [
    listText(products, text),
    ...(may.decide ? [nextLine(request, plan, text)] : []),
    ...stageLines(request, plan, text),
  ];
}

function asTexts(lines: readonly string[]) {
  return lines.map((line) => ({ text: line }));
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
    together: text('request.together'),
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
