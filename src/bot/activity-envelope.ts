import type { Activity } from 'botbuilder';
import { z } from 'zod';

const text = z.string().nullish();
const account = z.object({ id: z.string(), name: text, aadObjectId: text });

const envelope = z.object({
  type: z.string().min(1),
  id: text,
  name: text,
  channelId: text,
  serviceUrl: text,
  locale: text,
  text,
  replyToId: text,
  conversation: z.object({ id: z.string().min(1), tenantId: text, conversationType: text }),
  from: account.nullish(),
  recipient: account.nullish(),
});

/**
 * Reads the body of a request as an activity: the fields that routing relies on have the types they should have, and
 * the timestamps become dates as the SDK's own adapter makes them. Undefined when it is no activity.
 */
export function readActivity(body: Readonly<Record<string, unknown>>): Activity | undefined {
  if (!envelope.safeParse(body).success) return undefined;
  const activity: unknown = { ...body, ...readDates(body) };
  return isActivity(activity) ? activity : undefined;
}

/** What the envelope promises is checked before; the rest is as unsure as in every activity of the SDK. */
function isActivity(value: unknown): value is Activity {
  return typeof value === 'object' && value !== null;
}

function readDates(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { timestamp, localTimestamp, expiration } = body;
  return {
    ...(typeof timestamp === 'string' && { timestamp: new Date(timestamp), rawTimestamp: timestamp }),
    ...(typeof localTimestamp === 'string' && {
      localTimestamp: new Date(localTimestamp),
      rawLocalTimestamp: localTimestamp,
    }),
    ...(typeof expiration === 'string' && { expiration: new Date(expiration), rawExpiration: expiration }),
  };
}
