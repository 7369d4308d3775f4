import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { ageText } from '../i18n/age-text.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { labelText, plainName } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import type { ListName, RequestPage } from '../requests/request-lists.ts';
import type { ListAsk } from './list-ask.ts';

export type ListCardInput = {
  readonly page: RequestPage;
  readonly ask: ListAsk;
  /** The lists that this reader can choose from. */
  readonly lists: readonly ListName[];
  readonly now: Date;
  readonly text: Translate;
};

const COLORS: Readonly<Record<RequestStatus, string>> = {
  pending: 'Accent',
  approved: 'Accent',
  executing: 'Accent',
  awaiting_sign_in: 'Warning',
  awaiting_seats: 'Warning',
  unconfirmed: 'Warning',
  completed: 'Good',
  failed: 'Attention',
  rejected: 'Attention',
  cancelled: 'Default',
  expired: 'Default',
};

/** Draws one page of a list of requests. */
export function renderListCard(cards: CardRenderer, input: ListCardInput): Card {
  const { page, ask, text } = input;
  const title = text(`list.title.${page.list}`);
  const shown = { ...ask, list: page.list };
  const isFiltered = ask.customer !== '';
  const filter = text('list.onlyCustomer', { customer: plainName(ask.customer) });
  return cards.render('request-list', {
    lang: dateLanguage(text),
    speak: title,
    title,
    isFiltered,
    filter,
    isEmpty: page.requests.length === 0,
    empty: text(isFiltered ? 'list.emptyFiltered' : `list.empty.${page.list}`),
    rows: page.requests.map((request) => rowOf(request, input)),
    page: shown,
    hasPrevious: page.previous !== null,
    previous: { ...shown, mark: page.previous, isBack: true },
    hasNext: page.next !== null,
    next: { ...shown, mark: page.next, isBack: false },
    all: { ...shown, customer: '', mark: null, isBack: false },
    hasStart: page.list === 'mine' && page.requests.length === 0 && !isFiltered,
    list: page.list,
    customer: labelText(ask.customer),
    lists: input.lists.map((list) => ({ title: text(`list.title.${list}`), value: list })),
    labels: labelsOf(text),
  });
}

function rowOf(request: LicenseRequest, { page, now, text }: ListCardInput) {
  const isWaiting = page.list === 'waiting' && request.status === 'pending';
  const status = needsOtherExecutor(request) ? 'awaiting_executor' : request.status;
  const isOwn = page.list.startsWith('mine');
  const facts = [
    plainName(request.change.customer.name),
    ...(isOwn ? [] : [plainName(request.requester.name)]),
    ageText(request.createdAt, now, text),
    request.id,
  ];
  return {
    id: request.id,
    title: changeTitle(request.change, text),
    hasStatus: !isWaiting,
    status: text(`request.status.${status}`),
    color: COLORS[request.status],
    detail: facts.join(' · '),
    hasReason: isWaiting && request.reason !== '',
    reason: plainName(request.reason),
    open: text('list.open'),
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
    show: text('list.show'),
    all: text('list.all'),
  };
}
