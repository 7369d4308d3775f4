import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { bundleTitle } from '../i18n/change-title.ts';
import { clientTime } from '../i18n/client-time.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import { standingOf } from '../requests/approval-policy.ts';
import type { Decision, LicenseRequest, Problem } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import {
  bundleFacts,
  bundleFindings,
  namesOfPeople,
  type PlannedMember,
  togetherOf,
} from './bundle-facts.ts';
import {
  type BundleRow,
  countsText,
  isMixed,
  namesText,
  ownChange,
  rowChoice,
  rowsOf,
  rowView,
} from './bundle-rows.ts';
import { decisionLabels } from './decision-labels.ts';
import { type Options, optionsOf, type Viewer } from './request-card.ts';
import { problemValues } from './request-problem.ts';

export type BundleCardInput = {
  /** In their order; at least one. */
  readonly members: readonly PlannedMember[];
  readonly viewer: Viewer;
  readonly text: Translate;
  /** Why the reader sees the card now, when that needs saying. */
  readonly note: string | null;
};

/** As many different problems as a card explains; the rows name the others. */
const MOST_PROBLEMS = 3;
const MOST_TIMELINE = 8;
/** More rows than these become lines of text, which take a third of the room. */
const MOST_COLUMNS = 10;

/** Draws the one card of a bundle: what is asked for whom, how it stands for each user, who acts next. */
export function renderBundleCard(cards: CardRenderer, input: BundleCardInput): Card {
  const { members, text, viewer } = input;
  const requests = members.map(({ request }) => request);
  const [first] = requests;
  if (!first?.bundle) throw new Error('a bundle without requests');
  const rows = rowsOf(requests);
  const title = bundleTitle({ user: first.change.user, together: togetherOf(members) }, text);
  const may = bundleOptions(members, viewer);
  const choosable = may.decide ? rows.filter((row) => isDecidable(row, members, viewer)) : [];
  const listed = rows.filter((row) => !choosable.includes(row));
  const needy = rows.filter(needsSomebody);
  const findings = bundleFindings(members, text);
  const problems = problemsOf(requests, text);
  const next = nextLine(members, text);
  const lines = listed.map((row) => lineOf(row, isMixed(rows) || rows.length === 1, text));
  const isLong = lines.length > MOST_COLUMNS;
  return cards.render('bundle', {
    lang: dateLanguage(text),
    id: first.bundle.id,
    revisions: requests.map(({ revision }) => revision).join('.'),
    speak: text('request.speak', { id: first.bundle.id, title, status: countsText(rows, text) }),
    status: countsText(rows, text),
    statusStyle: styleOf(rows),
    number: text('request.number', { id: first.bundle.id }),
    title,
    facts: bundleFacts(members, text),
    hasNote: input.note !== null,
    note: input.note ?? '',
    rows: isLong ? [] : lines,
    lines: isLong ? lines.map(({ line, color }) => ({ text: line, color })) : [],
    mixed: isMixed(choosable) ? choosable.map((row) => ({ text: ownChange(row, text) })) : [],
    choices: choosable.map((row) => ({ title: rowChoice(row), value: positionOf(row) })),
    chosen: choosable.map(positionOf).join(','),
    findings,
    problems,
    timeline: timelineOf(requests, text),
    hasNext: next !== '',
    next,
    may,
    hasActions: Object.values(may).some(Boolean),
    canOpenOne: viewer.kind === 'person' && needy.length > 0,
    people: needy.map((row) => ({ title: rowChoice(row), value: row.telling.id })),
    person: needy[0]?.telling.id ?? '',
    reasonRequired: members.some(({ plan }) => plan.rejectionNeedsReason),
    labels: labelsOf(text),
    refresh: refreshOf(first.bundle.id, viewer),
  });
}

/** The position by which a card names a user: that of their first request. */
export function positionOf({ members }: BundleRow): string {
  return String(members[0]?.bundle?.position ?? 0);
}

function bundleOptions(members: readonly PlannedMember[], viewer: Viewer): Options {
  const all = members.map((member) => optionsOf({ ...member, viewer }));
  const some = (option: keyof Options) => all.some((options) => options[option]);
  return {
    decide: some('decide'),
    cancel: some('cancel'),
    retry: some('retry'),
    run: some('run'),
    giveUp: false,
    nudge: some('nudge'),
    again: false,
    open: some('open'),
  };
}

function isDecidable(row: BundleRow, members: readonly PlannedMember[], viewer: Viewer): boolean {
  return members.some(
    (member) => row.members.includes(member.request) && optionsOf({ ...member, viewer }).decide,
  );
}

function needsSomebody({ telling }: BundleRow): boolean {
  return ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed'].includes(telling.status);
}

function lineOf(row: BundleRow, namesChange: boolean, text: Translate) {
  const view = rowView(row, text);
  const details = [namesChange ? ownChange(row, text) : '', view.detail].filter((part) => part !== '');
  const detail = details.join(' · ');
  const line = [`${view.user}: **${view.status}**`, ...details].join(' · ');
  return { ...view, hasDetail: detail !== '', detail, line };
}

function styleOf(rows: readonly BundleRow[]): string {
  const statuses = rows.map(({ telling }) => telling.status);
  const has = (...some: readonly LicenseRequest['status'][]) => statuses.some((one) => some.includes(one));
  if (has('failed')) return 'attention';
  if (has('awaiting_seats', 'awaiting_sign_in', 'unconfirmed')) return 'warning';
  if (has('pending', 'approved', 'executing')) return 'accent';
  if (statuses.every((status) => status === 'completed')) return 'good';
  return statuses.every((status) => status === 'rejected') ? 'attention' : 'emphasis';
}

/** Each problem once, with everybody whom it concerns. */
function problemsOf(requests: readonly LicenseRequest[], text: Translate) {
  const byMeaning = new Map<string, LicenseRequest[]>();
  for (const request of requests) {
    const meaning = shownProblem(request)?.meaning;
    if (meaning) byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), request]);
  }
  return [...byMeaning].slice(0, MOST_PROBLEMS).map(([meaning, concerned]) => {
    const values = problemTextValues(concerned, text);
    const say = (part: string) => text(`problem.${meaning}.${part}`, values);
    return { title: say('title'), text: say('text'), todo: say('todo') };
  });
}

/** What the sentences of a problem name when it concerns several users. */
export function problemTextValues(concerned: readonly LicenseRequest[], text: Translate) {
  const [first] = concerned;
  return first ? { ...problemValues(first, text), user: namesText(concerned, text) } : {};
}

/** The problem that keeps a request from going on now. */
export function shownProblem({ status, problem }: LicenseRequest): Problem | null {
  const isShown = ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed', 'pending'].includes(status);
  return isShown ? problem : null;
}

/** Who asked, and who decided what for how many. */
function timelineOf(requests: readonly LicenseRequest[], text: Translate) {
  const [first] = requests;
  if (!first) return [];
  const asked = text('request.timeline.asked', { name: plainName(first.requester.name) });
  const groups = new Map<string, { readonly line: string; at: string; count: number }>();
  for (const decision of requests.flatMap(({ decisions }) => decisions)) {
    const line = decisionLine(decision, text);
    const known = groups.get(line) ?? { line, at: decision.at, count: 0 };
    groups.set(line, { line, at: decision.at > known.at ? decision.at : known.at, count: known.count + 1 });
  }
  const decided = [...groups.values()].toSorted((one, other) => one.at.localeCompare(other.at));
  return [{ line: asked, at: first.createdAt, count: 1 }, ...decided.slice(-MOST_TIMELINE)].map(
    ({ line, at, count }) => ({
      text: count > 1 ? text('bundle.timelineCount', { line, count }) : line,
      at: clientTime(at),
    }),
  );
}

function decisionLine({ kind, reason, by }: Decision, text: Translate): string {
  const key = `request.timeline.${reason ? `${kind}WithReason` : kind}`;
  return text(key, { name: plainName(by.name), reason: plainText(reason ?? '') });
}

function nextLine(members: readonly PlannedMember[], text: Translate): string {
  const pending = members.filter(({ request }) => request.status === 'pending');
  if (pending.length > 0) {
    const eligible = pending.flatMap(({ request, plan }) => standingOf(plan, request).eligible);
    if (eligible.length === 0) return text('request.next.pendingNobody');
    return text('request.next.pending', { approvers: namesOfPeople(eligible, text) });
  }
  const waiting = members.find(({ request }) => request.status === 'awaiting_sign_in')?.request;
  if (!waiting) return '';
  const key = needsOtherExecutor(waiting) ? 'awaiting_executor' : 'awaiting_sign_in';
  return text(`request.next.${key}`, { executor: plainName(waiting.executor?.name ?? '') });
}

function labelsOf(text: Translate) {
  return {
    ...decisionLabels(text),
    choose: text('bundle.choose'),
    nobody: text('error.nobody-chosen'),
    open: text('request.open'),
    openOne: text('bundle.openOne'),
    person: text('bundle.person'),
    openOneConfirm: text('list.open'),
  };
}

/** Clients of the listed people ask for their own view when they open the card. */
function refreshOf(bundleId: string, viewer: Viewer) {
  if (viewer.kind !== 'everybody' || viewer.refreshFor.length === 0) return null;
  return {
    action: { type: 'Action.Execute', verb: 'bundle.refresh', data: { bundleId } },
    userIds: viewer.refreshFor.slice(0, 60),
  };
}
