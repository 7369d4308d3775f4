import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { bundleTitle } from '../i18n/change-title.ts';
import { plainAddress, plainName } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { bundleChoices } from './bundle-choices.ts';
import {
  bundleChanges,
  bundleConsequences,
  bundleFindings,
  bundleProducts,
  type PlannedMember,
  togetherOf,
} from './bundle-facts.ts';
import { bundleLicenses } from './bundle-licenses.ts';
import { peopleViews } from './bundle-people.ts';
import { bundleProblems, explained } from './bundle-problems.ts';
import { type Room, withinRoom } from './bundle-room.ts';
import {
  type BundleRow,
  countsText,
  personNames,
  positionOf,
  rowChoice,
  rowStatus,
  rowsOf,
} from './bundle-rows.ts';
import { bundleStageNow, bundleStages, bundleWhy, outlookLines } from './bundle-sign-off.ts';
import { bundleTimeline } from './bundle-story.ts';
import { decisionLabels } from './decision-labels.ts';
import type { AccountHealth } from './executor-health.ts';
import type { Viewer } from './request-card.ts';
import { factsOf } from './request-facts.ts';

export type BundleCardInput = {
  /** In their order; at least one. */
  readonly members: readonly PlannedMember[];
  readonly viewer: Viewer;
  readonly text: Translate;
  /** Why the reader sees the card now, when that needs saying. */
  readonly note: string | null;
  /** How the viewer's account stands, if it is theirs that an approval would use; null where it is not. */
  readonly health: AccountHealth | null;
  /** The present, for a card that is read at once; null for one that stands for a while. */
  readonly now: Date | null;
};

/** Draws the one card of a bundle: what is asked for whom, how it stands for each user, who acts next. */
export function renderBundleCard(cards: CardRenderer, input: BundleCardInput): Card {
  return withinRoom((room) => cards.render('bundle', viewOf(input, room)));
}

function viewOf(input: BundleCardInput, room: Room) {
  const { members, text, note } = input;
  const requests = members.map(({ request }) => request);
  const rows = rowsOf(requests);
  const [first] = requests;
  const [firstRow] = rows;
  if (!first?.bundle || !firstRow) throw new Error('a bundle without requests');
  const { id } = first.bundle;
  const title = bundleTitle({ user: first.change.user, together: togetherOf(members) }, text);
  const asked = askedView(input, { rows, room });
  const isMixed = new Set(rows.map((row) => rowStatus(row, text))).size > 1;
  const status = isMixed ? countsText(rows, text) : rowStatus(firstRow, text);
  return {
    lang: dateLanguage(text),
    id,
    revisions: requests.map(({ revision }) => revision).join('.'),
    speak: sentencesText([text('request.speak', { id, title, status }), ...outlookLines(members, text)]),
    status,
    statusStyle: styleOf(rows),
    number: text('request.number', { id }),
    title,
    subject: subjectOf(first, rows),
    hasNote: note !== null,
    note: note ?? '',
    ...asked,
    problems: bundleProblems(requests, room, text),
    ...actingView(input, { rows, room, areNamed: asked.namesEverybody }),
    ...outlookView(input, { rows, room }),
    timeline: bundleTimeline(requests, room, text),
    reasonRequired: members.some(({ plan }) => plan.rejectionNeedsReason),
    labels: labelsOf(text),
    refresh: refreshOf(first.bundle.id, input),
  };
}

/** The people of the bundle, and how much may be told of them. */
type Within = { readonly rows: readonly BundleRow[]; readonly room: Room };

/** What is asked for, what it changes and costs, and why. */
function askedView({ members, text, now }: BundleCardInput, { rows, room }: Within) {
  const [first] = members;
  const licenses = bundleLicenses(rows, room, text);
  const changes = licenses.shown.length === 0 ? bundleChanges(members, room, text) : [];
  return {
    licenses: licenses.shown,
    namesEverybody: licenses.namesEverybody,
    moreLicenses: licenses.more,
    hasMoreLicenses: licenses.more !== '',
    foldedLicenses: licenses.folded,
    hasChanges: changes.length > 0,
    changes,
    consequences: asTexts(bundleConsequences(members, room, text)),
    findings: bundleFindings(members, room, text),
    facts: first ? factsOf(first.request, now, text) : [],
  };
}

/** Who can do what about whom. */
function actingView(
  { members, viewer, text }: BundleCardInput,
  { rows, room, areNamed }: Within & { readonly areNamed: boolean },
) {
  const { may, decidable, openable } = bundleChoices(members, rows, viewer);
  // Of one alone nothing is to be chosen.
  const choosable = decidable.length > 1 ? decidable : [];
  const listed = rows.filter((row) => !choosable.includes(row));
  const { named } = explained(
    members.map(({ request }) => request),
    room,
  );
  const people = peopleViews(listed, { all: rows, areNamed, named, room }, text);
  const isPending = members.some(({ request }) => request.status === 'pending');
  const canOpenOne = openable.length > 0;
  return {
    may,
    // One button stands out.
    retryStyle: may.decide ? 'default' : 'positive',
    choices: choosable.map((row) => ({ title: rowChoice(row, room.names), value: positionOf(row) })),
    chosen: choosable.map(positionOf).join(','),
    people: people.lines,
    groups: people.groups,
    canOpenOne,
    openable: openable.map((row) => ({ title: rowChoice(row, room.names), value: row.telling.id })),
    openFirst: openable[0]?.telling.id ?? '',
    hasActions: isPending || canOpenOne || Object.values(may).some(Boolean),
  };
}

/** Who acts next; whoever is the one to act is told why. What only some want to know is for the details. */
function outlookView({ members, viewer, text, health }: BundleCardInput, { rows, room }: Within) {
  const { decidable } = bundleChoices(members, rows, viewer);
  const [only] = decidable.length === 1 && rows.length > 1 ? personNames(decidable, rows) : [];
  const requests = members.map(({ request }) => request);
  const reader = viewer.kind === 'person' ? viewer.person : null;
  const next = outlookLines(members, text, { reader, explained: explained(requests, room).explained });
  const why = [
    ...(only ? [text('bundle.decideFor', { name: only })] : []),
    ...(viewer.kind === 'person' ? bundleWhy(members, { person: viewer.person, health }, text) : []),
  ];
  const isDecider = why.length > 0;
  const isPending = members.some(({ request }) => request.status === 'pending');
  const details = [
    bundleProducts(members, room, text),
    ...(isDecider ? next : []),
    ...bundleStages(members, text),
  ];
  return {
    // While a decision is waited for, what has happened so far matters less than that the buttons are in sight.
    showsDetails: !isPending,
    details: isPending ? asTexts(details) : [],
    outlook: asTexts(
      [bundleStageNow(members, text), ...(isDecider ? why : next)].filter((line) => line !== ''),
    ),
    outlookSize: isDecider ? 'Small' : 'Default',
  };
}

function asTexts(lines: readonly string[]) {
  return lines.map((line) => ({ text: line }));
}

/** Where the change is made; of a single person also at whom. */
function subjectOf({ change: { customer, user } }: LicenseRequest, rows: readonly BundleRow[]): string {
  const name = plainName(customer.name);
  return rows.length === 1 ? `${plainAddress(user.upn)} · ${name}` : name;
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

function labelsOf(text: Translate) {
  return {
    ...decisionLabels(text),
    choose: text('bundle.choose'),
    nobody: text('error.nobody-chosen'),
    again: text('request.again'),
    open: text('request.open'),
    openOne: text('bundle.openOne'),
    person: text('bundle.person'),
    openOneConfirm: text('list.open'),
    details: text('request.details'),
  };
}

/** Clients of the listed people ask for their own view when they open the card. */
function refreshOf(bundleId: string, { members, viewer }: BundleCardInput) {
  const { refreshFor = [] } = viewer;
  if (refreshFor.length === 0) return null;
  const revisions = members.map(({ request }) => request.revision).join('.');
  return {
    action: { type: 'Action.Execute', verb: 'bundle.refresh', data: { bundleId, revisions } },
    userIds: refreshFor.slice(0, 60),
  };
}
