import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Person } from '../requests/person.ts';
import { activityTenant } from './admission.ts';
import type { Place } from './connector-client.ts';

/** Who speaks, in which language and zone, and where: read from the authenticated envelope alone. */
export type Speaker = {
  readonly person: Person;
  readonly teamsId: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly place: Place;
  readonly isPersonal: boolean;
};

const clientInfo = z.object({
  type: z.literal('clientInfo'),
  locale: z.string().optional(),
  timezone: z.string().optional(),
});

/** Reads the speaker; undefined for senders without an Entra object id (anonymous people, the system). */
export function readSpeaker(activity: Activity): Speaker | undefined {
  const tenantId = activityTenant(activity);
  const objectId = activity.from?.aadObjectId;
  if (!tenantId || !objectId) return undefined;
  const info = (activity.entities ?? [])
    .map((entity) => clientInfo.safeParse(entity))
    .find((parsed) => parsed.success)?.data;
  return {
    person: {
      tenantId: tenantId.toLowerCase(),
      objectId: objectId.toLowerCase(),
      name: activity.from.name || '?',
    },
    teamsId: activity.from.id,
    locale: activity.locale || info?.locale || null,
    timeZone: activity.localTimezone || info?.timezone || null,
    place: { serviceUrl: activity.serviceUrl, conversationId: activity.conversation.id },
    isPersonal: activity.conversation.conversationType === 'personal',
  };
}

const mentionEntity = z.object({
  type: z.literal('mention'),
  text: z.string().min(1),
  mentioned: z.object({ id: z.string(), name: z.string().optional() }),
});

/** Any white space as one space. */
export function foldedSpace(text: string): string {
  return text.replace(/[\s\u00A0]+/g, ' ').trim();
}

/**
 * The typed text in its lines, entities decoded. Mentions are known by their entity: that of the bot is left out, that of a
 * person stands as their name.
 */
export function readTypedLines(activity: Activity): string {
  let text = activity.text ?? '';
  for (const entity of activity.entities ?? []) {
    const mention = mentionEntity.safeParse(entity).data;
    if (!mention) continue;
    const isBot = mention.mentioned.id === activity.recipient.id;
    text = text.replace(mention.text, () => ` ${isBot ? '' : (mention.mentioned.name ?? '')} `);
  }
  const name = activity.recipient.name;
  // Typed by hand instead of chosen: no mention to Teams, but one to whoever wrote it.
  if (name && text.trimStart().toLowerCase().startsWith(`@${name.toLowerCase()}`)) {
    text = text.trimStart().slice(name.length + 1);
  }
  return text
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\u00A0/g, ' ')
    .trim();
}
