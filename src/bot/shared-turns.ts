import type { Logger } from 'pino';
import type { TurnLeaseStore } from './turn-lease-store.ts';
import { TurnQueue } from './turn-queue.ts';
import { TurnQueueTimeout, type Turns } from './turns.ts';

/** Longer than a turn takes: when an instance dies in one, its conversation is free again after this. */
const LEASE_MS = 30_000;
const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 120;

export type SharedTurnsDependencies = {
  readonly store: TurnLeaseStore;
  /** Makes a name for the holder of one turn. */
  readonly newId: () => string;
  readonly clock: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly longestWaitMs: number;
  readonly log: Logger;
};

/**
 * Turns one after the other across instances: those of this instance wait in its own queue, the first of them for a row
 * in the database that whoever has the turn holds.
 */
export class SharedTurns implements Turns {
  readonly #deps: SharedTurnsDependencies;
  readonly #own: TurnQueue;

  constructor(dependencies: SharedTurnsDependencies) {
    this.#deps = dependencies;
    this.#own = new TurnQueue(dependencies.longestWaitMs);
  }

  async run<T>(conversation: string, turn: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + this.#deps.longestWaitMs;
    return this.#own.run(conversation, async () => {
      const holder = this.#deps.newId();
      await this.#take(conversation, holder, giveUpAt);
      try {
        return await turn();
      } finally {
        await this.#release(conversation, holder);
      }
    });
  }

  async #take(conversation: string, holder: string, giveUpAt: number): Promise<void> {
    const { store, clock, sleep } = this.#deps;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const now = clock();
      const heldUntil = new Date(now.getTime() + LEASE_MS);
      if (await store.take(conversation, { holder, now, heldUntil })) return;
      if (performance.now() + pause > giveUpAt) {
        throw new TurnQueueTimeout('the turn before, in another instance, takes too long');
      }
      await sleep(pause);
    }
  }

  /** What was done is done: a turn does not fail because its lease has to run out by itself. */
  async #release(conversation: string, holder: string): Promise<void> {
    try {
      await this.#deps.store.release(conversation, holder);
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the lease of a turn could not be released');
    }
  }
}
