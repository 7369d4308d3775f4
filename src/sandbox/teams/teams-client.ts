import type { Card } from './card.ts';

/** A message as one person sees it on one client: the card may be the person's own after a press. */
export type ChatMessage = {
  readonly id: string;
  /** For a channel the id of the thread, with `;messageid=`. */
  readonly conversationId: string;
  /** In a channel: the id of the thread's first message, null on that message itself. Elsewhere null. */
  readonly threadRootId: string | null;
  readonly from: { readonly key: string | null; readonly name: string; readonly isBot: boolean };
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly text: string;
  readonly textFormat: string;
  /** Sign-in, hero and thumbnail cards are shown as Adaptive Cards, as Teams draws them. */
  readonly cards: readonly Card[];
  readonly isUpdated: boolean;
  readonly isDeleted: boolean;
};

/** What became of a typed message: `not-sent` means that the bot does not get it (no mention). */
export type Delivery = 'accepted' | 'refused' | 'unanswered' | 'not-sent';

/** A message just typed, with what the bot answered. */
export type SaidMessage = ChatMessage & { readonly delivery: Delivery; readonly botStatus: number | null };

/** What a press led to. */
export type PressAnswer = {
  /**
   * `card`, `notice`, `error` and `sign-in` come from an invoke; `submitted` is a message made of card data;
   * `url` is a link that opened.
   */
  readonly kind: 'card' | 'notice' | 'error' | 'sign-in' | 'submitted' | 'url';
  /** The invoke answer's `statusCode`; for `submitted` the HTTP status of the bot, for `url` 200. */
  readonly statusCode: number;
  /** The invoke answer's `type`, otherwise empty. */
  readonly type: string;
  readonly value: unknown;
  /** What the person reads: the notice, the error's message or the URL; empty for a card. */
  readonly text: string;
};

/** One choice that a typeahead search brought. */
export type SearchResult = { readonly title: string; readonly value: string };

/** Values typed into inputs by id; booleans are for toggles, several choices are joined with commas. */
export type InputValues = Readonly<Record<string, string | number | boolean>>;

/** A button: its title, its verb, its id, or a test on the action's JSON when there are several alike. */
export type ActionChoice = string | ((action: Readonly<Record<string, unknown>>) => boolean);

/** The newest message of the bot that holds a card, or a message seen before. */
export type MessageChoice = 'latest' | ChatMessage;

/** What a person does in one conversation, on one client. */
export interface Chat {
  /** The conversation; for a channel without thread its channel id. */
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';

  /**
   * Types a message; resolves when the bot has answered the delivery. In groups and channels the bot is mentioned
   * unless `mention` is false. In a channel this starts a thread, in a `thread()` it replies.
   * @throws TeamsClientError `app-not-installed`, `not-a-member`.
   */
  say(text: string, options?: { mention?: boolean; deliverTwice?: boolean }): Promise<SaidMessage>;

  /** The thread that begins with this message (channels only). */
  thread(rootMessage: string | ChatMessage): Chat;

  /** Everything this person sees here, oldest first. A channel shows all its threads. */
  messages(): ChatMessage[];

  /** The newest message of the bot that is not deleted; throws when there is none. */
  latest(): ChatMessage;

  /**
   * Presses a button as the client would: inputs are checked and merged, the answer is checked and applied.
   * @throws TeamsClientError when the button or input does not exist, an input is not valid, nobody answers in time,
   * or the answer breaks the protocol.
   */
  press(message: MessageChoice, action: ActionChoice, inputs?: InputValues): Promise<PressAnswer>;

  /** Types into a typeahead input and returns what the bot offers; such values are then accepted by `press`. */
  search(
    message: MessageChoice,
    inputId: string,
    queryText: string,
    inputs?: InputValues,
  ): Promise<readonly SearchResult[]>;

  /**
   * Shows the card on this client: sends the automatic refresh if the card lists this person and this client's card
   * is not younger than a minute. Null when nothing was sent.
   */
  openCard(message: MessageChoice, options?: { useActionBeforeEdit?: boolean }): Promise<PressAnswer | null>;

  /** The URL behind the sign-in button of a message or of the last sign-in challenge of its card. */
  openSignIn(message: MessageChoice): string;

  /** What the sign-in window hands back: repeats a challenged action with it, or sends `signin/verifyState`. */
  completeSignIn(state: string): Promise<PressAnswer>;

  /** Adds a reaction such as `like` to a message of the bot. */
  react(message: MessageChoice, reaction: string): Promise<void>;

  /** The first message, newest first, that fits; waits for events, rejects after the timeout (5 s unless given). */
  waitFor(predicate: (message: ChatMessage) => boolean, timeoutMs?: number): Promise<ChatMessage>;
}

/** One Teams client (a desktop, a phone) of one person. */
export interface TeamsClient {
  readonly personKey: string;
  readonly name: string;
  personalChat(): Chat;
  /** The seeded group chat unless another id is given. */
  groupChat(id?: string): Chat;
  /** The helpdesk channel unless another id is given. */
  channel(id?: string): Chat;
  /** Banners that Teams itself showed on this client, oldest first. */
  notices(): readonly string[];
}

/** How a client differs from the usual desktop. */
export type ClientOptions = {
  /** `desktop` unless given. A `phone` adds fields to what it sends, as phones do. */
  readonly name?: string;
  /** Refreshes cards by itself when they arrive or are edited, as an open chat window does. */
  readonly refreshesByItself?: boolean;
};

/** Why a Teams client could not do what was asked. */
export type TeamsClientErrorCode =
  | 'ambiguous-action'
  | 'app-not-installed'
  | 'bot-not-connected'
  | 'choice-not-offered'
  | 'input-not-valid'
  | 'not-a-member'
  | 'nothing-to-sign-in'
  | 'timed-out'
  | 'unexpected-answer'
  | 'unknown-action'
  | 'unknown-input'
  | 'unknown-message'
  | 'unreachable-app';

/** A "no" of the Teams client itself, as opposed to an answer of the bot. */
export class TeamsClientError extends Error {
  readonly code: TeamsClientErrorCode;

  constructor(code: TeamsClientErrorCode, message: string) {
    super(message);
    this.name = 'TeamsClientError';
    this.code = code;
  }
}
