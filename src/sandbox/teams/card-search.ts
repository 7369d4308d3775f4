import { type Card, isObject } from './card.ts';
import { notify, originOf } from './card-execution.ts';
import { findInputs } from './card-walk.ts';
import { readSearchAnswer } from './invoke-answer.ts';
import type { StoredMessage } from './message-log.ts';
import { requireApp } from './message-sending.ts';
import { cardsOn } from './message-view.ts';
import type { ClientScreen } from './screen-book.ts';
import { type InputValues, type SearchResult, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** What a typeahead input asks the bot for; `data` are the card's other inputs, when associated. */
export type Search = {
  readonly conversationId: string;
  readonly dataset: string;
  readonly queryText: string;
  readonly data?: Card | undefined;
};

/**
 * Types into a `Data.Query` input of a card and remembers what was offered.
 * @throws TeamsClientError `unknown-input` and what `search` throws
 */
export async function searchInput(
  core: TeamsCore,
  screen: ClientScreen,
  asked: { message: StoredMessage; inputId: string; queryText: string; inputs: InputValues },
): Promise<SearchResult[]> {
  const { message, inputId, queryText } = asked;
  const inputs = cardsOn(core, message, screen).flatMap(findInputsEverywhere);
  const query = inputs.find((input) => input['id'] === inputId)?.['choices.data'];
  if (!isObject(query) || query['type'] !== 'Data.Query') {
    throw new TeamsClientError('unknown-input', `The card has no typeahead input '${inputId}'.`);
  }
  const data = query['associatedInputs'] === 'auto' ? { data: valuesOf(inputs, asked) } : {};
  const results = await search(core, screen, {
    conversationId: message.conversationId,
    dataset: String(query['dataset']),
    queryText,
    ...data,
  });
  const key = `${message.id}/${inputId}`;
  const known = screen.offeredChoices.get(key) ?? [];
  screen.offeredChoices.set(key, new Set([...known, ...results.map(({ value }) => value)]));
  return results;
}

/**
 * Sends `application/search`.
 * @throws TeamsClientError `app-not-installed`, `timed-out`, `unreachable-app`, `unexpected-answer`
 */
export async function search(core: TeamsCore, screen: ClientScreen, asked: Search): Promise<SearchResult[]> {
  const { conversationId, dataset, queryText, data } = asked;
  requireApp(core, screen, conversationId);
  const queryOptions = { skip: 0, top: 15 };
  const activity = core.activities.invoke(originOf(core, screen, conversationId), 'application/search', {
    value: { queryText, queryOptions, dataset, ...(data === undefined ? {} : { data }) },
  });
  try {
    return readSearchAnswer(await core.underway.track(() => core.bot.invoke(activity)));
  } catch (error) {
    notify(core, screen, conversationId, 'Unable to load results.');
    throw error;
  }
}

function valuesOf(inputs: readonly Card[], asked: { inputId: string; inputs: InputValues }): Card {
  const others = inputs.filter(({ id }) => id !== asked.inputId);
  const values = others.map(
    ({ id, value }) => [String(id), asked.inputs[String(id)] ?? value ?? ''] as const,
  );
  return Object.fromEntries(
    values.filter(([, value]) => value !== '').map(([id, value]) => [id, String(value)]),
  );
}

function findInputsEverywhere(card: Card): Card[] {
  const cards = [card, ...cardsInside(card)];
  return cards.flatMap(findInputs);
}

function cardsInside(card: Card): Card[] {
  const actions = Array.isArray(card['actions']) ? card['actions'].filter(isObject) : [];
  return actions.flatMap(({ card: inner }) => (isObject(inner) ? [inner, ...cardsInside(inner)] : []));
}
