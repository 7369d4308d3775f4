import { z } from 'zod';
import { ConnectorError } from './connector-error.ts';
import { type Found, findConversation } from './connector-places.ts';
import type { ConnectorRequest } from './connector-request.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { attachmentSchema, type MessageCard, readAttachment } from './message-cards.ts';
import type { MessageDraft, StoredMessage } from './message-log.ts';
import { exchangeSilently } from './silent-sign-in.ts';
import type { TeamsCore } from './teams-core.ts';

const activitySchema = z.looseObject({
  type: z.enum(['message', 'typing']),
  text: z.string().nullish(),
  textFormat: z.string().nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  recipient: z.looseObject({ id: z.string().nullish() }).nullish(),
});

/** An activity as the bot sends it. */
export type BotActivity = z.infer<typeof activitySchema>;

/** @throws ConnectorError 400 `BadSyntax` */
export function readActivity(body: unknown): BotActivity {
  const activity = activitySchema.safeParse(body);
  if (activity.success) return activity.data;
  const where = activity.error.issues[0]?.path.join('.') || 'body';
  throw new ConnectorError(400, 'BadSyntax', `Invalid activity: '${where}'.`);
}

/** `POST …/activities[/{replyToId}]`; an unknown `replyToId` is accepted, as in Teams. */
export function postActivity(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const [, conversationId = ''] = request.parts;
  const found = findConversation(core, request.tenantId, conversationId);
  const activity = readActivity(request.body);
  if (activity.type === 'typing') {
    core.events.emit({ kind: 'typing', placeId: found.place.id, conversationId });
    return { status: 201, body: { id: core.messages.nextId() } };
  }
  const isTargeted = request.query.get('isTargetedActivity') === 'true';
  const targetKey = isTargeted ? targetOf(core, found, activity) : null;
  const posted = keepMessages(core, found, { activity, targetKey });
  const [first] = posted;
  return { status: isTargeted ? 202 : 201, body: posted.length === 1 ? { id: first?.id } : {} };
}

/**
 * Keeps an activity as a message; text and attachments together become two, as in Teams.
 * @throws ConnectorError 400 `BadSyntax` for an empty one
 */
export function keepMessages(
  core: TeamsCore,
  { place, threadRootId }: Found,
  { activity, targetKey }: { activity: BotActivity; targetKey: string | null },
): StoredMessage[] {
  const cards = cardsOf(activity);
  const text = activity.text ?? '';
  if (text === '' && cards.length === 0) throw new ConnectorError(400, 'BadSyntax', 'The activity is empty.');
  const base = { authorKey: null, textFormat: activity.textFormat ?? 'markdown', targetKey };
  const drafts: MessageDraft[] = [
    ...(text === '' ? [] : [{ ...base, text, cards: [] }]),
    ...(cards.length === 0 ? [] : [{ ...base, text: '', cards }]),
  ];
  const posted: StoredMessage[] = [];
  for (const draft of drafts) {
    const root = threadRootId ?? (place.kind === 'channel' ? (posted[0]?.id ?? null) : null);
    posted.push(core.messages.add(place, root, draft));
  }
  for (const message of posted) {
    core.events.emit({ kind: 'message', message });
    signInSilently(core, message, activity);
  }
  return posted;
}

/** `PUT …/activities/{id}`: everybody sees the new content; what single clients showed is dropped. */
export function putActivity(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const message = findOwnMessage(core, request);
  const activity = readActivity(request.body);
  const cards = cardsOf(activity);
  const text = activity.text ?? '';
  if (text === '' && cards.length === 0) throw new ConnectorError(400, 'BadSyntax', 'The activity is empty.');
  core.views.drop(message.id);
  const edited = core.messages.edit(message, {
    text,
    textFormat: activity.textFormat ?? message.textFormat,
    cards,
  });
  core.events.emit({ kind: 'update', message: edited });
  return { status: 200, body: { id: message.id } };
}

/** `DELETE …/activities/{id}` */
export function deleteActivity(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const message = findOwnMessage(core, request);
  core.views.drop(message.id);
  core.events.emit({ kind: 'delete', message: core.messages.remove(message) });
  return { status: 200, body: {} };
}

function findOwnMessage(core: TeamsCore, { tenantId, parts }: ConnectorRequest): StoredMessage {
  const [, conversationId = '', , id = ''] = parts;
  const { place, threadRootId } = findConversation(core, tenantId, conversationId);
  const message = core.messages.find(id);
  const isHere = message?.placeId === place.id && (threadRootId ?? rootOf(message)) === rootOf(message);
  if (!message || !isHere || message.isDeleted) {
    throw new ConnectorError(404, 'ActivityNotFoundInConversation', 'Activity not found in conversation.');
  }
  if (message.authorKey !== null) {
    throw new ConnectorError(403, 'NotEnoughPermissions', 'A bot can change its own messages only.');
  }
  return message;
}

function rootOf(message: StoredMessage | undefined): string | null {
  return message?.threadRootId ?? message?.id ?? null;
}

function cardsOf(activity: BotActivity): MessageCard[] {
  return (activity.attachments ?? []).map(readAttachment).filter((card) => card !== null);
}

function targetOf(core: TeamsCore, { place }: Found, activity: BotActivity): string {
  const recipient = core.people.find(activity.recipient?.id ?? '');
  if (place.kind === 'personal') {
    throw new ConnectorError(400, 'BadSyntax', 'Targeted messages are for groups and channels.');
  }
  if (recipient && place.roster.memberKeys.includes(recipient.key)) return recipient.key;
  throw new ConnectorError(400, 'BadSyntax', 'The recipient of a targeted message must be a member.');
}

/** In a group or channel the exchange is for the person whom the message is addressed to. */
function signInSilently(core: TeamsCore, message: StoredMessage, activity: BotActivity): void {
  if (!message.cards.some(({ signIn }) => signIn?.exchange)) return;
  const { kind, roster } = core.places.get(message.placeId);
  const [only = ''] = roster.memberKeys;
  const person = kind === 'personal' ? core.people.get(only) : core.people.find(activity.recipient?.id ?? '');
  if (!person || !roster.memberKeys.includes(person.key)) return;
  core.inBackground('silent sign-in', () => exchangeSilently(core, message, person));
}
