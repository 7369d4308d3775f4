import { ConnectorError } from './connector-error.ts';
import { type Place, splitConversationId } from './places.ts';
import type { TeamsCore } from './teams-core.ts';

/** A conversation that the bot may use. */
export type Found = { readonly place: Place; readonly threadRootId: string | null };

/**
 * The conversation with this id in this tenant, with the bot in it.
 * @throws ConnectorError 404 `ConversationNotFound`, 403 `BotNotInConversationRoster`
 */
export function findConversation(core: TeamsCore, tenantId: string, conversationId: string): Found {
  const { placeId, threadRootId } = splitConversationId(conversationId);
  const place = core.places.find(placeId);
  const isThread = threadRootId === null || core.messages.hasThread(placeId, threadRootId);
  const isGone = core.messages.isGone(conversationId) || core.messages.isGone(placeId);
  if (!place || place.tenantId !== tenantId || !isThread || isGone) {
    throw new ConnectorError(404, 'ConversationNotFound', 'Conversation not found.');
  }
  if (!place.roster.hasBot) throw notInRoster();
  return { place, threadRootId };
}

/** What Teams says when the app is not installed there. */
export function notInRoster(): ConnectorError {
  return new ConnectorError(
    403,
    'BotNotInConversationRoster',
    'The bot is not part of the conversation roster.',
  );
}
