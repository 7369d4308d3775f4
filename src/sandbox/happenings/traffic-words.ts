import { isObject } from '../teams/card.ts';
import type { ActivityTraffic, CallTraffic } from '../teams/teams-traffic.ts';
import { shortened, wordsOf } from './message-words.ts';

/** What a happening says, and whether it only keeps things going. */
export type Told = { readonly words: string; readonly isBackground: boolean };

/** An activity to the bot in one sentence. */
export function activityWords({ activity }: Pick<ActivityTraffic, 'activity'>, place: string): Told {
  const { type, name } = activity;
  const who = nameOf(activity['from']);
  if (type === 'message') return said(activity, { who, place });
  if (type === 'invoke') return invokeWords(String(name), activity['value'], who);
  if (type === 'installationUpdate')
    return told(`The app was ${activity['action'] === 'remove' ? 'removed from' : 'added to'} ${place}`);
  if (type === 'conversationUpdate') return told(`Who is in ${place} has changed`);
  return told(`${who}: ${String(name ?? type)}`);
}

function said(activity: ActivityTraffic['activity'], { who, place }: { who: string; place: string }): Told {
  const { text, value } = activity;
  if (text)
    return told(`${who} wrote in ${placeSeenBy(who, place)}: “${shortened(plainMention(String(text)))}”`);
  return told(`${who} pressed “${verbOf(value)}” on a card without Universal Actions`);
}

function invokeWords(name: string, value: unknown, who: string): Told {
  switch (name) {
    case 'adaptiveCard/action': {
      const { action, trigger, state, authentication } = isObject(value) ? value : {};
      if (trigger === 'automatic') return quiet(`The client of ${who} refreshed a card`);
      if (state || authentication)
        return told(`The client of ${who} repeated “${verbOf(action)}” after the sign-in`);
      return told(`${who} pressed “${verbOf(action)}”`);
    }
    case 'application/search': {
      const { queryText, dataset } = isObject(value) ? value : {};
      return quiet(
        `${who} searched ${String(dataset ?? 'a list')} for “${shortened(String(queryText ?? ''))}”`,
      );
    }
    case 'signin/verifyState':
      return told(`The sign-in window of ${who} came back`);
    case 'signin/tokenExchange':
      return told(`Teams offered the single sign-on token of ${who}`);
    case 'signin/failure':
      return told(`Single sign-on failed for ${who}`);
    default:
      return told(`${who}: ${name}`);
  }
}

/** A call of the bot to Teams in one sentence; `titleOf` says what a conversation is called. */
export function callWords(call: CallTraffic, titleOf: (conversationId: string) => string): Told {
  const [collection, id = '', kind] = call.parts;
  if (collection !== 'conversations') return quiet('Looked at the team');
  if (id === '') return told(`Began a conversation: ${wordsOf(activityIn(call.body))}`);
  const place = titleOf(id);
  if (kind !== 'activities') return quiet(`Looked up who is in ${place}`);
  if (call.method === 'DELETE') return told(`Deleted a message for ${place}`);
  if (isObject(call.body) && call.body['type'] === 'typing')
    return quiet(`Showed ${place} that it is typing`);
  const verb = call.method === 'PUT' ? 'Changed a message for' : 'Wrote to';
  return told(`${verb} ${place}: ${wordsOf(call.body)}`);
}

function activityIn(body: unknown): unknown {
  return isObject(body) ? body['activity'] : undefined;
}

function verbOf(action: unknown): string {
  if (!isObject(action)) return '?';
  const data = isObject(action['data']) ? action['data'] : {};
  return String(action['verb'] || data['verb'] || '?');
}

/** A chat is named after the person in it, who wrote: it is theirs with the bot. */
function placeSeenBy(who: string, place: string): string {
  return who === place ? 'the chat' : place;
}

function plainMention(text: string): string {
  return text.replace(/<at>(.*?)<\/at>(?:&nbsp;)?/g, '@$1 ').trim();
}

function nameOf(from: unknown): string {
  return isObject(from) && typeof from['name'] === 'string' ? from['name'] : 'Somebody';
}

function told(words: string): Told {
  return { words, isBackground: false };
}

function quiet(words: string): Told {
  return { words, isBackground: true };
}
