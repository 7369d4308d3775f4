import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { CardSurface } from '../dialogs/turn-details.ts';
import type { Translate } from '../i18n/translator.ts';
import type { CardUpdates } from './card-updates.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { cardMessage, sentenceMessage } from './message.ts';

/** Shows a dialog's card as the answer of a pressed button; the shared copy follows after the answer. */
export class AnswerSurface implements CardSurface {
  readonly #updates: CardUpdates;
  readonly #place: Place;
  /** What the invoke is answered with. */
  card: Card | undefined;

  constructor(updates: CardUpdates, place: Place) {
    this.#updates = updates;
    this.#place = place;
  }

  async present(card: Card, cardId: string | null): Promise<string | null> {
    this.card = card;
    if (cardId) this.#updates.put(this.#place, cardId, card);
    return cardId;
  }

  /** A press is answered by a card. */
  async say(): Promise<void> {}

  /** A press begins no draft in its answer. */
  retire(): void {}

  conclude(card: Card): void {
    this.card = card;
  }
}

export type MessageSurfaceDependencies = {
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly updates: CardUpdates;
  readonly cards: CardRenderer;
  readonly place: Place;
  readonly text: Translate;
};

/** Shows a dialog's card as a new message at the end of the conversation; the card before it says that it has moved. */
export class MessageSurface implements CardSurface {
  readonly #deps: MessageSurfaceDependencies;

  constructor(dependencies: MessageSurfaceDependencies) {
    this.#deps = dependencies;
  }

  async present(card: Card, cardId: string | null): Promise<string | null> {
    const { connector, updates, cards, place, text } = this.#deps;
    const sent = await connector.send(place, cardMessage(card));
    if (cardId && sent.id) {
      updates.put(place, cardId, cards.render('note', { text: text('draft.moved') }));
    }
    return sent.id ?? null;
  }

  async say(text: string): Promise<void> {
    await this.#deps.connector.send(this.#deps.place, sentenceMessage(text));
  }

  retire(cardId: string): void {
    const { updates, cards, place, text } = this.#deps;
    updates.put(place, cardId, cards.render('note', { text: text('draft.replaced') }));
  }

  /** Words are answered by what the outbox sends. */
  conclude(): void {}
}
