import type { Logger } from 'pino';
import type { PeopleFinder } from '../requests/file-policy.ts';
import type { Person } from '../requests/person.ts';
import type { Reachability } from '../requests/request-service.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import type { PeopleStore } from './people-store.ts';
import type { Speaker } from './speaker.ts';

export type PeopleDependencies = {
  readonly store: PeopleStore;
  readonly connector: Pick<TeamsConnector, 'member' | 'members'>;
  readonly partnerTenantId: string;
  readonly log: Logger;
};

/** Whom the bot knows, and whom it can write to. */
export class People implements PeopleFinder, Reachability {
  readonly #deps: PeopleDependencies;

  constructor(dependencies: PeopleDependencies) {
    this.#deps = dependencies;
  }

  /** Remembers a speaker; in their own chat also where it is. Writes only what is new. */
  async meet({ person, teamsId, locale, timeZone, place, isPersonal }: Speaker): Promise<void> {
    const known = await this.#deps.store.find(person);
    const isKnown =
      known?.name === person.name &&
      known.teamsId === teamsId &&
      known.locale === (locale ?? known.locale) &&
      known.timeZone === (timeZone ?? known.timeZone) &&
      (!isPersonal || isSamePlace(known.chat, place));
    if (isKnown) return;
    await this.#deps.store.remember({
      ...person,
      teamsId,
      locale,
      timeZone,
      chat: isPersonal ? place : null,
    });
  }

  /** Asks the roster for the user principal name of somebody who has none yet. A failing roster changes nothing. */
  async completeFromRoster({ person, place, teamsId }: Speaker): Promise<void> {
    const known = await this.#deps.store.find(person);
    if (known?.upn) return;
    try {
      const member = await this.#deps.connector.member(place, teamsId);
      if (!member?.userPrincipalName) return;
      const name = member.name ?? person.name;
      await this.#deps.store.remember({ ...person, name, teamsId, upn: member.userPrincipalName });
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the roster could not be read');
    }
  }

  /** Remembers everybody in a conversation or team (its id stands as conversation id). */
  async meetRoster(place: Place, tenantId: string): Promise<void> {
    for (const member of await this.#deps.connector.members(place)) {
      if (!member.objectId) continue;
      await this.#deps.store.remember({
        tenantId,
        objectId: member.objectId.toLowerCase(),
        name: member.name ?? member.userPrincipalName ?? '?',
        teamsId: member.id,
        upn: member.userPrincipalName ?? null,
      });
    }
  }

  async findPerson(reference: string): Promise<Person | undefined> {
    const tenantId = this.#deps.partnerTenantId;
    const known = reference.includes('@')
      ? await this.#deps.store.findByUpn(tenantId, reference)
      : await this.#deps.store.find({ tenantId, objectId: reference });
    return known && { tenantId: known.tenantId, objectId: known.objectId, name: known.name };
  }

  async unreachable(people: readonly Person[]): Promise<readonly Person[]> {
    const known = await Promise.all(people.map((person) => this.#deps.store.find(person)));
    return people.filter((_, index) => !known[index]?.chat);
  }
}

function isSamePlace(one: Place | null, other: Place): boolean {
  return one?.conversationId === other.conversationId && one.serviceUrl === other.serviceUrl;
}
