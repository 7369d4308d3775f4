/** Lets callers who ask for the same thing at the same time share one run, and knows what runs. */
export class SingleFlight<Result> {
  readonly #running = new Map<string, Promise<Result>>();

  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key);
    if (running) return running;
    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** Waits until nothing runs; what failed was told to those who asked. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running.values()]);
  }
}

/** Waits for `work` at most `timeoutMs`; undefined when it takes longer, while it goes on by itself. */
export async function waitBriefly<Result>(
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** A wait of limited length for one piece of work, shared by all who ask while it runs. */
export class FirstWait<Result> {
  readonly #waiting: Promise<Result | undefined>;

  constructor(timeoutMs: number, work: Promise<Result>) {
    this.#waiting = waitBriefly(timeoutMs, work);
  }

  /** The result, or null when it takes longer; at once when the time is over. */
  async outcome(): Promise<Result | null> {
    return (await this.#waiting) ?? null;
  }
}
