import { type Card, isObject } from '../../src/sandbox/teams/card.ts';
import { findActions, findInputs, readCardText } from '../../src/sandbox/teams/card-walk.ts';
import type { ChatMessage } from '../../src/sandbox/teams/teams-client.ts';

/** A card as a person takes it in. */
export type CardView = {
  /** Everything that can be read, in reading order. */
  readonly lines: readonly string[];
  /** Values of the fact sets by their titles. */
  readonly facts: Readonly<Record<string, string>>;
  /** Verbs of the buttons, in order. */
  readonly buttons: readonly string[];
  /** Ids of the inputs, those behind a button included. */
  readonly inputs: readonly string[];
  /** The colour of the heading, such as `good`; null for cards without one. */
  readonly style: string | null;
  /** Teams ids of the people whose clients ask for their own view. */
  readonly refreshFor: readonly string[];
  readonly card: Card;
};

/** Reads a card. */
export function viewCard(card: Card): CardView {
  const actions = findActions(card);
  const cards = [
    card,
    ...actions.flatMap(({ action }) => (isObject(action['card']) ? [action['card']] : [])),
  ];
  const heading = listOf(card['body']).find((element) => element['bleed'] === true);
  const refresh = isObject(card['refresh']) ? card['refresh'] : {};
  return {
    lines: readCardText(card),
    facts: factsOf(card),
    buttons: actions.flatMap(({ action }) => (typeof action['verb'] === 'string' ? [action['verb']] : [])),
    inputs: cards.flatMap(findInputs).map((input) => String(input['id'])),
    style: typeof heading?.['style'] === 'string' ? heading['style'] : null,
    refreshFor: Array.isArray(refresh['userIds']) ? refresh['userIds'].map(String) : [],
    card,
  };
}

/** Reads the only card of a message. Throws when there is not exactly one. */
export function viewMessageCard(message: ChatMessage): CardView {
  const [card, ...others] = message.cards;
  if (!card || others.length > 0) throw new Error(`The message holds ${message.cards.length} cards.`);
  return viewCard(card);
}

/** Whether something that can be read on the card contains these words, wherever a line may break between them. */
export function says({ lines }: Pick<CardView, 'lines'>, words: string): boolean {
  const wanted = withPlainSpaces(words);
  return lines.some((line) => withPlainSpaces(line).includes(wanted));
}

function withPlainSpaces(text: string): string {
  return text.replaceAll('\u00A0', ' ');
}

function factsOf(card: Card): Record<string, string> {
  const shown = listOf(card['body']).flatMap((element) => [element, ...listOf(element['items'])]);
  const sets = shown.filter((element) => element['type'] === 'FactSet');
  const facts = sets.flatMap((set) => listOf(set['facts']));
  return Object.fromEntries([
    ...facts.map((fact) => [String(fact['title']).replaceAll('\u00A0', ' '), String(fact['value'])]),
    ...rowsOf(card),
  ]);
}

/** What a draft knows stands in rows, each of which leads back to its step: title, value, "Change". */
function rowsOf(card: Card): (readonly [string, string])[] {
  const rows = listOf(card['body'])
    .flatMap((element) => listOf(element['items']))
    .filter(({ columns }) => listOf(columns).some(leadsBack));
  return rows.map((row) => {
    const [title = '', value = ''] = readCardText(row);
    return [title, value];
  });
}

function leadsBack({ selectAction }: Card): boolean {
  return isObject(selectAction) && selectAction['verb'] === 'draft.go';
}

function listOf(value: unknown): Card[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
