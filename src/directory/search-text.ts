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
  /** The folded query, and its different words. */
  readonly text: string;
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
    text: folded,
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

/** The tier of a text, 0 being the best; -1 when it is not found, or in no tier up to `last`. */
export function tierOf(searchText: string, patterns: SearchPatterns, last = WEAKEST_TIER): number {
  const { tiers } = patterns;
  if (!(COVERING_TIERS[last] ?? []).some((tier) => containsAll(searchText, tiers[tier]))) return -1;
  if (last === WEAKEST_TIER && !containsAll(searchText, tiers[WORD_START_TIER])) return WEAKEST_TIER;
  for (let tier = 0; tier <= last; tier++) {
    if (containsAll(searchText, tiers[tier])) return tier;
  }
  return -1;
}

/** By tier: tiers of which one holds every text of the tiers up to this one. What begins with the query need not have its words whole. */
export const COVERING_TIERS: readonly (readonly number[])[] = [[0], [1], [2, 1], [3], [4]];

const WORD_START_TIER = 3;
const WEAKEST_TIER = 4;

function containsAll(searchText: string, patterns: readonly string[] = []): boolean {
  for (const pattern of patterns) {
    if (!searchText.includes(pattern)) return false;
  }
  return true;
}

/** Something found, with what the ranking needs: equally good ones go by sort key, then by id. */
export type Ranked = { readonly tier: number; readonly sortKey: string; readonly id: string };

/** Compares by rank, the best first. */
export function byRank(a: Ranked, b: Ranked): number {
  return a.tier - b.tier || compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}

/** Those that are found, the best first; null patterns find all. */
export function ranked<Entry extends Omit<Ranked, 'tier'> & { readonly searchText: string }>(
  entries: readonly Entry[],
  patterns: SearchPatterns | null,
): readonly Entry[] {
  return entries
    .map((entry) => {
      const tier = patterns ? tierOf(entry.searchText, patterns) : 0;
      return { entry, tier, sortKey: entry.sortKey, id: entry.id };
    })
    .filter(({ tier }) => tier >= 0)
    .sort(byRank)
    .map(({ entry }) => entry);
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
