/** A turn waited longer than it may for the one before it. */
export class TurnQueueTimeout extends Error {
  readonly code = 'turn-queue-timeout';
}

/** Runs the turns of one conversation one after the other; turns of different conversations run side by side. */
export class TurnQueue {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #longestWaitMs: number;

  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** Runs `turn` when its turn has come; throws `TurnQueueTimeout` without running it when that takes too long. */
  async run<T>(conversation: string, turn: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(conversation) ?? Promise.resolve();
    let end: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    const tail = before.then(() => done);
    this.#tails.set(conversation, tail);
    try {
      await this.#waitFor(before);
      return await turn();
    } finally {
      end();
      if (this.#tails.get(conversation) === tail) this.#tails.delete(conversation);
    }
  }

  async #waitFor(before: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new TurnQueueTimeout('the turn before takes too long')),
        this.#longestWaitMs,
      );
    });
    try {
      await Promise.race([before, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }
}
