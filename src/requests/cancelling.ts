import { RequestError } from './errors.ts';
import { isEnded, moved } from './license-request.ts';
import { isSamePerson } from './person.ts';
import type { Pressed } from './press.ts';
import { lineInThread } from './request-notices.ts';
import type { Transition } from './request-writer.ts';

/** A withdrawal; open to the requester until the request is being carried out. Throws `RequestError`. */
export function cancelledBy({ request, plan, press, now }: Pressed): Transition {
  if (!isSamePerson(press.by, request.requester)) throw new RequestError('not-the-requester');
  if (isEnded(request.status)) throw new RequestError('already-decided');
  if (request.status === 'executing' || request.status === 'unconfirmed') throw new RequestError('under-way');
  const next = moved(request, 'cancelled', now, { dueAt: null });
  const lines = [lineInThread(next, 'line.cancelled', { requester: press.by.name })];
  return { next, kind: 'cancelled', actor: press.by, lines, plan };
}
