import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { type Choice, withoutRepeats } from '../dialogs/choices.ts';
import { ageText } from '../i18n/age-text.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { plainName, shortLabel, shortPlain } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import type { ListName, RequestPage } from '../requests/request-lists.ts';
import { customerNamed, EVERY_CUSTOMER, type ListAsk } from './list-ask.ts';
import { type KeptInputs, PICK } from './list-picks.ts';
import type { Outcome } from './many-outcome.ts';
import { STATUS_COLORS } from './status-colors.ts';

export type ListCardInput = {
  readonly page: RequestPage;
  readonly ask: ListAsk;
  /** The lists that this reader can choose from. */
  readonly lists: readonly ListName[];
  /** What came of a decision on requests of this list; null when nothing was decided. */
  readonly outcome: Outcome | null;
  /** What had been entered before, as far as it still counts. */
  readonly kept: KeptInputs;
  /** Whether a rejection has to say why. */
  readonly needsReason: boolean;
  readonly now: Date;
  readonly text: Translate;
};

/** Ten requests have to find room in one card. */
const LONGEST_NAME = 50;
const LONGEST_REASON = 100;

const plain = (name: string) => shortPlain(name, LONGEST_NAME);
const label = (name: string) => shortLabel(name, LONGEST_NAME);

/** Draws one page of a list of requests. */
export function renderListCard(cards: CardRenderer, input: ListCardInput): Card {
  const { page, ask, text } = input;
  const title = text(`list.title.${page.list}`);
  const shown = { ...ask, list: page.list };
  const isFiltered = ask.customer !== '';
  const hasStart = page.list === 'mine' && page.requests.length === 0 && !isFiltered;
  const filter = text('list.onlyCustomer', { customer: plainName(ask.customer) });
  return cards.render('request-list', {
    lang: dateLanguage(text),
    speak: title,
    title,
    isFiltered,
    filter,
    isEmpty: page.requests.length === 0,
    empty: text(isFiltered ? 'list.emptyFiltered' : `list.empty.${page.list}`),
    hasOutcome: input.outcome !== null,
    outcome: outcomeOf(input.outcome),
    canDecide: page.requests.some((request) => isPickable(request, input)),
    needsReason: input.needsReason,
    rows: page.requests.map((request) => rowOf(request, input)),
    page: shown,
    hasPrevious: page.previous !== null,
    previous: { ...shown, mark: page.previous, isBack: true },
    hasNext: page.next !== null,
    next: { ...shown, mark: page.next, isBack: false },
    all: { ...shown, customer: '', mark: null, isBack: false },
    hasStart,
    // Whoever has never asked for anything finds nothing in any list of theirs.
    hasFilter: !hasStart || input.lists.some((list) => !list.startsWith('mine')),
    list: page.list,
    dataset: `requests/${page.list}`,
    customer: customerNamed(ask.customer) || EVERY_CUSTOMER,
    customers: customersOf(input),
    approveReason: input.kept.approveReason,
    rejectReason: input.kept.rejectReason,
    lists: input.lists.map((list) => ({ title: text(`list.title.${list}`), value: list })),
    labels: labelsOf(text),
  });
}

function rowOf(request: LicenseRequest, input: ListCardInput) {
  const { page, kept, now, text } = input;
  const isWaiting = page.list === 'waiting' && request.status === 'pending';
  const status = needsOtherExecutor(request) ? 'awaiting_executor' : request.status;
  const isOwn = page.list.startsWith('mine');
  const facts = [
    plain(request.change.customer.name),
    ...(isOwn ? [] : [plain(request.requester.name)]),
    ageText(request.createdAt, now, text),
    request.id,
    ...(request.bundle ? [text('list.partOf', { id: request.bundle.id })] : []),
  ];
  const canPick = isPickable(request, input);
  return {
    id: request.id,
    title: changeTitle(request.change, text, plain),
    hasStatus: !isWaiting,
    status: text(`request.status.${status}`),
    color: STATUS_COLORS[request.status],
    detail: facts.join(' · '),
    canPick,
    isPlain: !canPick,
    pick: {
      name: `${PICK}${request.id}`,
      revision: String(request.revision),
      // Whoever ticked another revision has to look at this one first.
      value: kept.ticks.get(request.id) === request.revision ? String(request.revision) : 'false',
      title: changeTitle(request.change, text, label),
    },
    hasReason: isWaiting && request.reason !== '',
    reason: shortPlain(request.reason, LONGEST_REASON),
    open: text('list.open'),
  };
}

/** The customers that are seen; a client with a typeahead finds the others of the list. */
function customersOf({ page, ask, text }: ListCardInput): readonly Choice[] {
  const names = [ask.customer, ...page.requests.map(({ change }) => change.customer.name)].filter(Boolean);
  return withoutRepeats([
    { title: text('list.all'), value: EVERY_CUSTOMER },
    ...names.map((name) => ({ title: label(name), value: customerNamed(name) })),
  ]);
}

function isPickable({ status }: LicenseRequest, { page }: ListCardInput): boolean {
  return page.list === 'waiting' && status === 'pending';
}

function outcomeOf(outcome: Outcome | null) {
  return {
    summary: outcome?.summary ?? '',
    style: outcome?.isAllDone ? 'good' : 'warning',
    lines: outcome?.lines.map((line) => ({ text: line })) ?? [],
  };
}

function labelsOf(text: Translate) {
  return {
    start: text('welcome.start'),
    previous: text('list.previous'),
    next: text('list.next'),
    filter: text('list.filter'),
    which: text('list.which'),
    customer: text('list.customer'),
    customerPlaceholder: text('draft.customer.placeholder'),
    customerHint: text('list.customerHint'),
    show: text('list.show'),
    all: text('list.all'),
    approve: text('list.approve'),
    approveConfirm: text('list.approveConfirm'),
    approveReason: text('list.approveReason'),
    reject: text('list.reject'),
    rejectConfirm: text('list.rejectConfirm'),
    rejectReason: text('list.rejectReason'),
    reasonMissing: text('error.reason-required'),
  };
}
