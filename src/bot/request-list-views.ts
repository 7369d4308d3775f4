import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { fold } from '../directory/text-fold.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { PersonId } from '../requests/person.ts';
import type { ListName, RequestLists, RequestPage } from '../requests/request-lists.ts';
import type { RequestMark } from '../requests/request-store.ts';
import type { LastLists } from './last-lists.ts';
import type { ListAsk } from './list-ask.ts';
import { renderListCard } from './list-card.ts';

export type RequestListViewsDependencies = {
  readonly lists: RequestLists;
  readonly policy: Pick<ApprovalPolicy, 'isApprover' | 'isOperator'>;
  readonly last: LastLists;
  readonly cards: CardRenderer;
  readonly clock: () => Date;
};

/** Who looks at a list, where, in which language. */
export type ListReader = {
  readonly person: PersonId;
  readonly conversationId: string;
  readonly text: Translate;
};

/** Shows lists of requests, and turns their pages. */
export class RequestListViews {
  readonly #deps: RequestListViewsDependencies;

  constructor(dependencies: RequestListViewsDependencies) {
    this.#deps = dependencies;
  }

  /** The wanted page of a list as a card. */
  async show(ask: ListAsk, { person, conversationId, text }: ListReader): Promise<Card> {
    const { cards, clock, last, lists } = this.#deps;
    const customerIds = await this.#customersNamed(ask, person);
    const page = await lists.page({ ...ask, customerIds }, person);
    await last.remember(conversationId, person, pagesBeside(ask, page));
    const choices = await this.#listsOf(person);
    return renderListCard(cards, { page, ask, lists: choices, now: clock(), text });
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

  async #listsOf(person: PersonId): Promise<readonly ListName[]> {
    const { policy } = this.#deps;
    const [isApprover, isOperator] = await Promise.all([
      policy.isApprover(person),
      policy.isOperator(person),
    ]);
    return [
      'mine',
      'mine-open',
      'mine-done',
      ...(isApprover ? (['waiting'] as const) : []),
      ...(isOperator ? (['all-open'] as const) : []),
    ];
  }
}

function pagesBeside(ask: ListAsk, { list, next, previous }: RequestPage) {
  const beside = (mark: RequestMark | null, isBack: boolean) => mark && { ...ask, list, mark, isBack };
  return { next: beside(next, false), previous: beside(previous, true) };
}
