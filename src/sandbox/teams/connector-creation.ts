import { z } from 'zod';
import { keepMessages, readActivity } from './connector-activities.ts';
import { ConnectorError } from './connector-error.ts';
import { findConversation, notInRoster } from './connector-places.ts';
import type { ConnectorRequest } from './connector-request.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { TeamsCore } from './teams-core.ts';

const creationSchema = z.looseObject({
  isGroup: z.boolean().nullish(),
  members: z.array(z.looseObject({ id: z.string() })).nullish(),
  tenantId: z.string().nullish(),
  activity: z.unknown().optional(),
  channelData: z
    .looseObject({
      channel: z.looseObject({ id: z.string() }).nullish(),
      tenant: z.looseObject({ id: z.string() }).nullish(),
    })
    .nullish(),
});
type Creation = z.infer<typeof creationSchema>;

/** `POST conversations`: only a chat with one person or a new thread of a channel can be created. */
export function createConversation(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const creation = creationSchema.safeParse(request.body);
  if (!creation.success) throw badSyntax('Invalid conversation parameters.');
  const tenantId = creation.data.tenantId ?? creation.data.channelData?.tenant?.id;
  if (tenantId !== request.tenantId)
    throw badSyntax('The tenant id is missing or not the one of the service.');
  const channelId = creation.data.channelData?.channel?.id;
  if (channelId !== undefined) return createThread(core, { creation: creation.data, tenantId, channelId });
  return createPersonalChat(core, { creation: creation.data, tenantId });
}

/** What the limit on creating conversations counts by: the channel or the person. */
export function subjectOfCreation({ body }: ConnectorRequest): string {
  const creation = creationSchema.safeParse(body);
  if (!creation.success) return 'create';
  const { channelData, members } = creation.data;
  return `create:${channelData?.channel?.id ?? members?.[0]?.id ?? ''}`;
}

/** The same id every time; without the app Teams refuses. */
function createPersonalChat(
  core: TeamsCore,
  { creation, tenantId }: { creation: Creation; tenantId: string },
): HttpAnswer {
  const [member, ...others] = creation.members ?? [];
  if (creation.isGroup || !member || others.length > 0)
    throw badSyntax('Incorrect conversation creation parameters.');
  const person = core.people.findByTeamsId(member.id);
  if (!person || person.tenantId !== tenantId) throw badSyntax('Unknown member.');
  const place = core.places.personal(person.key);
  if (!place.roster.hasBot) throw notInRoster();
  if (creation.activity !== undefined && creation.activity !== null) {
    const activity = readActivity(creation.activity);
    keepMessages(core, { place, threadRootId: null }, { activity, targetKey: null });
  }
  return { status: 201, body: { id: place.id } };
}

function createThread(
  core: TeamsCore,
  { creation, tenantId, channelId }: { creation: Creation; tenantId: string; channelId: string },
): HttpAnswer {
  if (!creation.isGroup) throw badSyntax('Incorrect conversation creation parameters.');
  const { place } = findConversation(core, tenantId, channelId);
  if (place.kind !== 'channel') throw badSyntax('Only channels have threads.');
  if (creation.activity === undefined || creation.activity === null)
    throw badSyntax('The activity is missing.');
  const activity = readActivity(creation.activity);
  const [root] = keepMessages(core, { place, threadRootId: null }, { activity, targetKey: null });
  return { status: 201, body: { id: root?.conversationId, activityId: root?.id } };
}

function badSyntax(message: string): ConnectorError {
  return new ConnectorError(400, 'BadSyntax', message);
}
