import type { OutgoingActivity } from './bot-link.ts';
import { notify, originOf } from './card-execution.ts';
import type { StoredMessage } from './message-log.ts';
import { viewMessage } from './message-view.ts';
import type { ClientScreen } from './screen-book.ts';
import { type Delivery, type SaidMessage, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** Something typed into a conversation. */
export type TypedMessage = {
  readonly conversationId: string;
  readonly text: string;
  readonly hasMention: boolean;
  readonly isDeliveredTwice?: boolean;
};

/**
 * Refuses what the client itself would refuse: a place one is not in, or one without the app.
 * @throws TeamsClientError `not-a-member`, `app-not-installed`
 */
export function requireApp(core: TeamsCore, screen: ClientScreen, conversationId: string): void {
  const { place, person } = originOf(core, screen, conversationId);
  if (!place.roster.memberKeys.includes(person.key)) {
    throw new TeamsClientError('not-a-member', `'${person.key}' is not in '${place.title}'.`);
  }
  if (!place.roster.hasBot) {
    throw new TeamsClientError('app-not-installed', `The app is not installed in '${place.title}'.`);
  }
}

/** Puts a typed message into its conversation and delivers it to the bot if the bot is spoken to. */
export async function sayMessage(
  core: TeamsCore,
  screen: ClientScreen,
  typed: TypedMessage,
): Promise<SaidMessage> {
  requireApp(core, screen, typed.conversationId);
  const origin = originOf(core, screen, typed.conversationId);
  const { place, threadRootId, person } = origin;
  if (threadRootId !== null && !core.messages.hasThread(place.id, threadRootId)) {
    throw new TeamsClientError('unknown-message', 'There is no such thread.');
  }
  const hasMention = typed.hasMention && place.kind !== 'personal';
  const message = core.messages.add(place, threadRootId, {
    authorKey: person.key,
    text: hasMention ? `@${core.options.botName} ${typed.text}` : typed.text,
    textFormat: 'plain',
    cards: [],
    targetKey: null,
  });
  core.events.emit({ kind: 'message', message });
  if (place.kind !== 'personal' && !hasMention)
    return said(core, screen, message, { delivery: 'not-sent', status: null });
  const activity = core.activities.message(
    { ...origin, threadRootId: place.kind === 'channel' ? (message.threadRootId ?? message.id) : null },
    message.id,
    { text: typed.text, hasMention },
  );
  const delivered = await deliverMessage(core, screen, activity);
  if (typed.isDeliveredTwice) await deliverMessage(core, screen, activity);
  return said(core, screen, message, delivered);
}

/** How a message-like activity fared with the bot. */
export type Delivered = { readonly delivery: Delivery; readonly status: number | null };

/** Delivers a message-like activity; a bot that refuses or stays silent leaves a banner. */
export async function deliverMessage(
  core: TeamsCore,
  screen: ClientScreen,
  activity: OutgoingActivity,
): Promise<Delivered> {
  const { status } = await core.underway.track(() => core.bot.send(activity));
  if (status !== null && status >= 200 && status < 300) return { delivery: 'accepted', status };
  notify(core, screen, activity.conversation.id, 'Unable to reach app. Please try again.');
  return { delivery: status === null ? 'unanswered' : 'refused', status };
}

/** Adds a reaction to a message of the bot and tells the bot. */
export async function sendReaction(
  core: TeamsCore,
  screen: ClientScreen,
  { message, reaction }: { message: StoredMessage; reaction: string },
): Promise<void> {
  const origin = originOf(core, screen, message.conversationId);
  await deliverMessage(
    core,
    screen,
    core.activities.event(origin, {
      type: 'messageReaction',
      reactionsAdded: [{ type: reaction }],
      replyToId: message.id,
    }),
  );
}

function said(
  core: TeamsCore,
  screen: ClientScreen,
  message: StoredMessage,
  { delivery, status }: Delivered,
): SaidMessage {
  return { ...viewMessage(core, message, screen), delivery, botStatus: status };
}
