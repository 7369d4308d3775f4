import { isObject } from './card.ts';
import { pressButton } from './card-press.ts';
import { actionBeforeEdit, refreshCard } from './card-refresh.ts';
import { searchInput } from './card-search.ts';
import { findActions } from './card-walk.ts';
import type { StoredMessage } from './message-log.ts';
import { sayMessage, sendReaction } from './message-sending.ts';
import { cardsOn, isVisibleTo, viewMessage } from './message-view.ts';
import { waitForMessage } from './message-wait.ts';
import { conversationIdOf, type Place, splitConversationId } from './places.ts';
import type { ClientScreen } from './screen-book.ts';
import { completeSignIn } from './sign-in-completion.ts';
import {
  type ActionChoice,
  type Chat,
  type ChatMessage,
  type InputValues,
  type MessageChoice,
  type PressAnswer,
  type SaidMessage,
  type SearchResult,
  TeamsClientError,
} from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** One conversation on one client of one person. */
export class ClientChat implements Chat {
  readonly id: string;
  readonly #core: TeamsCore;
  readonly #screen: ClientScreen;
  readonly #place: Place;
  readonly #threadRootId: string | null;

  constructor(core: TeamsCore, screen: ClientScreen, conversationId: string) {
    const { placeId, threadRootId } = splitConversationId(conversationId);
    this.id = conversationId;
    this.#core = core;
    this.#screen = screen;
    this.#place = core.places.get(placeId);
    this.#threadRootId = threadRootId;
  }

  get kind(): Chat['kind'] {
    return this.#place.kind;
  }

  say(text: string, options: { mention?: boolean; deliverTwice?: boolean } = {}): Promise<SaidMessage> {
    return sayMessage(this.#core, this.#screen, {
      conversationId: this.id,
      text,
      hasMention: options.mention ?? true,
      isDeliveredTwice: options.deliverTwice ?? false,
    });
  }

  thread(rootMessage: string | ChatMessage): Chat {
    if (this.kind !== 'channel') throw new Error('Only channels have threads.');
    const rootId =
      typeof rootMessage === 'string' ? rootMessage : (rootMessage.threadRootId ?? rootMessage.id);
    return new ClientChat(this.#core, this.#screen, conversationIdOf(this.#place.id, rootId));
  }

  messages(): ChatMessage[] {
    return this.#stored().map((message) => viewMessage(this.#core, message, this.#screen));
  }

  latest(): ChatMessage {
    const found = this.messages().findLast(({ from, isDeleted }) => from.isBot && !isDeleted);
    if (!found) throw new TeamsClientError('unknown-message', 'The bot has written nothing here.');
    return found;
  }

  press(message: MessageChoice, choice: ActionChoice, inputs: InputValues = {}): Promise<PressAnswer> {
    return this.#try(() =>
      pressButton(this.#core, this.#screen, { message: this.#chosen(message), choice, inputs }),
    );
  }

  search(
    message: MessageChoice,
    inputId: string,
    queryText: string,
    inputs: InputValues = {},
  ): Promise<readonly SearchResult[]> {
    return this.#try(() =>
      searchInput(this.#core, this.#screen, { message: this.#chosen(message), inputId, queryText, inputs }),
    );
  }

  openCard(
    message: MessageChoice,
    options: { useActionBeforeEdit?: boolean } = {},
  ): Promise<PressAnswer | null> {
    return this.#try(() => {
      const stored = this.#chosen(message);
      const old = options.useActionBeforeEdit
        ? actionBeforeEdit(this.#core, this.#screen, stored)
        : undefined;
      const action = old ? { action: old } : {};
      return refreshCard(this.#core, this.#screen, { message: stored, occasion: 'opened', ...action });
    });
  }

  openSignIn(message: MessageChoice): string {
    const stored = this.#chosen(message);
    const challenge = this.#screen.challenges.get(stored.conversationId);
    if (challenge?.message.id === stored.id && challenge.offer.url) return challenge.offer.url;
    const buttons = cardsOn(this.#core, stored, this.#screen)
      .flatMap(findActions)
      .map(({ action }) => action);
    const url = buttons.map(signInUrlOf).find((found) => found !== null);
    if (!url) throw new TeamsClientError('nothing-to-sign-in', 'The message shows no sign-in button.');
    return url;
  }

  completeSignIn(state: string): Promise<PressAnswer> {
    return completeSignIn(this.#core, this.#screen, { conversationId: this.id, state });
  }

  react(message: MessageChoice, reaction: string): Promise<void> {
    return this.#try(() =>
      sendReaction(this.#core, this.#screen, { message: this.#chosen(message), reaction }),
    );
  }

  waitFor(predicate: (message: ChatMessage) => boolean, timeoutMs = 5000): Promise<ChatMessage> {
    return waitForMessage(this.#core.events, { messages: () => this.messages(), predicate, timeoutMs });
  }

  #stored(): StoredMessage[] {
    if (!this.#place.roster.memberKeys.includes(this.#screen.personKey)) return [];
    const visible = this.#core.messages
      .inPlace(this.#place.id)
      .filter((message) => isVisibleTo(message, this.#screen.personKey));
    const root = this.#threadRootId;
    return root === null ? visible : visible.filter(({ id, threadRootId }) => (threadRootId ?? id) === root);
  }

  #chosen(choice: MessageChoice): StoredMessage {
    const stored = this.#stored();
    const found =
      choice === 'latest'
        ? stored.findLast(({ authorKey, cards }) => authorKey === null && cards.length > 0)
        : stored.find(({ id }) => id === choice.id);
    if (!found) throw new TeamsClientError('unknown-message', 'There is no such message of the bot here.');
    return found;
  }

  /** Refusals of the client reach the caller as rejections, never as exceptions. */
  async #try<T>(work: () => Promise<T>): Promise<T> {
    return await work();
  }
}

function signInUrlOf(action: Readonly<Record<string, unknown>>): string | null {
  const data = isObject(action['data']) ? action['data'] : {};
  const msteams = isObject(data['msteams']) ? data['msteams'] : {};
  return msteams['type'] === 'signin' && typeof msteams['value'] === 'string' ? msteams['value'] : null;
}
