const LONGEST_SLEEP_MS = 30_000;
const SHORTEST_SLEEP_MS = 50;
const PAUSE_AFTER_FAULT_MS = 5000;

/** Work that falls due by rows of a store. */
export type DueWork<Item> = {
  /** How many items are handled side by side. */
  readonly mostAtOnce: number;
  /**
   * What is due at `now`, `room` items at most beside the `underWay` that are being handled; those that are among them
   * are passed over.
   */
  readonly take: (
    now: Date,
    limits: { readonly room: number; readonly underWay: number },
  ) => Promise<readonly Item[]>;
  /** Tells items apart. */
  readonly keyOf: (item: Item) => string;
  /** Does what is due for one item. Should deal with its own faults: an item that throws is left alone for a while. */
  readonly handle: (item: Item) => Promise<void>;
  /** When the next item falls due (ISO time), or null when none will. */
  readonly nextDueAt: () => Promise<string | null>;
  readonly clock: () => Date;
  /** Told what `take`, `nextDueAt` or `handle` threw. */
  readonly onFault: (error: unknown) => void;
};

/** Handles what is due, several items side by side; sleeps until the next one is, or until it is woken. */
export class DueWorker<Item> {
  readonly #work: DueWork<Item>;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Items whose handling threw, with the timers that end their rest. */
  readonly #resting = new Map<string, NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isRunning = false;
  #isWoken = false;
  #lookedAt: Date | null = null;

  constructor(work: DueWork<Item>) {
    this.#work = work;
  }

  /** Starts; what an earlier run left behind is taken up at once. */
  start(): void {
    this.#isRunning = true;
    this.wake();
  }

  /** Takes nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.idle();
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }

  /** Looks at once: something changed. */
  wake(): void {
    if (!this.#isRunning) return;
    this.#isWoken = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
      if (this.#isWoken) this.wake();
    });
  }

  /** Looks at once when something falls due before it would look in any case. */
  wakeBy(dueAt: string | null): void {
    const soon = this.#work.clock().getTime() + LONGEST_SLEEP_MS;
    if (dueAt !== null && Date.parse(dueAt) < soon) this.wake();
  }

  /** When it last looked for work and could; it does so twice a minute at least. */
  get lookedAt(): Date | null {
    return this.#lookedAt;
  }

  /** Whether something is under way. */
  get isBusy(): boolean {
    return this.#round !== undefined || this.#underWay.size > 0;
  }

  /** Resolves when nothing is under way and nothing is due. */
  async idle(): Promise<void> {
    while (this.isBusy) {
      await Promise.allSettled([this.#round, ...this.#underWay.values()]);
    }
  }

  get #room(): number {
    return this.#work.mostAtOnce - this.#underWay.size;
  }

  /** With a quarter of the hands free a look is worth what it costs: it takes up several items at once. */
  get #isFull(): boolean {
    return this.#room < Math.max(1, Math.floor(this.#work.mostAtOnce / 4));
  }

  async #rounds(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      while (this.#isWoken && this.#isRunning) {
        this.#isWoken = false;
        if (this.#isFull) break;
        const underWay = this.#underWay.size;
        for (const item of await this.#work.take(this.#work.clock(), { room: this.#room, underWay })) {
          if (this.#room > 0) this.#begin(item);
        }
      }
      if (this.#isRunning) await this.#planNextLook();
      this.#lookedAt = this.#work.clock();
    } catch (error) {
      this.#work.onFault(error);
      if (this.#isRunning) this.#sleep(PAUSE_AFTER_FAULT_MS);
    }
  }

  #begin(item: Item): void {
    const key = this.#work.keyOf(item);
    if (this.#underWay.has(key) || this.#resting.has(key)) return;
    const work = this.#work
      .handle(item)
      .catch((error) => {
        this.#work.onFault(error);
        this.#rest(key);
      })
      .finally(() => {
        this.#underWay.delete(key);
        this.wake();
      });
    this.#underWay.set(key, work);
  }

  /** A store that can be read but not written to must not make us spin. */
  #rest(key: string): void {
    const wakeUp = () => {
      this.#resting.delete(key);
      this.wake();
    };
    this.#resting.set(key, setTimeout(wakeUp, PAUSE_AFTER_FAULT_MS).unref());
  }

  async #planNextLook(): Promise<void> {
    // Whoever finishes wakes us: until then there is no need to know what comes next.
    if (this.#isFull) return this.#sleep(LONGEST_SLEEP_MS);
    const next = await this.#work.nextDueAt();
    const wait = next === null ? LONGEST_SLEEP_MS : Date.parse(next) - this.#work.clock().getTime();
    this.#sleep(Math.min(Math.max(wait, SHORTEST_SLEEP_MS), LONGEST_SLEEP_MS));
  }

  #sleep(milliseconds: number): void {
    this.#timer = setTimeout(() => this.wake(), milliseconds);
    this.#timer.unref();
  }
}
