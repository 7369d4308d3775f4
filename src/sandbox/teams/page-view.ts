import type { Card } from './card.ts';
import { refreshActionFor } from './card-refresh.ts';
import type { StoredMessage } from './message-log.ts';
import { viewMessage } from './message-view.ts';
import type { ClientScreen } from './screen-book.ts';
import type { ChatMessage } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/**
 * A message for the page. `refresh` is left out where the client would not send it, because the page's card engine
 * sends it always: the person is not listed, or the card is already this client's own.
 */
export function viewForPage(core: TeamsCore, message: StoredMessage, screen: ClientScreen): ChatMessage {
  const hasOwn = core.views.get(message, screen) !== undefined;
  const view = viewMessage(core, message, screen);
  const withoutRefresh = ({ refresh: _, ...card }: Card): Card => card;
  const cards = view.cards.map((card) => {
    const isDue = !hasOwn && refreshActionFor(core, screen, card) !== null;
    return isDue ? card : withoutRefresh(card);
  });
  return { ...view, cards };
}
