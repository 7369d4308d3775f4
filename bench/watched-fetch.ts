import { setTimeout as sleep } from 'node:timers/promises';

/** Who is called, told by the path. */
export type Party = 'partner-center' | 'connector' | 'entra' | 'other';

/** One call as it went. */
export type WatchedCall = {
  readonly party: Party;
  readonly what: string;
  readonly from: number;
  readonly to: number;
};

/** Slows down the calls of this process to remote parties, and writes them down. */
export class WatchedFetch {
  readonly calls: WatchedCall[] = [];
  /** Only then calls are slowed down. */
  isSlow = false;
  readonly #delays: Partial<Record<Party, number>>;
  readonly #fetch = globalThis.fetch;

  constructor(delays: Partial<Record<Party, number>>) {
    this.#delays = delays;
  }

  /** Takes the place of `fetch`; whoever took it before keeps the old one. */
  install(): void {
    globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const party = partyOf(url);
      const from = performance.now();
      if (this.isSlow) await sleep(this.#delays[party] ?? 0);
      try {
        return await this.#fetch(input, init);
      } finally {
        const what = `${init?.method ?? 'GET'} ${decodeURIComponent(url.pathname)}`;
        this.calls.push({ party, what, from, to: performance.now() });
      }
    };
  }

  remove(): void {
    globalThis.fetch = this.#fetch;
  }
}

/** The longest row of calls that ends with this one, each begun after the one before was over. */
export function serialCalls(last: WatchedCall, calls: readonly WatchedCall[]): readonly WatchedCall[] {
  const before = calls.filter(({ to }) => to <= last.from).map((call) => serialCalls(call, calls));
  const longest = before.reduce((one, other) => (other.length > one.length ? other : one), []);
  return [...longest, last];
}

function partyOf({ pathname }: URL): Party {
  if (pathname.startsWith('/v1/')) return 'partner-center';
  if (pathname.includes('/v3/conversations')) return 'connector';
  return pathname.includes('/oauth2/') || pathname.includes('/discovery/') ? 'entra' : 'other';
}
