import type { ApprovalPolicy } from './approval-policy.ts';
import type { Named } from './license-change.ts';
import { isEnded, type LicenseRequest, REQUEST_STATUSES } from './license-request.ts';
import { isSamePerson, type PersonId } from './person.ts';
import type { RequestMark, RequestQuery, RequestStore } from './request-store.ts';
import { standingOf } from './sign-off.ts';

/** The lists there are: own requests, what waits for this person, and for operators everything that is open. */
export const LIST_NAMES = ['mine', 'mine-open', 'mine-done', 'waiting', 'all-open'] as const;

export type ListName = (typeof LIST_NAMES)[number];

/** Which part of a list is wanted. */
export type PageAsk = {
  readonly list: ListName;
  /** Only requests for these customers; null for all. */
  readonly customerIds: readonly string[] | null;
  /** Behind (or, going back, before) which request the page lies; null for the first page. */
  readonly mark: RequestMark | null;
  readonly isBack: boolean;
};

/** One page of a list, with where the pages beside it begin; null where there is none. */
export type RequestPage = {
  /** The list that is shown: who is no operator gets their own instead of everything. */
  readonly list: ListName;
  readonly requests: readonly LicenseRequest[];
  readonly previous: RequestMark | null;
  readonly next: RequestMark | null;
};

export type RequestListsDependencies = { readonly store: RequestStore; readonly policy: ApprovalPolicy };

/** So many requests make a page. */
export const PAGE_SIZE = 10;

/** The policy is asked about each waiting request: so many are looked at for one page, a batch at a time. */
const BATCH_SIZE = 50;
const MOST_READ = 500;

const OPEN = REQUEST_STATUSES.filter((status) => !isEnded(status));
const DONE = REQUEST_STATUSES.filter(isEnded);

/** What was looked at for a page. */
type Found = {
  readonly requests: readonly LicenseRequest[];
  /** The last one that was looked at; null when there is nothing behind it. */
  readonly goesOnAt: RequestMark | null;
};

/** Lists of requests, page by page. A page begins behind a request, not at a number: nothing is shown twice or left out. */
export class RequestLists {
  readonly #deps: RequestListsDependencies;

  constructor(dependencies: RequestListsDependencies) {
    this.#deps = dependencies;
  }

  /** The wanted page as this person may see it; where it has become empty meanwhile, the first one. */
  async page(ask: PageAsk, person: PersonId): Promise<RequestPage> {
    const list = await this.#allowed(ask.list, person);
    const { mark, isBack } = ask;
    const { requests, goesOnAt } = await this.#find({ ...ask, list }, person);
    const first = requests[0];
    const last = requests.at(-1);
    if (mark && isBack) {
      if (requests.length < PAGE_SIZE && !goesOnAt) return this.page({ ...ask, mark: null }, person);
      return { list, requests, previous: goesOnAt, next: last ? markOf(last) : mark };
    }
    if (mark && !first && !goesOnAt) return this.page({ ...ask, mark: null }, person);
    return { list, requests, previous: mark && (first ? markOf(first) : mark), next: goesOnAt };
  }

  /** The customers of the requests that a list is made of, each once; some of them may be none of this person's business. */
  async customers(list: ListName, person: PersonId): Promise<readonly Named[]> {
    return this.#deps.store.customers(queryOf(await this.#allowed(list, person), person));
  }

  /** The customers of the requests that this person finds on a list, each once. */
  async customersShown(asked: ListName, person: PersonId): Promise<readonly Named[]> {
    const list = await this.#allowed(asked, person);
    if (list !== 'waiting') return this.customers(list, person);
    if (!(await this.#mayWait(person))) return [];
    const query = queryOf(list, person);
    const shown = new Map<string, Named>();
    let after: RequestMark | undefined;
    for (let read = 0; read < MOST_READ; read += BATCH_SIZE) {
      const rows = await this.#deps.store.list({ ...query, limit: BATCH_SIZE, ...(after ? { after } : {}) });
      const isTheirs = await Promise.all(rows.map((row) => this.#waitsFor(row, person)));
      for (const { change } of rows.filter((_, index) => isTheirs[index]))
        shown.set(change.customer.id, change.customer);
      const last = rows.at(-1);
      if (!last || rows.length < BATCH_SIZE) break;
      after = markOf(last);
    }
    return [...shown.values()];
  }

  /** At most a page of those that belong to the list, in its order. */
  async #find({ list, customerIds, mark, isBack }: PageAsk, person: PersonId): Promise<Found> {
    if (customerIds?.length === 0 || (list === 'waiting' && !(await this.#mayWait(person)))) return NOTHING;
    const query = { ...queryOf(list, person), ...(customerIds ? { customerIds } : {}) };
    const order = isBack && mark ? opposite(query.order) : query.order;
    const inOrder = (found: readonly LicenseRequest[]) =>
      order === query.order ? found : found.toReversed();
    const requests: LicenseRequest[] = [];
    let after = mark;
    for (let read = 0; read < MOST_READ; read += BATCH_SIZE) {
      const rows = await this.#deps.store.list({
        ...query,
        order,
        limit: BATCH_SIZE,
        ...(after ? { after } : {}),
      });
      const isWanted = await Promise.all(
        rows.map((row) => list !== 'waiting' || this.#waitsFor(row, person)),
      );
      for (const row of rows.filter((_, index) => isWanted[index])) {
        const lastShown = requests.at(-1);
        if (requests.length === PAGE_SIZE && lastShown) {
          return { requests: inOrder(requests), goesOnAt: markOf(lastShown) };
        }
        requests.push(row);
      }
      const last = rows.at(-1);
      if (!last || rows.length < BATCH_SIZE) return { requests: inOrder(requests), goesOnAt: null };
      after = markOf(last);
    }
    return { requests: inOrder(requests), goesOnAt: after };
  }

  async #allowed(list: ListName, person: PersonId): Promise<ListName> {
    return list === 'all-open' && !(await this.#deps.policy.isOperator(person)) ? 'waiting' : list;
  }

  /** Most people decide nothing: for them nothing is read. */
  #mayWait(person: PersonId): Promise<boolean> {
    return this.#deps.policy.mayDecide(person);
  }

  /** Whether it is this person who has to decide, or to sign in so that it goes on. */
  async #waitsFor(request: LicenseRequest, person: PersonId): Promise<boolean> {
    if (request.status === 'awaiting_sign_in') {
      return request.executor !== null && isSamePerson(request.executor, person);
    }
    const plan = await this.#deps.policy.planFor(request.change, request.requester);
    return standingOf(plan, request).eligible.some((approver) => isSamePerson(approver, person));
  }
}

const NOTHING: Found = { requests: [], goesOnAt: null };

type ListQuery = Omit<RequestQuery, 'limit'> & { readonly order: NonNullable<RequestQuery['order']> };

/** Own requests the newest first; what waits, the longest waiting first. */
function queryOf(list: ListName, person: PersonId): ListQuery {
  switch (list) {
    case 'mine':
      return { requester: person, order: 'newest' };
    case 'mine-open':
      return { requester: person, statuses: OPEN, order: 'newest' };
    case 'mine-done':
      return { requester: person, statuses: DONE, order: 'newest' };
    case 'waiting':
      return { statuses: ['pending', 'awaiting_sign_in'], order: 'oldest' };
    case 'all-open':
      return { statuses: OPEN, order: 'oldest' };
  }
}

function opposite(order: ListQuery['order']): ListQuery['order'] {
  return order === 'newest' ? 'oldest' : 'newest';
}

function markOf({ createdAt, id }: LicenseRequest): RequestMark {
  return { createdAt, id };
}
