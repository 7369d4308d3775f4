import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { Choice } from '../dialogs/choices.ts';
import { fold } from '../directory/text-fold.ts';
import { labelText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { Person, PersonId } from '../requests/person.ts';
import type { ListName, RequestLists, RequestPage } from '../requests/request-lists.ts';
import type { RequestMark } from '../requests/request-store.ts';
import type { LastLists } from './last-lists.ts';
import { customerNamed, firstPage, type ListAsk } from './list-ask.ts';
import { type ListCardInput, renderListCard } from './list-card.ts';
import { keptOf, type ListDecision, NOTHING_ENTERED } from './list-picks.ts';
import type { ManyRequests } from './many-requests.ts';

export type RequestListViewsDependencies = {
  readonly lists: RequestLists;
  readonly policy: ApprovalPolicy;
  readonly many: ManyRequests;
  readonly last: LastLists;
  readonly cards: CardRenderer;
  readonly clock: () => Date;
};

/** What came of a decision on requests of a list, and what stays entered. */
type Decided = Pick<ListCardInput, 'outcome' | 'kept'>;

const UNDECIDED: Decided = { outcome: null, kept: NOTHING_ENTERED };

/** Who looks at a list, where, in which language. */
export type ListReader = {
  readonly person: Person;
  readonly conversationId: string;
  readonly text: Translate;
};

/** Shows lists of requests, and turns their pages. */
export class RequestListViews {
  readonly #deps: RequestListViewsDependencies;

  constructor(dependencies: RequestListViewsDependencies) {
    this.#deps = dependencies;
  }

  /** The wanted page of a list as a card; on top of it what came of a decision, where one was taken. */
  async show(ask: ListAsk, reader: ListReader, decided: Decided = UNDECIDED): Promise<Card> {
    const { person, conversationId, text } = reader;
    const { cards, clock, last, lists } = this.#deps;
    const customerIds = await this.#customersNamed(ask, person);
    const page = await lists.page({ ...ask, customerIds }, person);
    await last.remember(conversationId, person, pagesBeside(ask, page));
    const choices = await this.#listsOf(person);
    const needsReason = await this.#needsReason(page);
    return renderListCard(cards, { page, ask, lists: choices, ...decided, needsReason, now: clock(), text });
  }

  /** The number of the only thing on a list, of several requests together or of one; null where there is none or more. */
  async onlyOne(list: ListName, { person }: Pick<ListReader, 'person'>): Promise<string | null> {
    const { requests, next } = await this.#deps.lists.page({ ...firstPage(list), customerIds: null }, person);
    const [only, ...others] = new Set(requests.map(({ id, bundle }) => bundle?.id ?? id));
    return only && others.length === 0 && next === null ? only : null;
  }

  /** Takes a decision on the ticked requests and shows the page anew; undefined where none was ticked. */
  async decide(decision: ListDecision, reader: ListReader): Promise<Card | undefined> {
    const { actions, page } = decision;
    if (actions.length === 0) return undefined;
    const outcome = await this.#deps.many.perform(actions, reader);
    return this.show(page, reader, { outcome, kept: keptOf(decision, outcome.notDone) });
  }

  /** The customers of a list whose names contain what was typed, those first that begin so. */
  async customerChoices(list: ListName, typed: string, person: PersonId): Promise<readonly Choice[]> {
    const wanted = fold(typed);
    const names = (await this.#deps.lists.customersShown(list, person)).map(({ name }) => name);
    const found = [...new Set(names)].filter((name) => fold(name).includes(wanted));
    const rank = (name: string) => (fold(name).startsWith(wanted) ? 0 : 1);
    return found
      .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other))
      .map((name) => ({ title: labelText(name), value: customerNamed(name) }));
  }

  /** The page beside the one that this person saw last; undefined when they saw none, null when there is none beside it. */
  async turn(isBack: boolean, reader: ListReader): Promise<Card | null | undefined> {
    const seen = await this.#deps.last.find(reader.conversationId, reader.person);
    const ask = isBack ? seen?.previous : seen?.next;
    return ask ? this.show(ask, reader) : ask;
  }

  /** The ids of the customers whose names contain what was typed, or are just that; null where nothing was typed. */
  async #customersNamed({ list, customer }: ListAsk, person: PersonId): Promise<readonly string[] | null> {
    const wanted = fold(customer);
    if (customer === '') return null;
    const known = await this.#deps.lists.customers(list, person);
    const found = known.filter(({ name }) => wanted !== '' && fold(name).includes(wanted));
    const same = found.filter(({ name }) => fold(name) === wanted);
    return (same.length > 0 ? same : found).map(({ id }) => id);
  }

  /** Whether the policy wants a reason for rejections; asked of the first request that can be decided here. */
  async #needsReason({ list, requests }: RequestPage): Promise<boolean> {
    const first = requests.find(({ status }) => status === 'pending');
    if (list !== 'waiting' || !first) return false;
    return (await this.#deps.policy.planFor(first.change, first.requester)).rejectionNeedsReason;
  }

  async #listsOf(person: PersonId): Promise<readonly ListName[]> {
    const { policy } = this.#deps;
    const [mayDecide, isOperator] = await Promise.all([policy.mayDecide(person), policy.isOperator(person)]);
    return [
      'mine',
      'mine-open',
      'mine-done',
      ...(mayDecide ? (['waiting'] as const) : []),
      ...(isOperator ? (['all-open'] as const) : []),
    ];
  }
}

function pagesBeside(ask: ListAsk, { list, next, previous }: RequestPage) {
  const beside = (mark: RequestMark | null, isBack: boolean) => mark && { ...ask, list, mark, isBack };
  return { next: beside(next, false), previous: beside(previous, true) };
}
