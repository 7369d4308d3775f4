import { setImmediate as turn } from 'node:timers/promises';
import type { Findable } from './directory-store.ts';
import { EntriesById } from './entries-by-id.ts';
import { ranked, type SearchPatterns } from './search-text.ts';
import { TextOrder } from './text-order.ts';
import type { TextPage } from './text-page.ts';
import { TierSearch } from './tier-search.ts';

/** So many of a list of ids are looked at without a pause. */
const AT_ONCE = 200;
/** A search that takes longer lets other work in between. */
const LONGEST_STRETCH_MS = 0.5;

/**
 * Texts in memory in which one finds the same as by looking at every one, in less than a millisecond among 100,000. They
 * stand in pages, sorted as equally good ones are shown; a page knows which grams its texts have, so that a search looks
 * only at what may fit. A search goes on in the pages that it began with, whatever changes meanwhile.
 */
export class TextIndex {
  readonly #byId = new EntriesById();
  readonly #order = new TextOrder();

  get size(): number {
    return this.#byId.size;
  }

  /** Adds what is new, and puts what has changed in the place of what it was. */
  put(entries: readonly Findable[]): void {
    for (const entry of entries) {
      const kept = this.#byId.get(entry.id);
      if (kept && isSame(kept, entry)) continue;
      if (kept) this.#order.remove(kept);
      const coming = bare(entry);
      this.#byId.set(coming);
      this.#order.add(coming);
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const kept = this.#byId.get(id);
      if (!kept) continue;
      this.#byId.delete(id);
      this.#order.remove(kept);
    }
  }

  /** Does what the next search would have to do first because of what has come and gone. */
  prepare(): Promise<void> {
    return prepared(this.#order.pages);
  }

  /** Ids of the best ones, ranked; null patterns: the first ones. */
  async best(patterns: SearchPatterns | null, limit: number): Promise<readonly string[]> {
    const { pages } = this.#order;
    if (!patterns) return first(pages, limit);
    await prepared(pages);
    const search = new TierSearch(patterns, limit);
    let since = performance.now();
    for (const page of pages) {
      if (performance.now() - since > LONGEST_STRETCH_MS) {
        await turn();
        since = performance.now();
      }
      search.lookThrough(page);
      if (search.isOver) break;
    }
    return search.best;
  }

  /** The same among some only. */
  async bestAmong(
    ids: readonly string[],
    patterns: SearchPatterns | null,
    limit: number,
  ): Promise<readonly string[]> {
    let best: readonly Findable[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      if (start > 0) await turn();
      const some = ids.slice(start, start + AT_ONCE).map((id) => this.#byId.get(id));
      const known = some.filter((entry) => entry !== undefined);
      best = ranked([...best, ...known], patterns).slice(0, limit);
    }
    return best.map((entry) => entry.id);
  }
}

/** Makes new pages ready for searches; others have their turn after each. */
async function prepared(pages: readonly TextPage[]): Promise<void> {
  for (const page of pages) {
    if (page.isPrepared) continue;
    page.prepare();
    await turn();
  }
}

function first(pages: readonly TextPage[], limit: number): readonly string[] {
  const ids: string[] = [];
  for (const { entries } of pages) {
    if (ids.length >= limit) break;
    ids.push(...entries.slice(0, limit - ids.length).map((entry) => entry.id));
  }
  return ids;
}

function isSame(kept: Findable, entry: Findable): boolean {
  return kept.searchText === entry.searchText && kept.sortKey === entry.sortKey;
}

/** Without what else it carries, which is not to be held in memory. */
function bare({ id, searchText, sortKey }: Findable): Findable {
  return { id, searchText, sortKey };
}
