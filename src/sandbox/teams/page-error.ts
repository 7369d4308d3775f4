import { type Place, splitConversationId } from './places.ts';
import type { ClientScreen } from './screen-book.ts';
import type { TeamsCore } from './teams-core.ts';

/** A request of the page that cannot be done. */
export class PageError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'PageError';
    this.status = status;
  }
}

/**
 * The desktop of the person as whom the page acts.
 * @throws PageError 400 for nobody we know
 */
export function screenOf(core: TeamsCore, key: string | null): ClientScreen {
  if (key !== null && core.people.has(key)) return core.screens.open(key, 'desktop');
  throw new PageError(400, "Parameter 'as' names nobody.");
}

/**
 * The place of a conversation that the screen's person is in.
 * @throws PageError 404 for an unknown place, 403 for people outside
 */
export function requireMember(core: TeamsCore, screen: ClientScreen, conversationId: string): Place {
  const place = core.places.find(splitConversationId(conversationId).placeId);
  if (!place) throw new PageError(404, 'There is no such place.');
  if (!place.roster.memberKeys.includes(screen.personKey)) throw new PageError(403, 'Not a member.');
  return place;
}
