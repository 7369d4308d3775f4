import { type PersonId, personKey } from '../requests/person.ts';

/**
 * Things that cost somebody else something: a search in Partner Center, a card for every approver, a sign-in link, a
 * customer read anew, a decision among several at once.
 */
export type LimitedAction = 'search' | 'submit' | 'sign-in' | 'refresh' | 'decide';

type Limit = { readonly burst: number; readonly perMinute: number };

/** Far above what a person does; a script or a stuck client meets them. Each instance counts for itself. */
const LIMITS: Readonly<Record<LimitedAction, Limit>> = {
  search: { burst: 60, perMinute: 240 },
  submit: { burst: 30, perMinute: 10 },
  'sign-in': { burst: 10, perMinute: 2 },
  refresh: { burst: 5, perMinute: 1 },
  decide: { burst: 100, perMinute: 60 },
};

/** So many people are remembered; whoever was longest quiet is forgotten first, with a full bucket again. */
const MOST_REMEMBERED = 10_000;

const MINUTE_MS = 60_000;

type Bucket = { readonly left: number; readonly at: number };

export type PersonLimitsDependencies = {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Told of each time that somebody met a limit. */
  readonly onLimit: (action: LimitedAction) => void;
};

/** Bounds what one person may have us do, so that nobody spends Partner Center's or Teams' patience for all. */
export class PersonLimits {
  readonly #deps: PersonLimitsDependencies;
  readonly #buckets = new Map<string, Bucket>();

  constructor(dependencies: PersonLimitsDependencies) {
    this.#deps = dependencies;
  }

  /** Whether somebody may do it now; if so, it counts. */
  allows(person: PersonId, action: LimitedAction): boolean {
    const { burst, perMinute } = LIMITS[action];
    const key = `${action} ${personKey(person)}`;
    const now = this.#deps.now();
    const { left, at } = this.#buckets.get(key) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + ((now - at) / MINUTE_MS) * perMinute);
    const isAllowed = filled >= 1;
    this.#remember(key, { left: isAllowed ? filled - 1 : filled, at: now });
    if (!isAllowed) this.#deps.onLimit(action);
    return isAllowed;
  }

  #remember(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_REMEMBERED && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
