import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError } from './connector-error.ts';

/** At most `count` sends within `windowMs`. */
export type SendingLimit = { readonly count: number; readonly windowMs: number };

/** What Teams allows a bot in one conversation (Microsoft, "Optimize your bot with rate limiting in Teams"). */
export const CONVERSATION_LIMITS: readonly SendingLimit[] = [
  { count: 7, windowMs: 1000 },
  { count: 8, windowMs: 2000 },
  { count: 60, windowMs: 30_000 },
  { count: 1800, windowMs: 3_600_000 },
];

/** What Teams allows an app in one tenant. */
export const TENANT_LIMITS: readonly SendingLimit[] = [{ count: 50, windowMs: 1000 }];

/** Longest wait inside a call; whoever would have to wait longer comes back later. */
const LONGEST_WAIT_MS = 3000;
/** Windows are kept a little wider than Teams', whose clock is not ours. */
const MARGIN_MS = 20;

export type SendingPaceOptions = {
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
};

/** Keeps sends under Teams' limits, so that throttling is the exception and a burst does not cost a conversation its hour. */
export class SendingPace {
  readonly #sent = new Map<string, number[]>();
  readonly #heldUntil = new Map<string, number>();
  readonly #now: () => number;
  readonly #wait: (milliseconds: number) => Promise<unknown>;

  constructor(options: SendingPaceOptions) {
    this.#now = options.now;
    this.#wait = options.wait ?? sleep;
  }

  /**
   * Resolves when a send into the conversation is within the limits, and counts it.
   * Throws `ConnectorError` (`paced`) with `retryAfterMs` when that would take long.
   */
  async admit(conversation: string, tenant: string): Promise<void> {
    for (;;) {
      const delay = Math.max(
        (this.#heldUntil.get(conversation) ?? 0) - this.#now(),
        this.#delayOf(`conversation ${conversation}`, CONVERSATION_LIMITS),
        this.#delayOf(`tenant ${tenant}`, TENANT_LIMITS),
      );
      if (delay <= 0) break;
      if (delay > LONGEST_WAIT_MS) {
        throw new ConnectorError('paced', { call: 'send', retryAfterMs: delay, mayHaveBeenSent: false });
      }
      await this.#wait(delay);
    }
    this.#count(`conversation ${conversation}`, CONVERSATION_LIMITS);
    this.#count(`tenant ${tenant}`, TENANT_LIMITS);
  }

  /** Lets nothing into a conversation for some milliseconds: Teams asked for it. */
  holdBack(conversation: string, milliseconds: number): void {
    const until = this.#now() + milliseconds;
    this.#heldUntil.set(conversation, Math.max(until, this.#heldUntil.get(conversation) ?? 0));
  }

  /** How long until one more send is within all limits. */
  #delayOf(key: string, limits: readonly SendingLimit[]): number {
    const times = this.#sent.get(key) ?? [];
    const now = this.#now();
    return Math.max(
      ...limits.map(({ count, windowMs }) => {
        const oldest = times[times.length - count];
        return oldest === undefined ? 0 : oldest + windowMs + MARGIN_MS - now;
      }),
    );
  }

  #count(key: string, limits: readonly SendingLimit[]): void {
    const times = this.#sent.get(key) ?? [];
    times.push(this.#now());
    const most = Math.max(...limits.map(({ count }) => count));
    if (times.length > most) times.splice(0, times.length - most);
    this.#sent.set(key, times);
    if (this.#sent.size > 10_000) this.#forgetQuiet();
  }

  /** Conversations in which nothing was sent for the longest window need not be remembered. */
  #forgetQuiet(): void {
    const oldest = this.#now() - 3_600_000;
    for (const [key, times] of this.#sent) if ((times.at(-1) ?? 0) < oldest) this.#sent.delete(key);
    for (const [key, until] of this.#heldUntil) if (until < this.#now()) this.#heldUntil.delete(key);
  }
}
