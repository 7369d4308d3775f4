import assert from 'node:assert/strict';
import type { Exchange } from '../../src/sandbox/partner-center/exchange-log.ts';
import type { Chat, ChatMessage, PressAnswer } from '../../src/sandbox/teams/teams-client.ts';
import { customerOf, productOf, type World } from '../../src/sandbox/world.ts';
import { type CardView, viewCard } from './card-view.ts';

/** The card that a press was answered with. Throws when it was answered with something else. */
export function answeredCard(answer: PressAnswer): CardView {
  assert.equal(answer.kind, 'card', answer.text);
  assert(typeof answer.value === 'object' && answer.value !== null);
  return viewCard({ ...answer.value });
}

/** Ids that a story needs again and again. */
export function namesOf(world: World, customerName: string, upn: string) {
  const customer = customerOf(world, customerName);
  const user = customer.users.find((one) => one.upn === upn);
  assert(user, `${customerName} has no user ${upn}`);
  return { customer, user, sku: (partNumber: string) => productOf(world, partNumber).skuId };
}

/** A header of a request, whatever the case of its name; undefined when it was not sent. */
export function headerOf({ requestHeaders }: Exchange, name: string): string | undefined {
  return Object.entries(requestHeaders).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Sentences that License Desk wrote into a conversation, oldest first. */
export function linesIn(chat: Chat): readonly string[] {
  return chat
    .messages()
    .filter(({ from, text }) => from.isBot && text !== '')
    .map(({ text }) => text);
}

/** The address behind the newest sign-in button of a chat. Throws when there is none. */
export function signInLink(chat: Chat): string {
  for (const message of chat.messages().toReversed()) {
    try {
      return chat.openSignIn(message);
    } catch {
      // Another message may have it.
    }
  }
  throw new Error('There is no sign-in button in this chat.');
}

/** The newest message that shows a request's card. Throws when there is none. */
export function newestWith(chat: Chat, id: string): ChatMessage {
  const found = chat
    .messages()
    .findLast(
      ({ cards, isDeleted }) => !isDeleted && cards.some((card) => String(card['speak']).includes(id)),
    );
  if (!found) throw new Error(`No card of request ${id} stands in this conversation.`);
  return found;
}

/** The id of the request that a draft has become. Throws when it was not sent. */
export function requestIdIn(answer: PressAnswer): string {
  const id = /"(?:requestId|bundleId)":"([0-9A-Z]{6})"/.exec(JSON.stringify(answer.value))?.[1];
  assert(id, `The draft was not sent: ${viewCard({ ...answeredCard(answer).card }).lines.join(' | ')}`);
  return id;
}
