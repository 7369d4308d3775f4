import { createHash } from 'node:crypto';
import type { TeamsEmulatorOptions, TeamsPlaces } from './teams-emulator.ts';
import type { TeamsPerson } from './teams-person.ts';

/** Who is in a place, and whether the bot is. A team and its channels share one. */
export type Roster = { memberKeys: string[]; hasBot: boolean };

/** A team; `id` is its thread id, `groupId` its Entra group. */
export type Team = { readonly id: string; readonly groupId: string; readonly name: string };

/** A place where people and the bot talk. A thread of a channel is not a place of its own. */
export type Place = {
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly title: string;
  readonly tenantId: string;
  readonly team: Team | null;
  readonly roster: Roster;
};

/** What the seeding needs of the emulator's options. */
export type PlaceSeed = Pick<
  TeamsEmulatorOptions,
  'people' | 'botAppId' | 'botName' | 'tenantId' | 'teamMemberKeys' | 'groupChatMemberKeys'
>;

/** All places of the local Teams; they exist from the start. */
export class PlaceBook {
  readonly all: readonly Place[];
  readonly ids: TeamsPlaces;

  constructor(seed: PlaceSeed) {
    const maker = new PlaceMaker(seed);
    const channels = maker.channels();
    const groupChat = maker.groupChat();
    this.all = [...seed.people.map((person) => maker.personal(person)), ...channels.all, groupChat];
    this.ids = {
      teamId: channels.team.id,
      teamGroupId: channels.team.groupId,
      helpdeskChannelId: channels.helpdesk.id,
      generalChannelId: channels.general.id,
      groupChatId: groupChat.id,
    };
  }

  /** By place id; a team's id finds its General channel, which has the same id and people. */
  find(id: string): Place | undefined {
    return this.all.find((place) => place.id === id);
  }

  /** As `find`; throws when there is none. */
  get(id: string): Place {
    const found = this.find(id);
    if (!found) throw new Error(`There is no place '${id}' in Teams.`);
    return found;
  }

  /** The person's chat with the bot. */
  personal(key: string): Place {
    const found = this.all.find(({ kind, roster }) => kind === 'personal' && roster.memberKeys.includes(key));
    if (!found) throw new Error(`'${key}' has no chat with the bot.`);
    return found;
  }

  channelsOf(teamId: string): Place[] {
    return this.all.filter((place) => place.team?.id === teamId);
  }
}

/** Splits a conversation id into its place and, in a channel, the thread. */
export function splitConversationId(id: string): { placeId: string; threadRootId: string | null } {
  const [placeId = '', suffix] = id.split(';messageid=', 2);
  return { placeId, threadRootId: suffix ?? null };
}

/** The conversation id of a thread, or of the place itself. */
export function conversationIdOf(placeId: string, threadRootId: string | null): string {
  return threadRootId === null ? placeId : `${placeId};messageid=${threadRootId}`;
}

/** Ids are hashes of what they name, so that a restart without saved state keeps them too. */
class PlaceMaker {
  readonly #seed: PlaceSeed;

  constructor(seed: PlaceSeed) {
    this.#seed = seed;
  }

  personal(person: TeamsPerson): Place {
    return {
      id: `a:1${this.#hash(`personal:${person.tenantId}:${person.objectId}`, 'base64url').slice(0, 43)}`,
      kind: 'personal',
      title: person.name,
      tenantId: person.tenantId,
      team: null,
      roster: { memberKeys: [person.key], hasBot: person.hasApp },
    };
  }

  channels(): { all: Place[]; helpdesk: Place; general: Place; team: Team } {
    const team = {
      id: this.#threadId('channel:General', 'tacv2'),
      groupId: this.#guid('team'),
      name: 'Northwind Service Desk',
    };
    const roster = { memberKeys: this.#members(this.#seed.teamMemberKeys, () => true), hasBot: true };
    const shared = { kind: 'channel', tenantId: this.#seed.tenantId, team, roster } as const;
    const general: Place = { ...shared, id: team.id, title: 'General' };
    const helpdesk: Place = {
      ...shared,
      id: this.#threadId('channel:License requests', 'tacv2'),
      title: 'License requests',
    };
    return { all: [general, helpdesk], helpdesk, general, team };
  }

  groupChat(): Place {
    const isAsked = ({ roles }: TeamsPerson) => roles.includes('requester') || roles.includes('approver');
    return {
      id: this.#threadId('group-chat', 'v2'),
      kind: 'groupChat',
      title: 'License questions',
      tenantId: this.#seed.tenantId,
      team: null,
      roster: { memberKeys: this.#members(this.#seed.groupChatMemberKeys, isAsked), hasBot: true },
    };
  }

  #members(keys: readonly string[] | undefined, isUsual: (person: TeamsPerson) => boolean): string[] {
    if (keys) return [...keys];
    const ours = this.#seed.people.filter(({ tenantId }) => tenantId === this.#seed.tenantId);
    return ours.filter(isUsual).map(({ key }) => key);
  }

  #threadId(what: string, kind: 'tacv2' | 'v2'): string {
    return `19:${this.#hash(what, 'hex').slice(0, 32)}@thread.${kind}`;
  }

  #guid(what: string): string {
    const hex = this.#hash(what, 'hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  #hash(what: string, encoding: 'hex' | 'base64url'): string {
    return createHash('sha256').update(`${this.#seed.botAppId}:${what}`).digest(encoding);
  }
}
