import { type Card, isObject } from './card.ts';

/** A button in a card, with the cards around it: the outermost first, then the ShowCards that hold it. */
export type FoundAction = { readonly action: Card; readonly cards: readonly Card[] };

/** Keys below which elements and actions live. */
const partKeys = ['body', 'items', 'columns', 'rows', 'cells', 'pages', 'inlines', 'actions', 'selectAction'];

/** Every button that a person can press, in reading order: also in ActionSets, containers, ShowCards, `selectAction`. */
export function findActions(card: Card): FoundAction[] {
  return actionsBelow(card, [card], togglesOf(card));
}

/** The inputs of a card, without those inside its ShowCards. */
export function findInputs(card: Card): Card[] {
  return parts(card).flatMap((part) => {
    if (typeOf(part).startsWith('Action.')) return [];
    if (typeOf(part).startsWith('Input.')) return [part];
    return findInputs(part);
  });
}

/** Everything a person can read on the card, in reading order, ShowCards included. */
export function readCardText(card: Card): string[] {
  const own = ['title', 'text', 'label', 'placeholder'].flatMap((key) => textOf(card[key]));
  const facts = list(card['facts']).flatMap((fact) => [...textOf(fact['title']), ...textOf(fact['value'])]);
  const choices = list(card['choices']).flatMap((choice) => textOf(choice['title']));
  const below = [...parts(card), ...list(card['card'])].flatMap(readCardText);
  return [...own, ...facts, ...choices, ...below];
}

function actionsBelow(node: Card, cards: readonly Card[], toggles: ReadonlySet<string>): FoundAction[] {
  return parts(node).flatMap((part) => {
    if (part['isVisible'] === false && !toggles.has(String(part['id']))) return [];
    if (!typeOf(part).startsWith('Action.')) return actionsBelow(part, cards, toggles);
    const inner = part['card'];
    const below = isObject(inner) ? actionsBelow(inner, [...cards, inner], toggles) : [];
    return [{ action: part, cards }, ...below];
  });
}

/** Ids of elements that a button of the card can make visible. */
function togglesOf(card: Card): ReadonlySet<string> {
  const ids = allActions(card).flatMap((action) => {
    const targets = action['targetElements'];
    return Array.isArray(targets) ? targets.map((target) => idOfTarget(target)) : [];
  });
  return new Set(ids);
}

function idOfTarget(target: unknown): string {
  return isObject(target) ? String(target['elementId']) : String(target);
}

function allActions(node: Card): Card[] {
  const here = parts(node).flatMap((part) => [
    ...(typeOf(part).startsWith('Action.') ? [part] : []),
    ...allActions(part),
  ]);
  const inner = node['card'];
  return isObject(inner) ? [...here, ...allActions(inner)] : here;
}

function parts(node: Card): Card[] {
  return partKeys.flatMap((key) => list(node[key]));
}

function list(value: unknown): Card[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function typeOf(part: Card): string {
  return typeof part['type'] === 'string' ? part['type'] : '';
}
