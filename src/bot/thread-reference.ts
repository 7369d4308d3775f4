import { z } from 'zod';
import type { Thread } from '../requests/license-request.ts';
import type { Place } from './connector-client.ts';

/** What the Teams edge keeps in a request's opaque thread value. */
export type ThreadReference = {
  readonly place: Place;
  readonly isPersonal: boolean;
  /** The message that shows the request's card already: the draft's last card. */
  readonly cardId: string | null;
};

const shape = z.object({
  place: z.object({ serviceUrl: z.string(), conversationId: z.string() }),
  isPersonal: z.boolean(),
  cardId: z.string().nullable(),
});

/** Makes the thread value of a request. */
export function threadOf(reference: ThreadReference): Thread {
  return { key: reference.place.conversationId, reference };
}

/** Reads it back. Throws when it is not what `threadOf` made. */
export function readThread(thread: Thread): ThreadReference {
  return shape.parse(thread.reference);
}
