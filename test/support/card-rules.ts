import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as AdaptiveCards from 'adaptivecards';

// The package's own entry cannot be imported by Node; its bundle can.
const engine: typeof AdaptiveCards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

// The engine's own pattern remembers where it ended, and so refuses the language of every second card.
Object.assign(engine.CardElement.langProperty, { regEx: /^[a-z]{2,3}$/i });

/** Teams takes 28 KB for the whole message. */
const MOST_BYTES = 24 * 1024;

type Node = Readonly<Record<string, unknown>>;

/** Throws when a card breaks a rule that every card keeps; `mayHold` are texts that may stand there unbound. */
export function assertGoodCard(card: Node, mayHold: readonly string[] = []): void {
  const json = JSON.stringify(card);
  const unbound = mayHold.reduce(
    (text, held) => text.replaceAll(JSON.stringify(held).slice(1, -1), ''),
    json,
  );
  assert(!unbound.includes('${'), `unbound: ${/.{40}\$\{.{40}/.exec(unbound)?.[0]}`);
  assert(!json.includes('undefined'), 'something is undefined');
  assert(Buffer.byteLength(json) <= MOST_BYTES, `${Buffer.byteLength(json)} bytes`);
  assert.equal(card['version'], '1.5');
  assert(typeof card['speak'] === 'string' && card['speak'] !== '', 'nothing is spoken');
  assert.deepEqual(findingsOf(card), []);
  // What refreshes a card is no button.
  for (const node of nodesOf({ ...card, refresh: null })) assertGoodNode(node);
  assertButtonsInSets(card);
}

/** The one newer feature that Teams' clients take under version 1.5 all the same: typeahead. */
const TAKEN_BY_TEAMS = 'Property "choices.data" is supported in version 1.6, but you are using version 1.5.';

/** What the card engine of Teams' family finds wrong, read as version 1.5. */
export function findingsOf(card: Node): readonly string[] {
  const context = new engine.SerializationContext(engine.Versions.v1_5);
  const parsed = new engine.AdaptiveCard();
  parsed.parse(structuredClone(card), context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const found = [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
  return found.filter((message) => message !== TAKEN_BY_TEAMS);
}

/** Every object in a card, from the outside in. */
export function nodesOf(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== 'object' || value === null) return [];
  const node: Node = { ...value };
  return [node, ...Object.values(node).flatMap(nodesOf)];
}

/** What a reader reads; a key of the catalogs there is a sentence that is missing. */
const READABLE = ['text', 'title', 'label', 'placeholder', 'errorMessage', 'speak'];
const KEY = /^[a-z][A-Za-z]*(\.[A-Za-z][\w-]*)+$/;

/** Ids say nothing to a reader; Partner Center's support asks for the correlation id, which is named as such. */
const BARE_ID = /(?<!: )[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

function assertGoodNode(node: Node): void {
  for (const key of READABLE) assert(!BARE_ID.test(String(node[key])), `a bare id: ${node[key]}`);
  for (const key of READABLE) assert(!KEY.test(String(node[key])), `a sentence is missing: ${node[key]}`);
  const type = String(node['type'] ?? '');
  if (type.startsWith('Input.')) {
    // What stands beside a box to tick is its label.
    const label = type === 'Input.Toggle' ? node['title'] : node['label'];
    assert(typeof label === 'string' && label !== '', `${node['id']} has no label`);
  }
  if (type === 'TextBlock') assert(typeof node['text'] === 'string', 'a text that is none');
  if (type.startsWith('Action.'))
    assert(typeof node['title'] === 'string' && node['title'] !== '', `${type} without a title`);
  if (type === 'Action.Execute') assertSubmitFallback(node);
}

/** Clients without Universal Actions send the same data as a message. */
function assertSubmitFallback({ verb, data, title, fallback, associatedInputs }: Node): void {
  assert(typeof fallback === 'object' && fallback !== null, `${verb} has no fallback`);
  const submit: Node = { ...fallback };
  assert.equal(submit['type'], 'Action.Submit');
  assert.equal(submit['title'], title);
  assert.equal(submit['associatedInputs'], associatedInputs);
  assert(typeof data === 'object');
  assert.deepEqual(submit['data'], { ...data, verb });
}

/** Fallbacks work inside of action sets only. */
function assertButtonsInSets(card: Node): void {
  for (const node of nodesOf(card)) {
    if (node['type'] === 'AdaptiveCard') assert.equal(node['actions'], undefined, 'buttons outside of a set');
  }
}
