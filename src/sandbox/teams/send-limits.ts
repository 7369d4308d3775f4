type Window = { readonly calls: number; readonly seconds: number };

/** Sending to a conversation, and creating one, per bot. Source: Teams docs "rate-limit". */
const sendWindows: readonly Window[] = [
  { calls: 7, seconds: 1 },
  { calls: 8, seconds: 2 },
  { calls: 60, seconds: 30 },
  { calls: 1800, seconds: 3600 },
];

/** Reading members and conversations, per bot and conversation. */
const readWindows: readonly Window[] = [
  { calls: 14, seconds: 1 },
  { calls: 16, seconds: 2 },
  { calls: 120, seconds: 30 },
  { calls: 3600, seconds: 3600 },
];

/** Everything that one app does in one tenant. */
const tenantWindows: readonly Window[] = [{ calls: 50, seconds: 1 }];

/** A call to be counted: in its tenant, and for its conversation as sending or reading. */
export type LimitedCall = {
  readonly tenantId: string;
  readonly subject: string;
  readonly kind: 'send' | 'read';
};

/** The sliding-window limits of Teams; calls that are refused do not count. */
export class SendLimits {
  readonly #now: () => number;
  readonly #callTimes = new Map<string, number[]>();

  /** `now` is a steady clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts the call, or says in how many milliseconds it would be let through. */
  take(call: LimitedCall): number | null {
    const now = this.#now();
    const counted = [
      { key: `tenant:${call.tenantId}`, windows: tenantWindows },
      { key: `${call.kind}:${call.subject}`, windows: call.kind === 'send' ? sendWindows : readWindows },
    ];
    const waits = counted.flatMap(({ key, windows }) =>
      windows.map((window) => this.#wait(key, window, now)),
    );
    const longest = Math.max(...waits);
    if (longest > 0) return longest;
    for (const { key, windows } of counted) this.#count(key, windows, now);
    return null;
  }

  #wait(key: string, { calls, seconds }: Window, now: number): number {
    const times = this.#callTimes.get(key) ?? [];
    const oldestInTheWay = times.at(-calls);
    return oldestInTheWay === undefined ? 0 : oldestInTheWay + seconds * 1000 - now;
  }

  #count(key: string, windows: readonly Window[], now: number): void {
    const longest = Math.max(...windows.map(({ seconds }) => seconds)) * 1000;
    const times = (this.#callTimes.get(key) ?? []).filter((time) => time > now - longest);
    this.#callTimes.set(key, [...times, now]);
  }
}
