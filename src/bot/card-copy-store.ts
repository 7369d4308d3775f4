import { type PersonId, personKey } from '../requests/person.ts';
import type { Place } from './connector-client.ts';

/** A message that shows a request's card. `lane` tells copies of one request apart: the thread, each person, the helpdesk. */
export type CardCopy = {
  readonly requestId: string;
  readonly lane: string;
  readonly place: Place;
  readonly activityId: string;
};

/** Remembers where cards stand, so that they can be changed when their request does. */
export interface CardCopyStore {
  find(requestId: string, lane: string): Promise<CardCopy | undefined>;
  put(copy: CardCopy): Promise<void>;
  remove(requestId: string, lane: string): Promise<void>;
}

/** The lane of the copy in a person's own chat. */
export function personLane(person: PersonId): string {
  return `person ${personKey(person)}`;
}

/** Whether the message is one that shows the request to this person: to everybody in its conversation, or in their own chat. */
export async function isShownTo(
  person: PersonId,
  copies: Pick<CardCopyStore, 'find'>,
  {
    requestId,
    conversationId,
    cardId,
  }: { readonly requestId: string; readonly conversationId: string; readonly cardId: string },
): Promise<boolean> {
  const lanes = ['thread', 'helpdesk', personLane(person)];
  const shared = await Promise.all(lanes.map((lane) => copies.find(requestId, lane)));
  return shared.some(
    (copy) =>
      copy?.activityId === cardId && channelOf(copy.place.conversationId) === channelOf(conversationId),
  );
}

/** A thread's id begins with that of its channel. */
function channelOf(conversationId: string): string | undefined {
  return conversationId.split(';', 1)[0];
}
