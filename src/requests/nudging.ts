import { RequestError } from './errors.ts';
import { hoursAfter } from './hours.ts';
import { isEnded, touched } from './license-request.ts';
import { isSamePerson } from './person.ts';
import type { Pressed } from './press.ts';
import { reminders } from './request-notices.ts';
import type { Transition } from './request-writer.ts';
import { awaitedPeople } from './waiting.ts';

const ONCE_IN_HOURS = 24;

/** A reminder that the requester wishes for those for whom the request waits; once a day. Throws `RequestError`. */
export function nudgedBy({ request, plan, press, now }: Pressed): Transition {
  if (!isSamePerson(press.by, request.requester)) throw new RequestError('not-yours-to-nudge');
  if (isEnded(request.status)) throw new RequestError('already-decided');
  if (awaitedPeople(request, plan).length === 0) throw new RequestError('nobody-to-nudge');
  const { nudgedAt } = request;
  if (nudgedAt !== null && nudgedAt > hoursAfter(now, -ONCE_IN_HOURS)) throw new RequestError('nudged-today');
  const wait = { ...request.wait, remindedAt: now };
  const next = touched(request, now, { wait, nudgedAt: now });
  return { next, kind: 'nudged', actor: press.by, lines: reminders(next, plan, 'nudge'), plan };
}
