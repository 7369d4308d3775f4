import { fold } from './text-fold.ts';

/** Longer queries are cut: nobody types more, and the cost of a search stays bounded. */
const MAX_QUERY_LENGTH = 120;
const MAX_TERMS = 8;

/**
 * The text in which something is found: each field folded, in brackets, each of its words in angle brackets
 * (`[<contoso><ltd>][<contoso><com>]`), so that every rule of the ranking is a question for a substring.
 */
export function searchTextOf(fields: readonly (string | null)[]): string {
  const seen = new Set<string>();
  for (const field of fields) {
    if (!field) continue;
    const folded = fold(field);
    if (folded) seen.add(fieldText(folded));
    const joined = joinedForm(field, folded);
    if (joined) seen.add(fieldText(joined));
  }
  return [...seen].join('');
}

/**
 * What a search looks for: tiers from the best to the weakest. A text is in the first tier of which it contains
 * every pattern; one that is in no tier is not found.
 */
export type SearchPatterns = {
  readonly tiers: readonly (readonly string[])[];
  readonly terms: readonly string[];
};

/**
 * The patterns of a query: exactly this; beginning with this; all its words; all its terms begin a word (in any
 * order); all its terms occur somewhere. Undefined when the query holds no letter or digit.
 */
export function patternsOf(query: string): SearchPatterns | undefined {
  const folded = fold(query.slice(0, MAX_QUERY_LENGTH));
  if (!folded) return undefined;
  const terms = [...new Set(folded.split(' '))].slice(0, MAX_TERMS);
  const field = fieldText(folded);
  return {
    terms,
    tiers: [
      [field],
      [field.slice(0, -2)],
      terms.map((term) => `<${term}>`),
      terms.map((term) => `<${term}`),
      terms,
    ],
  };
}

/** The tier of a text, 0 being the best, or -1 when it is not found. */
export function tierOf(searchText: string, { tiers, terms }: SearchPatterns): number {
  if (!terms.every((term) => searchText.includes(term))) return -1;
  return tiers.findIndex((patterns) => patterns.every((pattern) => searchText.includes(pattern)));
}

/** Something found, with what the ranking needs: equally good ones go by sort key, then by id. */
export type Ranked = { readonly tier: number; readonly sortKey: string; readonly id: string };

/** Compares by rank, the best first. */
export function byRank(a: Ranked, b: Ranked): number {
  return a.tier - b.tier || compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}

/** Code unit order: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fieldText(folded: string): string {
  return `[<${folded.replaceAll(' ', '><')}>]`;
}

/** A name written in several words that people also write as one: Japanese names, Coca-Cola. */
function joinedForm(field: string, folded: string): string | null {
  if (!folded.includes(' ') || folded.length > 80 || field.includes('@')) return null;
  if (/[\u3040-\u30ff\u3400-\u9fff]/.test(folded)) return folded.replaceAll(' ', '');
  return /\p{L}[-&+]\p{L}/u.test(field) ? folded.replaceAll(' ', '') : null;
}
