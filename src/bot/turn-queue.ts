import { TurnQueueTimeout, type Turns } from './turns.ts';

/** Turns one after the other within this instance. */
export class TurnQueue implements Turns {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #longestWaitMs: number;

  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

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
