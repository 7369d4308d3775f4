import type { Findable } from './directory-store.ts';

const MOST_PARTS = 256;

/** Entries by their ids. They are kept in many small maps: a large one takes milliseconds when it grows. */
export class EntriesById {
  /** By the last characters of the ids. */
  readonly #parts = new Map<number, Map<string, Findable>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: string): Findable | undefined {
    return this.#partOf(id).get(id);
  }

  set(entry: Findable): void {
    const part = this.#partOf(entry.id);
    const before = part.size;
    part.set(entry.id, entry);
    this.#size += part.size - before;
  }

  delete(id: string): void {
    if (this.#partOf(id).delete(id)) this.#size -= 1;
  }

  #partOf(id: string): Map<string, Findable> {
    const end = id.length - 1;
    const number = (id.charCodeAt(end) + id.charCodeAt(end - 1) * 31) & (MOST_PARTS - 1);
    const known = this.#parts.get(number);
    if (known) return known;
    const part = new Map<string, Findable>();
    this.#parts.set(number, part);
    return part;
  }
}
