import { setImmediate as turn } from 'node:timers/promises';
import type { DirectoryStore, Findable } from './directory-store.ts';
import type { SearchPatterns } from './search-text.ts';
import { TextIndex } from './text-index.ts';

/** So many users are read without a pause. */
const AT_ONCE = 100;

type Entry = {
  /** The `usersVersion` that the copy is of. */
  version: number;
  readonly texts: TextIndex;
};

/**
 * The searchable texts of the users of the customers in use, in memory. What was used longest ago is forgotten beyond
 * `maxUsers`.
 */
export class UserIndex {
  readonly #store: Pick<DirectoryStore, 'findableUsers'>;
  readonly #maxUsers: number;
  /** In the order of use, the latest last. */
  readonly #customers = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Entry>>();

  constructor(store: Pick<DirectoryStore, 'findableUsers'>, maxUsers: number) {
    this.#store = store;
    this.#maxUsers = maxUsers;
  }

  /** Ids of the best users, ranked; `version` is the customer's present `usersVersion`. Null patterns: all, by name. */
  async search(
    customer: { readonly id: string; readonly version: number },
    patterns: SearchPatterns | null,
    limit: number,
  ): Promise<readonly string[]> {
    const entry = await this.#entry(customer.id, customer.version);
    return entry.texts.best(patterns, limit);
  }

  /** Takes over what was just written, which made the users' version `version`. */
  put(customerId: string, users: readonly Findable[], version: number): void {
    const entry = this.#customers.get(customerId);
    if (!entry) return;
    entry.texts.put(users);
    if (entry.version === version - 1) entry.version = version;
  }

  /** Whether the users of a customer are held, perhaps as they were a moment ago. */
  has(customerId: string): boolean {
    return this.#customers.has(customerId);
  }

  /** How many users are held. */
  get size(): number {
    return [...this.#customers.values()].reduce((sum, entry) => sum + entry.texts.size, 0);
  }

  async #entry(customerId: string, version: number): Promise<Entry> {
    const kept = this.#customers.get(customerId);
    if (kept?.version === version) {
      this.#customers.delete(customerId);
      this.#customers.set(customerId, kept);
      return kept;
    }
    const loading = this.#loading.get(customerId) ?? this.#load(customerId, version);
    if (!kept) return loading;
    // An old copy is better than waiting: it is out by what was written a moment ago.
    loading.catch(() => undefined);
    return kept;
  }

  #load(customerId: string, version: number): Promise<Entry> {
    const loading = this.#read(customerId, version).finally(() => this.#loading.delete(customerId));
    this.#loading.set(customerId, loading);
    return loading;
  }

  async #read(customerId: string, version: number): Promise<Entry> {
    const entry: Entry = { version, texts: new TextIndex() };
    for (let after = ''; ; ) {
      const page = await this.#store.findableUsers(customerId, after, AT_ONCE);
      entry.texts.put(page);
      const last = page.at(-1);
      if (!last || page.length < AT_ONCE) break;
      after = last.id;
      await turn();
    }
    await entry.texts.prepare();
    this.#customers.delete(customerId);
    this.#customers.set(customerId, entry);
    this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    for (const customerId of this.#customers.keys()) {
      if (this.#customers.size <= 1 || this.size <= this.#maxUsers) return;
      this.#customers.delete(customerId);
    }
  }
}
