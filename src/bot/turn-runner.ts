import { TurnContext } from 'botbuilder-core';
import type { Logger } from 'pino';
import type { TeamsConnector } from './connector-client.ts';
import type { FailedTurns } from './failed-turns.ts';
import { sentenceMessage } from './message.ts';
import type { Turn } from './turn.ts';
import { TurnQueueTimeout, type Turns } from './turns.ts';

export type TurnRunnerDependencies = {
  readonly turns: Turns;
  /** Sends what answers a turn. */
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly failures: Pick<FailedTurns, 'tell'>;
  readonly log: Logger;
};

/** Runs what is to be done in a turn and after it. */
export class TurnRunner {
  readonly #deps: TurnRunnerDependencies;
  readonly #background = new Set<Promise<void>>();

  constructor(dependencies: TurnRunnerDependencies) {
    this.#deps = dependencies;
  }

  /** Whether something goes on after a turn that was answered. */
  get isBusy(): boolean {
    return this.#background.size > 0;
  }

  /** Resolves when nothing goes on after the turns that were answered. */
  async idle(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  /** Handles a turn when those before it in its conversation are over; `whenBusy` instead where that takes too long. */
  async inTurn({ speaker }: Turn, handle: () => Promise<void>, whenBusy: () => Promise<void>): Promise<void> {
    try {
      await this.#deps.turns.run(speaker.place.conversationId, handle);
    } catch (error) {
      if (!(error instanceof TurnQueueTimeout)) throw error;
      await whenBusy();
    }
  }

  /** Does something after the answer of this turn; what it throws is logged. */
  later(work: () => Promise<void>): void {
    const running = new Promise((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error) => this.#deps.log.error({ err: error }, 'work after a turn failed'))
      .finally(() => this.#background.delete(running));
    this.#background.add(running);
  }

  /**
   * Goes on once a press was answered, as if a message had come: what follows are messages of their own. The context of
   * the turn is closed by then.
   */
  afterwards({ context, ...turn }: Turn, work: (next: Turn) => Promise<void>): void {
    const next = { ...turn, text: turn.shared, context: new TurnContext(context.adapter, turn.activity) };
    const whenBusy = () => this.say(next, next.text('error.busy'));
    this.later(async () => {
      try {
        await this.inTurn(next, () => work(next), whenBusy);
      } catch (error) {
        await this.fail(next, error);
      }
    });
  }

  /** Says a sentence where the turn came from. */
  async say({ speaker }: Turn, text: string): Promise<void> {
    await this.#deps.connector.send(speaker.place, sentenceMessage(text));
  }

  /** Tells whoever spoke that it came to nothing. */
  fail({ speaker, shared }: Turn, error: unknown): Promise<void> {
    return this.#deps.failures.tell({ place: speaker.place, text: shared }, error);
  }
}
