/**
 * Keeps what was written to a log from everybody until it is on disk. Whatever is written while one flush is under way
 * shares the next one, and other work goes on meanwhile.
 */
export class LogFlush {
  readonly #flush: () => Promise<void>;
  /** How many writes there were, and how many of them are on disk. */
  #written = 0;
  #flushed = 0;
  /** After a failure it stays: nobody knows then what is on disk, and nothing may be built on it. */
  #running: Promise<void> | null = null;

  /** @param flush returns when all that was written before its call is on disk */
  constructor(flush: () => Promise<void>) {
    this.#flush = flush;
  }

  /** Something was written. */
  note(): void {
    this.#written += 1;
  }

  /** Waits until all that was written so far is on disk. Throws what a flush threw, at every call from then on. */
  async settled(): Promise<void> {
    const written = this.#written;
    while (this.#flushed < written) {
      this.#running ??= this.#run();
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    const written = this.#written;
    await this.#flush();
    this.#flushed = written;
    this.#running = null;
  }
}
