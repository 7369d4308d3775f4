import type { Logger } from 'pino';
import type { Card } from '../dialogs/card-renderer.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { cardMessage } from './message.ts';

type Standing = { card: Card | undefined; work: Promise<void> };

/**
 * Brings the shared copy of a draft's card up to date after the presser was answered. One update of a message is under
 * way at a time; of those that wait only the newest is sent. A lost update does no harm: a press gets the present state.
 */
export class CardUpdates {
  readonly #connector: Pick<TeamsConnector, 'update'>;
  readonly #log: Logger;
  readonly #messages = new Map<string, Standing>();

  constructor(connector: Pick<TeamsConnector, 'update'>, log: Logger) {
    this.#connector = connector;
    this.#log = log;
  }

  /** Queues an update and returns at once. */
  put(place: Place, activityId: string, card: Card): void {
    const key = keyOf(place, activityId);
    const standing = this.#messages.get(key);
    if (standing) {
      standing.card = card;
      return;
    }
    const fresh: Standing = { card, work: Promise.resolve() };
    this.#messages.set(key, fresh);
    fresh.work = this.#send(fresh, place, activityId);
  }

  /** Ends the updates of a message: nothing more is sent, and what is under way is waited for. */
  async end(place: Place, activityId: string): Promise<void> {
    const standing = this.#messages.get(keyOf(place, activityId));
    if (!standing) return;
    standing.card = undefined;
    await standing.work;
  }

  /** Resolves when no update is under way. */
  async idle(): Promise<void> {
    while (this.#messages.size > 0) await Promise.all([...this.#messages.values()].map(({ work }) => work));
  }

  async #send(standing: Standing, place: Place, activityId: string): Promise<void> {
    for (let card = standing.card; card; card = standing.card) {
      standing.card = undefined;
      try {
        await this.#connector.update(place, activityId, cardMessage(card));
      } catch (error) {
        this.#log.warn({ err: error }, 'the card of a draft could not be updated');
      }
    }
    this.#messages.delete(keyOf(place, activityId));
  }
}

function keyOf(place: Place, activityId: string): string {
  return `${place.conversationId} ${activityId}`;
}
