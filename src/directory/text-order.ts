import type { Findable } from './directory-store.ts';
import { compareText } from './search-text.ts';
import { MOST_ON_A_PAGE, TextPage } from './text-page.ts';

/** Some hundred entries in their order, and the page that was made of them since they last changed. */
type Sheet = { readonly entries: Findable[]; page: TextPage | null };

/**
 * Entries in the order in which equally good ones are shown. A change takes a few comparisons; pages are made of what
 * has changed only when they are asked for, and stay as they are whatever changes later.
 */
export class TextOrder {
  /** Never empty ones, in their order. */
  readonly #sheets: Sheet[] = [];
  #pages: readonly TextPage[] | null = [];

  /** All entries, as they are now. */
  get pages(): readonly TextPage[] {
    this.#pages ??= this.#sheets.map((sheet) => {
      sheet.page ??= new TextPage([...sheet.entries]);
      return sheet.page;
    });
    return this.#pages;
  }

  add(entry: Findable): void {
    const number = Math.max(0, this.#numberOf(entry));
    const sheet = this.#sheets[number];
    if (sheet) sheet.entries.splice(countUpTo(entry, sheet.entries, itself), 0, entry);
    else this.#sheets.push({ entries: [entry], page: null });
    this.#noteChange(number);
  }

  /** Takes out an entry that was added. */
  remove(entry: Findable): void {
    const number = this.#numberOf(entry);
    const sheet = this.#sheets[number];
    if (!sheet) return;
    sheet.entries.splice(countUpTo(entry, sheet.entries, itself) - 1, 1);
    this.#noteChange(number);
  }

  /** Of the sheet on which an entry stands or should stand; -1 when it comes before all. */
  #numberOf(entry: Findable): number {
    return countUpTo(entry, this.#sheets, ({ entries }) => entries[0]) - 1;
  }

  #noteChange(number: number): void {
    this.#pages = null;
    const sheet = this.#sheets[number];
    if (!sheet) return;
    sheet.page = null;
    if (sheet.entries.length === 0) this.#sheets.splice(number, 1);
    if (sheet.entries.length <= MOST_ON_A_PAGE) return;
    const rest = sheet.entries.splice(MOST_ON_A_PAGE / 2);
    this.#sheets.splice(number + 1, 0, { entries: rest, page: null });
  }
}

function itself(entry: Findable): Findable {
  return entry;
}

/** How many of a sorted list come before an entry or are it. */
function countUpTo<Item>(
  entry: Findable,
  sorted: readonly Item[],
  entryOf: (item: Item) => Findable | undefined,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    const other = item && entryOf(item);
    if (other && compare(other, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: Findable, b: Findable): number {
  return compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}
