import { readFileSync } from 'node:fs';

/** Sentences by their keys. */
export type Catalog = ReadonlyMap<string, string>;

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Reads a catalog of sentences. */
export function catalogAt(file: URL): Catalog {
  return new Map(entriesOf(JSON.parse(readFileSync(file, 'utf8'))));
}

/** A key without the form of its plural. */
export function bare(key: string): string {
  return key.replace(PLURAL, '');
}

/** The forms of a text in a language: one for each of its plurals where English has them. */
export function formsIn(language: string): (key: string) => readonly string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return (key) => (PLURAL.test(key) ? pluralCategories.map((category) => `${bare(key)}_${category}`) : [key]);
}

/** The names of the values that a sentence takes. */
export function valuesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/{{(.+?)}}/g)].map((match) => match[1] ?? ''))].toSorted();
}

function entriesOf(node: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null)
    throw new Error(`${path} is neither a text nor a group of texts`);
  return Object.entries(node).flatMap(([name, child]) => entriesOf(child, path ? `${path}.${name}` : name));
}
