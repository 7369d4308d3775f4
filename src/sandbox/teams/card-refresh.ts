import { type Card, isObject } from './card.ts';
import { executeAction, notify } from './card-execution.ts';
import type { StoredMessage } from './message-log.ts';
import { cardsOn } from './message-view.ts';
import type { ClientScreen } from './screen-book.ts';
import { type PressAnswer, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

const freshForMs = 60_000;
const loopAfter = 8;

/** Why a client looks at a card: it was opened, or its message has just been edited. */
export type RefreshOccasion = 'opened' | 'edited';

/** The `refresh` action for this person; null when the card does not list them. */
export function refreshActionFor(core: TeamsCore, screen: ClientScreen, card: Card): Card | null {
  const refresh = card['refresh'];
  if (!isObject(refresh) || !isObject(refresh['action'])) return null;
  const listed = Array.isArray(refresh['userIds']) ? refresh['userIds'] : [];
  return listed.includes(core.people.get(screen.personKey).teamsId) ? refresh['action'] : null;
}

/**
 * Sends the automatic refresh of a card where Teams would: the person is listed, this client's card is not younger
 * than a minute (unless just edited), and no earlier refresh failed. Null when nothing was sent.
 */
export async function refreshCard(
  core: TeamsCore,
  screen: ClientScreen,
  { message, occasion, action }: { message: StoredMessage; occasion: RefreshOccasion; action?: Card },
): Promise<PressAnswer | null> {
  const cards = cardsOn(core, message, screen);
  const cardIndex = cards.findIndex((card) => refreshActionFor(core, screen, card) !== null);
  const card = cards[cardIndex];
  if (!card || screen.failedRefreshes.has(message.id)) return null;
  const now = core.options.clock().getTime();
  const view = core.views.get(message, screen);
  if (occasion === 'opened' && view && now - view.shownAt < freshForMs) return null;
  if (!countRefresh(core, screen, message)) return null;
  const used = action ?? refreshActionFor(core, screen, card) ?? {};
  try {
    const answer = await executeAction(core, screen, {
      message,
      cardIndex,
      action: used,
      trigger: 'automatic',
    });
    if (answer.kind === 'error' || answer.kind === 'sign-in') screen.failedRefreshes.add(message.id);
    return answer;
  } catch (error) {
    if (error instanceof TeamsClientError) screen.failedRefreshes.add(message.id);
    throw error;
  }
}

/** The refresh action that the card had before its last edit: clients may still use it. */
export function actionBeforeEdit(
  core: TeamsCore,
  screen: ClientScreen,
  message: StoredMessage,
): Card | undefined {
  const actions = message.cardsBeforeEdit.map(({ card }) => refreshActionFor(core, screen, card));
  return actions.find((action) => action !== null) ?? undefined;
}

/**
 * Counts an automatic refresh; false when the client gives up, because a bot that edits the card whenever it is
 * refreshed would go on for ever.
 */
export function countRefresh(core: TeamsCore, screen: ClientScreen, message: StoredMessage): boolean {
  const now = core.options.clock().getTime();
  const recent = (screen.refreshTimes.get(message.id) ?? []).filter((time) => time > now - freshForMs);
  screen.refreshTimes.set(message.id, [...recent, now]);
  if (recent.length < loopAfter) {
    core.counters.automaticRefreshes += 1;
    return true;
  }
  if (recent.length === loopAfter) {
    core.counters.refreshLoops += 1;
    notify(core, screen, message.conversationId, 'This card keeps changing and is no longer refreshed.');
  }
  return false;
}
