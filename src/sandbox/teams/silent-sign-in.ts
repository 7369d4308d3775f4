import type { BotAnswer, OutgoingActivity } from './bot-link.ts';
import { notify, originOf } from './card-execution.ts';
import { isExchangeRefused } from './invoke-answer.ts';
import type { SignInOffer } from './message-cards.ts';
import type { StoredMessage } from './message-log.ts';
import type { ClientScreen } from './screen-book.ts';
import { TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';
import type { TeamsPerson } from './teams-person.ts';

/**
 * What clients do when a sign-in card with a token resource arrives: all of the person's clients send
 * `signin/tokenExchange` at once; where single sign-on does not work they send `signin/failure` and show nothing.
 */
export async function exchangeSilently(
  core: TeamsCore,
  message: StoredMessage,
  person: TeamsPerson,
): Promise<void> {
  const offer = message.cards.find(({ signIn }) => signIn?.exchange)?.signIn;
  if (!offer?.exchange) return;
  core.signIns.set(message, 'running');
  const screens = core.screens.of(person.key);
  const token = isOpenIn(core, message) ? await core.options.ssoToken?.(person) : undefined;
  if (token === undefined) {
    core.signIns.set(message, 'failed');
    await Promise.all(screens.slice(0, 1).map((screen) => sendFailure(core, screen, message)));
    return;
  }
  const answers = await Promise.all(
    screens.map((screen) => sendExchange(core, screen, { message, offer, token })),
  );
  settle(core, screens, { message, answers });
}

function isOpenIn(core: TeamsCore, message: StoredMessage): boolean {
  const { kind } = core.places.get(message.placeId);
  return kind === 'personal' || (kind === 'groupChat' && core.options.hasGroupChatSso === true);
}

async function sendExchange(
  core: TeamsCore,
  screen: ClientScreen,
  { message, offer, token }: { message: StoredMessage; offer: SignInOffer; token: string },
): Promise<BotAnswer | null> {
  const origin = originOf(core, screen, message.conversationId);
  const value = { id: offer.exchange?.id, connectionName: offer.connectionName, token };
  return invokeQuietly(
    core,
    core.activities.invoke(origin, 'signin/tokenExchange', { replyToId: message.id, value }),
  );
}

async function invokeQuietly(core: TeamsCore, activity: OutgoingActivity): Promise<BotAnswer | null> {
  try {
    return await core.underway.track(() => core.bot.invoke(activity));
  } catch (error) {
    if (error instanceof TeamsClientError) return null;
    throw error;
  }
}

/** 200 hides the card; a 412 shows the button; anything else shows the button with a banner. */
function settle(
  core: TeamsCore,
  screens: readonly ClientScreen[],
  { message, answers }: { message: StoredMessage; answers: readonly (BotAnswer | null)[] },
): void {
  const isDone = answers.some((answer) => answer?.status === 200);
  core.signIns.set(message, isDone ? 'done' : 'refused');
  const isClean = answers.every((answer) => answer && (answer.status === 200 || isExchangeRefused(answer)));
  for (const screen of screens) {
    if (!isClean) notify(core, screen, message.conversationId, 'Something went wrong. Please try again.');
    core.events.emit({ kind: 'view', personKey: screen.personKey, clientName: screen.name, message });
  }
}

async function sendFailure(core: TeamsCore, screen: ClientScreen, message: StoredMessage): Promise<void> {
  const value = { code: 'resourcematchfailed', message: 'Resource match failed' };
  const origin = originOf(core, screen, message.conversationId);
  await invokeQuietly(core, core.activities.invoke(origin, 'signin/failure', { value }));
}

/**
 * Sends `signin/verifyState` with what the sign-in window handed back.
 * @throws TeamsClientError `unexpected-answer` unless the bot answers 200
 */
export async function verifyState(
  core: TeamsCore,
  screen: ClientScreen,
  { conversationId, state }: { conversationId: string; state: string },
): Promise<number> {
  const activity = core.activities.invoke(originOf(core, screen, conversationId), 'signin/verifyState', {
    value: { state },
  });
  const { status } = await core.underway.track(() => core.bot.invoke(activity));
  if (status === 200) return status;
  notify(core, screen, conversationId, 'Something went wrong. Please try again.');
  throw new TeamsClientError('unexpected-answer', `signin/verifyState was answered with HTTP ${status}.`);
}
