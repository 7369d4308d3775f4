import { setImmediate as turn } from 'node:timers/promises';
import type { DirectoryStore } from './directory-store.ts';
import type { SearchPatterns } from './search-text.ts';
import { TextIndex } from './text-index.ts';

/** So many customers are read without a pause. */
const AT_ONCE = 100;

/** Whom to look for: null patterns, everybody; `among` these ids only, if given. */
export type CustomerSearch = {
  readonly patterns: SearchPatterns | null;
  readonly among: readonly string[] | 'all';
  readonly limit: number;
};

/**
 * The searchable texts of all customers in memory. Every search first reads what has changed since the last one, so that
 * all instances which share the database find the same.
 */
export class CustomerIndex {
  readonly #store: Pick<DirectoryStore, 'changedCustomers'>;
  readonly #texts = new TextIndex();
  #lastChange = 0;
  #reading: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | null = null;

  constructor(store: Pick<DirectoryStore, 'changedCustomers'>) {
    this.#store = store;
  }

  /** Ids of the best customers, ranked. */
  async search({ patterns, among, limit }: CustomerSearch): Promise<readonly string[]> {
    await this.catchUp();
    if (among === 'all') return this.#texts.best(patterns, limit);
    return this.#texts.bestAmong(among, patterns, limit);
  }

  /** Reads what was written before this call. Who calls while that is being read waits for the next reading, with all others. */
  catchUp(): Promise<void> {
    this.#nextReading ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#nextReading = null;
        this.#reading = this.#read();
        return this.#reading;
      });
    return this.#nextReading;
  }

  async #read(): Promise<void> {
    for (;;) {
      const changed = await this.#store.changedCustomers(this.#lastChange, AT_ONCE);
      this.#texts.put(changed.filter((customer) => !customer.isHidden));
      this.#texts.remove(changed.filter((customer) => customer.isHidden).map((customer) => customer.id));
      this.#lastChange = changed.at(-1)?.change ?? this.#lastChange;
      if (changed.length < AT_ONCE) return this.#texts.prepare();
      await turn();
    }
  }
}
