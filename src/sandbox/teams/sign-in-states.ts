import type { MessageCard } from './message-cards.ts';
import type { StoredMessage } from './message-log.ts';

/** How the silent sign-in of a sign-in card stands; only `refused` shows the button. */
export type SignInState = 'running' | 'done' | 'failed' | 'refused';

/** Keeps the state of silent sign-ins by message; a card without one shows its button. */
export class SignInStates {
  readonly #states = new Map<string, SignInState>();

  set(message: StoredMessage, state: SignInState): void {
    this.#states.set(message.id, state);
  }

  isHidden(message: StoredMessage, card: MessageCard): boolean {
    const state = this.#states.get(message.id);
    return card.signIn !== null && state !== undefined && state !== 'refused';
  }
}
