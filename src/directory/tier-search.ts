import type { Findable } from './directory-store.ts';
import { COVERING_TIERS, type SearchPatterns, tierOf } from './search-text.ts';
import { gramsOf } from './text-grams.ts';
import { noMarks, type TextPage } from './text-page.ts';

/**
 * A search under way through pages in which equally good entries stand in the order in which they are shown: who comes
 * first within a tier is better, so a full tier is not looked for any more, nor are the weaker ones.
 */
export class TierSearch {
  readonly #patterns: SearchPatterns;
  readonly #limit: number;
  /** Ids by tier, the best first. */
  readonly #found: readonly string[][];
  /** The grams of each tier's patterns. */
  readonly #grams: readonly (readonly number[])[];
  /** The weakest tier that is still looked for; -1: none. */
  #last: number;
  /** What an entry has that is in one of these tiers. */
  #wanted: readonly (readonly number[])[] = [];

  readonly #marks = noMarks();

  constructor(patterns: SearchPatterns, limit: number) {
    this.#patterns = patterns;
    this.#limit = limit;
    this.#found = patterns.tiers.map(() => []);
    this.#grams = patterns.tiers.map(gramsOf);
    this.#last = patterns.tiers.length - 1;
    this.#aimAt(this.#last);
  }

  /** Whether nothing that comes later can be better than what was found. */
  get isOver(): boolean {
    return this.#last < 0;
  }

  /** The best ones, ranked. */
  get best(): readonly string[] {
    return this.#found.flat().slice(0, this.#limit);
  }

  lookThrough(page: TextPage): void {
    if (!page.mark(this.#wanted, this.#marks)) return;
    page.showMarked(this.#marks, (entry) => {
      this.#judge(entry);
      return this.isOver;
    });
  }

  #judge(entry: Findable): void {
    const tier = tierOf(entry.searchText, this.#patterns, this.#last);
    const found = this.#found[tier];
    if (!found) return;
    found.push(entry.id);
    if (found.length >= this.#limit) this.#aimAt(tier - 1);
  }

  #aimAt(last: number): void {
    this.#last = last;
    this.#wanted = (COVERING_TIERS[last] ?? []).map((tier) => this.#grams[tier] ?? []);
  }
}
