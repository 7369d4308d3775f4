import type { Findable } from './directory-store.ts';
import { compareText, type SearchPatterns, tierOf, widestTier } from './search-text.ts';

/**
 * Users in the order in which equally good ones are shown, with all their search texts in one string, so that a scan
 * runs through memory from front to back: half a millisecond for 20,000 users.
 */
export class UserScan {
  readonly #users: readonly Findable[];
  readonly #text: string;
  /** Where the text of each user ends. */
  readonly #ends: Uint32Array;

  /** @param users sorted, see `mergeUsers` */
  constructor(users: readonly Findable[]) {
    this.#users = users;
    this.#text = users.map((user) => `${user.searchText}\n`).join('');
    this.#ends = new Uint32Array(users.length);
    let end = 0;
    for (const [index, user] of users.entries()) {
      end += user.searchText.length + 1;
      this.#ends[index] = end;
    }
  }

  /** Ids of the best users, ranked; null patterns: the first ones. */
  best(patterns: SearchPatterns | null, limit: number): readonly string[] {
    if (!patterns) return this.#users.slice(0, limit).map((user) => user.id);
    const tiers: string[][] = patterns.tiers.map(() => []);
    let last = tiers.length - 1;
    let clue = longest(widestTier(patterns, last));
    for (let at = this.#text.indexOf(clue); at >= 0; ) {
      const index = this.#userAt(at);
      const user = this.#users[index];
      if (!user) break;
      const tier = tierOf(user.searchText, patterns, last);
      if (tier >= 0) tiers[tier]?.push(user.id);
      // Who comes first within a tier is better: a full tier is not looked for any more, nor are the weaker ones.
      if (tier >= 0 && (tiers[tier]?.length ?? 0) >= limit) {
        last = tier - 1;
        if (last < 0) break;
        clue = longest(widestTier(patterns, last));
      }
      at = this.#text.indexOf(clue, this.#ends[index]);
    }
    return tiers.flat().slice(0, limit);
  }

  /** The user whose text holds this place. */
  #userAt(place: number): number {
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Puts `added`, in any order, among `sorted` users; who is there already is replaced. */
export function mergeUsers(sorted: readonly Findable[], added: readonly Findable[]): readonly Findable[] {
  const ids = new Set(added.map((user) => user.id));
  const incoming = [...added].sort(compareUsers);
  const result: Findable[] = [];
  let next = 0;
  for (const user of sorted) {
    if (ids.has(user.id)) continue;
    for (let other = incoming[next]; other && compareUsers(other, user) < 0; other = incoming[++next]) {
      result.push(other);
    }
    result.push(user);
  }
  return result.concat(incoming.slice(next));
}

function compareUsers(a: Findable, b: Findable): number {
  return compareText(a.sortKey, b.sortKey) || compareText(a.id, b.id);
}

/** The pattern that is likely to be the rarest. */
function longest(patterns: readonly string[]): string {
  return patterns.reduce((rarest, pattern) => (pattern.length > rarest.length ? pattern : rarest), '');
}
