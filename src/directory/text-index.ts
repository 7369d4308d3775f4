import { setImmediate as turn } from 'node:timers/promises';
import type { Findable } from './directory-store.ts';
import { compareText, ranked, type SearchPatterns } from './search-text.ts';
import { MOST_ON_A_PAGE, TextPage } from './text-page.ts';
import { TierSearch } from './tier-search.ts';

/** So many of a list of ids are looked at without a pause. */
const AT_ONCE = 500;
/** A search that takes longer lets other work in between. */
const LONGEST_STRETCH_MS = 2;

/**
 * Texts in memory in which one finds the same as by looking at every one, in less than a millisecond among 100,000. They
 * stand in pages, sorted as equally good ones are shown; a page knows which grams its texts have, so that a search looks
 * only at what may fit. A change makes the pages anew that it touches; a search under way goes on in the old ones.
 */
export class TextIndex {
  readonly #byId = new Map<string, Findable>();
  #pages: readonly TextPage[] = [];

  get size(): number {
    return this.#byId.size;
  }

  /** Adds what is new, and puts what has changed in the place of what it was. */
  put(entries: readonly Findable[]): void {
    const latest = new Map(entries.map((entry) => [entry.id, entry]));
    const come = [...latest.values()].filter((entry) => !isSame(this.#byId.get(entry.id), entry)).map(bare);
    const gone = this.#take(come.map((entry) => entry.id));
    for (const entry of come) this.#byId.set(entry.id, entry);
    this.#change(gone, come);
  }

  remove(ids: readonly string[]): void {
    this.#change(this.#take(ids), []);
  }

  /** Ids of the best ones, ranked; null patterns: the first ones. */
  async best(patterns: SearchPatterns | null, limit: number): Promise<readonly string[]> {
    if (!patterns) return this.#first(limit);
    const search = new TierSearch(patterns, limit);
    let since = performance.now();
    for (const page of this.#pages) {
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

  #first(limit: number): readonly string[] {
    const ids: string[] = [];
    for (const page of this.#pages) {
      if (ids.length >= limit) break;
      ids.push(...page.entries.slice(0, limit - ids.length).map((entry) => entry.id));
    }
    return ids;
  }

  #take(ids: readonly string[]): readonly Findable[] {
    const taken = ids.map((id) => this.#byId.get(id)).filter((entry) => entry !== undefined);
    for (const { id } of taken) this.#byId.delete(id);
    return taken;
  }

  #change(gone: readonly Findable[], come: readonly Findable[]): void {
    if (gone.length === 0 && come.length === 0) return;
    const pages = this.#pages.length > 0 ? this.#pages : [new TextPage([])];
    const [going, coming] = [inOrder(gone), inOrder(come)];
    this.#pages = pages.flatMap((page, number) => {
      const next = pages[number + 1]?.entries[0];
      const out = new Set(going(next));
      const into = coming(next);
      if (out.size === 0 && into.length === 0) return [page];
      return pagesOf(
        withThese(
          page.entries.filter((entry) => !out.has(entry)),
          into,
        ),
      );
    });
  }
}

/** Gives out entries in their order: at each call those that are left and stand before `end`, or all that are left. */
function inOrder(entries: readonly Findable[]): (end: Findable | undefined) => readonly Findable[] {
  const sorted = [...entries].sort(compare);
  let next = 0;
  return (end) => {
    const start = next;
    for (let entry = sorted[next]; entry; entry = sorted[++next]) {
      if (end && compare(entry, end) >= 0) break;
    }
    return sorted.slice(start, next);
  };
}

/** Puts each where it belongs among sorted entries. */
function withThese(entries: Findable[], into: readonly Findable[]): readonly Findable[] {
  for (const entry of into) {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = entries[middle];
      if (other && compare(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    entries.splice(low, 0, entry);
  }
  return entries;
}

/** One page, or several that are filled alike and have room for more; none for nobody. */
function pagesOf(entries: readonly Findable[]): readonly TextPage[] {
  if (entries.length <= MOST_ON_A_PAGE) return entries.length === 0 ? [] : [new TextPage(entries)];
  const size = Math.ceil(entries.length / Math.ceil(entries.length / (MOST_ON_A_PAGE * 0.75)));
  const pages: TextPage[] = [];
  for (let start = 0; start < entries.length; start += size) {
    pages.push(new TextPage(entries.slice(start, start + size)));
  }
  return pages;
}

function compare(a: Findable, b: Findable): number {
  return compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}

function isSame(kept: Findable | undefined, entry: Findable): boolean {
  return kept?.searchText === entry.searchText && kept.sortKey === entry.sortKey;
}

/** Without what else it carries, which is not to be held in memory. */
function bare({ id, searchText, sortKey }: Findable): Findable {
  return { id, searchText, sortKey };
}
