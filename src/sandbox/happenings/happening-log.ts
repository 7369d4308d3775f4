import { withoutSecrets } from '../../log.ts';
import type { Happening, HappeningSide } from './happening.ts';

/** A happening in the list: what was said is left out, since cards are large. */
export type ListedHappening = Omit<Happening, 'sides'> & { readonly number: number };

type Entry = { readonly number: number; happening: Happening };

/** The latest happenings, oldest first. */
export class HappeningLog {
  readonly #capacity: number;
  readonly #listeners = new Set<(happening: ListedHappening) => void>();
  #entries: Entry[] = [];
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds one, tells the listeners, and answers how to replace it by what became of it. */
  add(happening: Happening): (settled: Happening) => void {
    this.#count += 1;
    const entry = { number: this.#count, happening };
    this.#entries = [...this.#entries, entry].slice(-this.#capacity);
    this.#tell(entry);
    return (settled) => {
      entry.happening = settled;
      this.#tell(entry);
    };
  }

  /** In the order in which they began. */
  all(): readonly ListedHappening[] {
    return this.#entries
      .map(listed)
      .sort((one, other) => one.at.localeCompare(other.at) || one.number - other.number);
  }

  /** What was said, without secrets; undefined when it is no longer kept. */
  sidesOf(number: number): readonly HappeningSide[] | undefined {
    const entry = this.#entries.find((one) => one.number === number);
    return entry && JSON.parse(withoutSecrets(JSON.stringify(entry.happening.sides)));
  }

  /** Calls back for every happening from now on, new or settled; the answer ends it. */
  listen(listener: (happening: ListedHappening) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(entry: Entry): void {
    for (const listener of this.#listeners) listener(listed(entry));
  }
}

function listed({ number, happening: { sides: _, ...happening } }: Entry): ListedHappening {
  return { number, ...happening };
}
