import type { Activity } from 'botbuilder';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { PersonId } from '../requests/person.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import type { People } from './people.ts';
import type { PeopleStore } from './people-store.ts';
import type { SeenActivityStore } from './seen-activity-store.ts';
import type { Speaker } from './speaker.ts';

export type InstallationsDependencies = {
  readonly people: People;
  readonly peopleStore: Pick<PeopleStore, 'forgetChat'>;
  readonly channels: ChannelStore;
  readonly connector: Pick<TeamsConnector, 'teamChannels'>;
  readonly seen: SeenActivityStore;
  readonly welcome: (speaker: Speaker) => Promise<void>;
  /** Asks somebody to sign in for what waits for it: before the app was there, they could not be asked. */
  readonly offerSignIn: (person: PersonId) => Promise<void>;
  /** Deletes the tokens of somebody who removed the app. */
  readonly forgetTokens: (person: PersonId) => Promise<void>;
  readonly clock: () => Date;
  readonly log: Logger;
};

const teamShape = z.looseObject({ team: z.looseObject({ id: z.string().min(1) }) });

/** Keeps up with where the app is installed: a person's own chat, or a team with its channels and roster. */
export class Installations {
  readonly #deps: InstallationsDependencies;

  constructor(dependencies: InstallationsDependencies) {
    this.#deps = dependencies;
  }

  /** Takes an `installationUpdate` or `conversationUpdate`. Both arrive on a first install: what they cause happens once. */
  async update(activity: Activity, speaker: Speaker): Promise<void> {
    const teamId = teamShape.safeParse(activity.channelData).data?.team.id;
    const isRemoved =
      activity.action?.startsWith('remove') || this.#isAmong(activity, activity.membersRemoved);
    if (isRemoved) {
      if (teamId) await this.#deps.channels.forgetTeam(teamId);
      else if (speaker.isPersonal) await this.#leave(speaker);
      return;
    }
    if (teamId) await this.#meetTeam(teamId, speaker);
    else if (speaker.isPersonal) await this.#greet(speaker);
  }

  #isAmong(activity: Activity, members: Activity['membersAdded']): boolean {
    return (members ?? []).some((member) => member.id === activity.recipient.id);
  }

  async #greet(speaker: Speaker): Promise<void> {
    await this.#deps.people.completeFromRoster(speaker);
    if (!(await this.#deps.seen.mark(welcomeMark(speaker), this.#deps.clock()))) return;
    await this.#deps.welcome(speaker);
    await this.#deps.offerSignIn(speaker.person);
  }

  async #leave(speaker: Speaker): Promise<void> {
    await this.#deps.peopleStore.forgetChat(speaker.person);
    await this.#deps.forgetTokens(speaker.person);
    await this.#deps.seen.unmark(welcomeMark(speaker));
  }

  async #meetTeam(teamId: string, { place, person }: Speaker): Promise<void> {
    const { serviceUrl } = place;
    const { tenantId } = person;
    try {
      for (const channel of await this.#deps.connector.teamChannels({ serviceUrl, teamId })) {
        await this.#deps.channels.remember({ channelId: channel.id, teamId, tenantId, serviceUrl });
      }
      const team: Place = { serviceUrl, conversationId: teamId };
      await this.#deps.people.meetRoster(team, tenantId);
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a team could not be read');
    }
  }
}

function welcomeMark({ place }: Speaker): string {
  return `welcome ${place.conversationId}`;
}
