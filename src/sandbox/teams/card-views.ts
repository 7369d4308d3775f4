import type { Card } from './card.ts';
import type { StoredMessage } from './message-log.ts';

/** A client's own card of a message: from an invoke answer, gone when the message is edited. */
export type CardView = { readonly cards: readonly Card[]; readonly shownAt: number };

/** Whose screen: one client of one person. */
export type Screen = { readonly personKey: string; readonly name: string };

/** The cards that single clients show instead of the message's own. Never saved: a reload loses them. */
export class CardViews {
  readonly #views = new Map<string, Map<string, CardView>>();

  get(message: StoredMessage, screen: Screen): CardView | undefined {
    return this.#views.get(message.id)?.get(keyOf(screen));
  }

  set(message: StoredMessage, screen: Screen, view: CardView): void {
    const ofMessage = this.#views.get(message.id) ?? new Map<string, CardView>();
    ofMessage.set(keyOf(screen), view);
    this.#views.set(message.id, ofMessage);
  }

  /** After an edit or removal everybody sees the message's own card again. */
  drop(messageId: string): void {
    this.#views.delete(messageId);
  }
}

function keyOf({ personKey, name }: Screen): string {
  return `${personKey}/${name}`;
}
