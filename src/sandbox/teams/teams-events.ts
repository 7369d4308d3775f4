import type { StoredMessage } from './message-log.ts';

/** Something that clients show: to everybody in a place, or on one client of one person. */
export type TeamsEvent =
  | { readonly kind: 'message' | 'update' | 'delete'; readonly message: StoredMessage }
  | { readonly kind: 'typing'; readonly placeId: string; readonly conversationId: string }
  | {
      readonly kind: 'view';
      readonly personKey: string;
      readonly clientName: string;
      readonly message: StoredMessage;
    }
  | {
      readonly kind: 'notice';
      readonly personKey: string;
      readonly clientName: string;
      readonly conversationId: string;
      readonly text: string;
    };

/** Hands events to whoever listens, in order and at once. */
export class TeamsEvents {
  readonly #listeners = new Set<(event: TeamsEvent) => void>();

  emit(event: TeamsEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Listens until the returned function is called. */
  listen(listener: (event: TeamsEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
