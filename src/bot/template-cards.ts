import { readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';

/**
 * Renders the templates in `cards/`. Each is compiled once: compiling costs a hundred times as much as filling it.
 * @param folder where the templates are, as a URL that ends in a slash
 */
export function createTemplateCards(folder = new URL('../../cards/', import.meta.url)): CardRenderer {
  const compiled = new Map<string, Template>();
  const templateOf = (name: string): Template => {
    const known = compiled.get(name);
    if (known) return known;
    const template = new Template(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
    compiled.set(name, template);
    return template;
  };
  return {
    render(name, data) {
      const card: Card = templateOf(name).expand({ $root: data });
      return withoutNulls(card);
    },
  };
}

/** Members bound to null are left out: for a card, absent and null must not differ. */
function withoutNulls(card: Card): Card {
  return Object.fromEntries(Object.entries(card).filter(([, value]) => value !== null));
}
