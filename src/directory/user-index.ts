import { setImmediate as turn } from 'node:timers/promises';
import type { DirectoryStore, Findable } from './directory-store.ts';
import { compareText, type SearchPatterns, tierOf } from './search-text.ts';

/** So many users are read or looked at without a pause. */
const AT_ONCE = 500;

type Entry = {
  /** The `usersVersion` that the copy is of. */
  version: number;
  readonly users: Map<string, Findable>;
};

/**
 * The searchable texts of the users of the customers in use, in memory: a scan over the 20,000 users of one
 * customer is quicker than any index in the database. What was used longest ago is forgotten beyond `maxUsers`.
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
    return best(entry.users.values(), patterns, limit);
  }

  /** Takes over what was just written, which made the users' version `version`. */
  put(customerId: string, users: readonly Findable[], version: number): void {
    const entry = this.#customers.get(customerId);
    if (!entry) return;
    for (const { id, searchText, sortKey } of users) entry.users.set(id, { id, searchText, sortKey });
    if (entry.version === version - 1) entry.version = version;
  }

  /** How many users are held. */
  get size(): number {
    return [...this.#customers.values()].reduce((sum, entry) => sum + entry.users.size, 0);
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
    const entry: Entry = { version, users: new Map() };
    for (let after = ''; ; ) {
      const page = await this.#store.findableUsers(customerId, after, AT_ONCE);
      for (const user of page) entry.users.set(user.id, user);
      const last = page.at(-1);
      if (!last || page.length < AT_ONCE) break;
      after = last.id;
      await turn();
    }
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

/**
 * The best of each tier, kept in order while scanning: nothing is sorted but what will be shown, and a tier is
 * not looked at any more once the better ones are full.
 */
function best(users: Iterable<Findable>, patterns: SearchPatterns | null, limit: number): readonly string[] {
  const tiers: Findable[][] = [[], [], [], [], []];
  let last = tiers.length - 1;
  for (const user of users) {
    const tier = patterns ? tierOf(user.searchText, patterns, last) : 0;
    const kept = tiers[tier];
    if (!kept) continue;
    keep(kept, user, limit);
    if (kept.length >= limit) last = tier;
  }
  return tiers
    .flat()
    .slice(0, limit)
    .map((user) => user.id);
}

function keep(sorted: Findable[], candidate: Findable, limit: number): void {
  const last = sorted.at(-1);
  if (last && sorted.length >= limit) {
    if (compare(candidate, last) > 0) return;
    sorted.pop();
  }
  const place = sorted.findIndex((other) => compare(candidate, other) < 0);
  sorted.splice(place < 0 ? sorted.length : place, 0, candidate);
}

function compare(a: Findable, b: Findable): number {
  return compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}
