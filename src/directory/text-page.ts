import type { Findable } from './directory-store.ts';
import { eachGram, GRAMS } from './text-grams.ts';

/** A page that would have more entries is divided. */
export const MOST_ON_A_PAGE = 256;

/** As many entries as a machine word has bits are looked at in one step. */
const GROUP = 32;

/** By group of 32 entries, one bit for each that is meant: the first has the lowest. */
export type Marks = Uint32Array;

/** Marks for any page. */
export function noMarks(): Marks {
  return new Uint32Array(MOST_ON_A_PAGE / GROUP);
}

/** Some hundred entries, and which of them have which grams: that is noted when it is prepared. The entries never change. */
export class TextPage {
  readonly entries: readonly Findable[];
  readonly #groups: number;
  /** For each gram the marks of who has it. */
  #bits: Uint32Array | null = null;

  constructor(entries: readonly Findable[]) {
    this.entries = entries;
    this.#groups = Math.ceil(entries.length / GROUP);
  }

  get isPrepared(): boolean {
    return this.#bits !== null;
  }

  /** Takes about half a millisecond; a page that is not prepared is at the first search. */
  prepare(): Uint32Array {
    this.#bits ??= bitsOf(this.entries, this.#groups);
    return this.#bits;
  }

  /** Marks the entries that may have all grams of one of these lists; false when there is none. */
  mark(lists: readonly (readonly number[])[], marks: Marks): boolean {
    const bits = this.#bits ?? this.prepare();
    marks.fill(0);
    let isAny = false;
    for (const grams of lists) isAny = this.#markOne(bits, grams, marks) || isAny;
    return isAny;
  }

  /** Shows the marked entries one after the other, until `isEnough` says true. */
  showMarked(marks: Marks, isEnough: (entry: Findable) => boolean): void {
    for (let group = 0; group < this.#groups; group++) {
      for (let bits = marks[group] ?? 0; bits !== 0; bits &= bits - 1) {
        const entry = this.entries[group * GROUP + (31 - Math.clz32(bits & -bits))];
        if (entry && isEnough(entry)) return;
      }
    }
  }

  #markOne(bits: Uint32Array, grams: readonly number[], marks: Marks): boolean {
    let any = 0;
    for (let group = 0; group < this.#groups; group++) {
      let all = -1;
      for (let index = 0; index < grams.length && all !== 0; index++) {
        all &= bits[(grams[index] ?? 0) * this.#groups + group] ?? 0;
      }
      any |= all;
      marks[group] = (marks[group] ?? 0) | all;
    }
    return any !== 0;
  }
}

function bitsOf(entries: readonly Findable[], groups: number): Uint32Array {
  const bits = new Uint32Array(GRAMS * groups);
  for (const [index, entry] of entries.entries()) {
    const group = Math.floor(index / GROUP);
    const bit = 1 << (index % GROUP);
    eachGram(entry.searchText, (gram) => {
      const place = gram * groups + group;
      bits[place] = (bits[place] ?? 0) | bit;
    });
  }
  return bits;
}
