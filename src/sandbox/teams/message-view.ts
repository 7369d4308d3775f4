import type { Card } from './card.ts';
import type { Screen } from './card-views.ts';
import type { StoredMessage } from './message-log.ts';
import type { ChatMessage } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** Whether a person sees a message at all: targeted ones are for one person. */
export function isVisibleTo(message: StoredMessage, personKey: string): boolean {
  return message.targetKey === null || message.targetKey === personKey;
}

/** The message as this client shows it. */
export function viewMessage(core: TeamsCore, message: StoredMessage, screen: Screen): ChatMessage {
  const { authorKey } = message;
  const name = authorKey === null ? core.options.botName : core.people.get(authorKey).name;
  return {
    id: message.id,
    conversationId: message.conversationId,
    threadRootId: message.threadRootId,
    from: { key: authorKey, name, isBot: authorKey === null },
    at: message.at,
    text: message.text,
    textFormat: message.textFormat,
    cards: cardsOn(core, message, screen),
    isUpdated: message.isUpdated,
    isDeleted: message.isDeleted,
  };
}

/** The cards as this client shows them: its own after a press, else the message's without hidden sign-in cards. */
export function cardsOn(core: TeamsCore, message: StoredMessage, screen: Screen): readonly Card[] {
  const own = core.views.get(message, screen);
  if (own) return own.cards;
  return message.cards.filter((card) => !core.signIns.isHidden(message, card)).map(({ card }) => card);
}
