import type { Card } from './card.ts';
import type { Screen } from './card-views.ts';
import type { SignInOffer } from './message-cards.ts';
import type { StoredMessage } from './message-log.ts';

/** A press that the bot answered with a login request, to be repeated after the sign-in. */
export type Challenge = {
  readonly message: StoredMessage;
  readonly cardIndex: number;
  readonly action: Card;
  readonly offer: SignInOffer;
};

/** What one client of one person remembers; gone when the sandbox stops. */
export type ClientScreen = Screen & {
  refreshesByItself: boolean;
  readonly notices: string[];
  /** Choices offered by typeahead: `<message id>/<input id>` to values. */
  readonly offeredChoices: Map<string, Set<string>>;
  /** By conversation id. */
  readonly challenges: Map<string, Challenge>;
  /** Times of automatic refreshes by message id, for noticing loops. */
  readonly refreshTimes: Map<string, number[]>;
  /** Messages whose automatic refresh failed: clients may not try again. */
  readonly failedRefreshes: Set<string>;
};

/** The clients that are open; everybody has at least a desktop. */
export class ScreenBook {
  readonly #screens = new Map<string, ClientScreen>();

  open(personKey: string, name: string): ClientScreen {
    const key = `${personKey}/${name}`;
    const screen = this.#screens.get(key) ?? newScreen(personKey, name);
    this.#screens.set(key, screen);
    return screen;
  }

  /** All open clients of a person. */
  of(personKey: string): ClientScreen[] {
    const open = [...this.#screens.values()].filter((screen) => screen.personKey === personKey);
    return open.length > 0 ? open : [this.open(personKey, 'desktop')];
  }

  all(): ClientScreen[] {
    return [...this.#screens.values()];
  }
}

function newScreen(personKey: string, name: string): ClientScreen {
  return {
    personKey,
    name,
    refreshesByItself: false,
    notices: [],
    offeredChoices: new Map(),
    challenges: new Map(),
    refreshTimes: new Map(),
    failedRefreshes: new Set(),
  };
}
