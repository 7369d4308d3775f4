import type { ActivityFields, Origin } from './outgoing-activities.ts';
import type { Place } from './places.ts';
import type { TeamsCore } from './teams-core.ts';

/** Tells the bot of every installation there is, place by place. */
export async function announceInstallations(core: TeamsCore): Promise<void> {
  const { generalChannelId } = core.places.ids;
  const places = core.places.all.filter(({ id, team }) => team === null || id === generalChannelId);
  for (const place of places) {
    if (place.roster.hasBot) await sendInstallation(core, place, true);
  }
}

/** Installs or removes the app in a place and sends what Teams sends; nothing when it is so already. */
export async function setInstalled(core: TeamsCore, place: Place, isInstalled: boolean): Promise<void> {
  if (place.roster.hasBot === isInstalled) return;
  place.roster.hasBot = isInstalled;
  await sendInstallation(core, place, isInstalled);
}

/** Adds or removes a person of a team or group chat and tells the bot if it is there. */
export async function setMember(
  core: TeamsCore,
  place: Place,
  { personKey, isMember }: { personKey: string; isMember: boolean },
): Promise<void> {
  const { memberKeys, hasBot } = place.roster;
  if (place.kind === 'personal') throw new Error('The people of a personal chat cannot change.');
  if (memberKeys.includes(personKey) === isMember) return;
  const person = core.people.get(personKey);
  place.roster.memberKeys = isMember
    ? [...memberKeys, personKey]
    : memberKeys.filter((key) => key !== personKey);
  if (!hasBot) return;
  const accounts = [{ id: person.teamsId, aadObjectId: person.objectId }];
  await send(core, place, {
    type: 'conversationUpdate',
    ...(isMember ? { membersAdded: accounts } : { membersRemoved: accounts }),
    channelData: memberEvent(place, isMember),
  });
}

/** Both events come on an installation; leaving a personal chat sends `installationUpdate` alone. */
async function sendInstallation(core: TeamsCore, place: Place, isInstalled: boolean): Promise<void> {
  const bot = [{ id: core.activities.botId }];
  if (isInstalled || place.kind !== 'personal') {
    await send(core, place, {
      type: 'conversationUpdate',
      ...(isInstalled ? { membersAdded: bot } : { membersRemoved: bot }),
      channelData: memberEvent(place, isInstalled),
    });
  }
  const settings = place.team ? { settings: { selectedChannel: { id: place.team.id } } } : {};
  await send(core, place, {
    type: 'installationUpdate',
    action: isInstalled ? 'add' : 'remove',
    channelData: { ...teamData(place), ...settings, source: { name: 'message' } },
  });
}

async function send(core: TeamsCore, place: Place, fields: ActivityFields): Promise<void> {
  if (!core.bot.isConnected) return;
  const activity = core.activities.event(originIn(core, place), fields);
  const { status } = await core.underway.track(() => core.bot.send(activity));
  if (status !== null && status < 300) return;
  core.options.log?.warn({ type: fields.type, status }, 'The bot did not accept an event.');
}

function originIn(core: TeamsCore, place: Place): Origin {
  const person = core.people.get(place.roster.memberKeys[0] ?? '');
  return { person, clientName: 'desktop', place, threadRootId: null };
}

function memberEvent(place: Place, isAdded: boolean): Record<string, unknown> {
  if (!place.team) return {};
  return { ...teamData(place), eventType: isAdded ? 'teamMemberAdded' : 'teamMemberRemoved' };
}

function teamData({ team }: Place): Record<string, unknown> {
  if (!team) return {};
  return { team: { id: team.id, aadGroupId: team.groupId, name: team.name, type: 'standard' } };
}
