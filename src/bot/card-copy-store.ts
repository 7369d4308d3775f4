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
