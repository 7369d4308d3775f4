import type { Card } from './card.ts';
import { readActionAnswer } from './invoke-answer.ts';
import { oauthCardSchema, readOffer, type SignInOffer } from './message-cards.ts';
import type { StoredMessage } from './message-log.ts';
import { cardsOn } from './message-view.ts';
import { isPhone, type Origin } from './outgoing-activities.ts';
import { splitConversationId } from './places.ts';
import type { ClientScreen } from './screen-book.ts';
import { type PressAnswer, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** An `Action.Execute` that a client sends: the data is already merged with the inputs. */
export type Execution = {
  readonly message: StoredMessage;
  /** Which of the message's cards holds the action. */
  readonly cardIndex: number;
  readonly action: Card;
  readonly trigger: 'manual' | 'automatic';
  /** What a sign-in window handed back, on the repeat after a login request. */
  readonly state?: string | undefined;
  /** A silent sign-in's token, on the repeat after a login request. */
  readonly authentication?: Card | undefined;
};

/** Where a screen's person stands when they act on a message. */
export function originOf(core: TeamsCore, screen: ClientScreen, conversationId: string): Origin {
  const { placeId, threadRootId } = splitConversationId(conversationId);
  return {
    person: core.people.get(screen.personKey),
    clientName: screen.name,
    place: core.places.get(placeId),
    threadRootId,
  };
}

/** Shows a banner on one client, as Teams does when an app fails. */
export function notify(core: TeamsCore, screen: ClientScreen, conversationId: string, text: string): void {
  screen.notices.push(text);
  core.events.emit({
    kind: 'notice',
    personKey: screen.personKey,
    clientName: screen.name,
    conversationId,
    text,
  });
}

/**
 * Sends `adaptiveCard/action`, checks the answer and applies it to this client. A login request with a silent
 * sign-in resource is repeated with a token where single sign-on works.
 * @throws TeamsClientError `timed-out`, `unreachable-app`, `unexpected-answer`, after a banner was shown
 */
export async function executeAction(
  core: TeamsCore,
  screen: ClientScreen,
  execution: Execution,
): Promise<PressAnswer> {
  const { conversationId } = execution.message;
  try {
    const answer = await sendExecution(core, screen, execution);
    apply(core, screen, { execution, answer });
    if (answer.kind !== 'sign-in' || execution.state || execution.authentication) return answer;
    return (await repeatSilently(core, screen, execution)) ?? answer;
  } catch (error) {
    const hasNoAnswer = error instanceof TeamsClientError && error.code !== 'unexpected-answer';
    notify(
      core,
      screen,
      conversationId,
      hasNoAnswer ? error.message : 'Something went wrong. Please try again.',
    );
    throw error;
  }
}

async function sendExecution(
  core: TeamsCore,
  screen: ClientScreen,
  { message, action, trigger, state, authentication }: Execution,
): Promise<PressAnswer> {
  const origin = originOf(core, screen, message.conversationId);
  const activity = core.activities.invoke(origin, 'adaptiveCard/action', {
    replyToId: message.id,
    value: {
      action: wireAction(action, screen.name),
      trigger,
      ...(state === undefined ? {} : { state }),
      ...(authentication === undefined ? {} : { authentication }),
    },
    channelData: { source: { name: 'message' }, legacy: { replyToId: `1:${message.id}` } },
  });
  return readActionAnswer(await core.underway.track(() => core.bot.invoke(activity)));
}

function wireAction(action: Card, clientName: string): Card {
  const { id, verb, data, title } = action;
  const plain = { type: 'Action.Execute', id: id ?? '', verb: verb ?? '', data: data ?? {} };
  return isPhone(clientName) ? { ...plain, id: id ?? null, title, inputs: {} } : plain;
}

function apply(
  core: TeamsCore,
  screen: ClientScreen,
  { execution, answer }: { execution: Execution; answer: PressAnswer },
): void {
  const { message, cardIndex } = execution;
  switch (answer.kind) {
    case 'card':
      showCard(core, screen, { message, cardIndex, card: answer.value });
      break;
    case 'notice':
    case 'error':
      // Whoever pressed shows it below the card; it is no banner.
      break;
    case 'sign-in': {
      const offer = offerOf(answer);
      if (offer) screen.challenges.set(message.conversationId, { ...execution, offer });
    }
  }
}

function showCard(
  core: TeamsCore,
  screen: ClientScreen,
  shown: { message: StoredMessage; cardIndex: number; card: unknown },
): void {
  const { message, cardIndex } = shown;
  const current = core.messages.find(message.id) ?? message;
  const cards = cardsOn(core, current, screen).map((card, index) =>
    index === cardIndex ? shown.card : card,
  );
  core.views.set(message, screen, {
    cards: cards.filter((card): card is Card => typeof card === 'object'),
    shownAt: core.options.clock().getTime(),
  });
  const { personKey, name: clientName } = screen;
  core.events.emit({ kind: 'view', personKey, clientName, message: current });
}

/** The login request's card; null for a rejected code, where the earlier challenge stays. */
function offerOf(answer: PressAnswer): SignInOffer | null {
  const content = oauthCardSchema.safeParse(answer.value);
  return content.success ? readOffer(content.data) : null;
}

/** Null when the silent way is closed or was refused, so that the button remains. */
async function repeatSilently(
  core: TeamsCore,
  screen: ClientScreen,
  execution: Execution,
): Promise<PressAnswer | null> {
  const offer = screen.challenges.get(execution.message.conversationId)?.offer;
  const { place, person } = originOf(core, screen, execution.message.conversationId);
  const { ssoToken, hasGroupChatSso } = core.options;
  const isOpen = place.kind === 'personal' || (place.kind === 'groupChat' && hasGroupChatSso === true);
  if (!offer?.exchange || !isOpen || !ssoToken) return null;
  const token = await ssoToken(person);
  const authentication = { id: offer.exchange.id, connectionName: offer.connectionName, token };
  const answer = await sendExecution(core, screen, { ...execution, authentication });
  if (answer.statusCode === 412 || answer.kind === 'sign-in') return null;
  screen.challenges.delete(execution.message.conversationId);
  apply(core, screen, { execution, answer });
  return answer;
}
