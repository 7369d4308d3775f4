import type { Logger } from 'pino';
import type { Freshness } from '../requests/approval-policy.ts';
import type { PeopleFinder } from '../requests/file-policy.ts';
import type { Person } from '../requests/person.ts';
import type { Reachability } from '../requests/reachability.ts';
import type { TeamFinder } from './channel-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import type { KnownPerson, PeopleStore, Sighting } from './people-store.ts';
import type { Speaker } from './speaker.ts';

export type PeopleDependencies = {
  readonly store: PeopleStore;
  readonly channels: TeamFinder;
  readonly connector: Pick<TeamsConnector, 'member' | 'members'>;
  readonly clock: () => Date;
  readonly partnerTenantId: string;
  readonly log: Logger;
};

/** How long a roster that was read, or a person who was found, will do for drawing cards. */
const GOOD_FOR_MS = 5 * 60_000;

type Roster = { readonly readAt: number; readonly people: Promise<readonly Person[] | undefined> };
type Found = { readonly readAt: number; readonly person: Person };

/** Whom the bot knows, and whom it can write to. */
export class People implements PeopleFinder, Reachability {
  readonly #deps: PeopleDependencies;
  readonly #rosters = new Map<string, Roster>();
  /** By the reference in the policy file. */
  readonly #found = new Map<string, Found>();

  constructor(dependencies: PeopleDependencies) {
    this.#deps = dependencies;
  }

  /** Remembers a speaker; in their own chat also where it is. Writes only what is new to what is `known` of them. */
  async meet(
    { person, teamsId, locale, timeZone, place, isPersonal }: Speaker,
    known: KnownPerson | undefined,
  ): Promise<void> {
    const isKnown =
      known?.name === person.name &&
      known.teamsId === teamsId &&
      known.locale === (locale ?? known.locale) &&
      known.timeZone === (timeZone ?? known.timeZone) &&
      (!isPersonal || isSamePlace(known.chat, place));
    if (isKnown) return;
    await this.#remember({
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
      await this.#remember({ ...person, name, teamsId, upn: member.userPrincipalName });
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the roster could not be read');
    }
  }

  /** Remembers everybody in a conversation or team (its id stands as conversation id). */
  async meetRoster(place: Place, tenantId: string): Promise<void> {
    for (const member of await this.#deps.connector.members(place)) {
      if (!member.objectId) continue;
      await this.#remember({
        tenantId,
        objectId: member.objectId.toLowerCase(),
        name: member.name ?? member.userPrincipalName ?? '?',
        teamsId: member.id,
        upn: member.userPrincipalName ?? null,
      });
    }
  }

  async findPerson(
    reference: string,
    { isDecision }: Freshness = { isDecision: true },
  ): Promise<Person | undefined> {
    const now = this.#deps.clock().getTime();
    const found = this.#found.get(reference);
    if (found && !isDecision && now - found.readAt < GOOD_FOR_MS) return found.person;
    const tenantId = this.#deps.partnerTenantId;
    const known = reference.includes('@')
      ? await this.#deps.store.findByUpn(tenantId, reference)
      : await this.#deps.store.find({ tenantId, objectId: reference });
    if (!known) return undefined;
    const person = { tenantId: known.tenantId, objectId: known.objectId, name: known.name };
    this.#found.set(reference, { readAt: now, person });
    return person;
  }

  /** What was found before may be out of date by it. */
  async #remember(sighting: Sighting): Promise<void> {
    await this.#deps.store.remember(sighting);
    this.#found.clear();
  }

  async membersOf(teamId: string, { isDecision }: Freshness): Promise<readonly Person[] | undefined> {
    const now = this.#deps.clock().getTime();
    const known = this.#rosters.get(teamId);
    if (known && !isDecision && now - known.readAt < GOOD_FOR_MS) return known.people;
    const reading = this.#rosterOf(teamId);
    this.#rosters.set(teamId, { readAt: now, people: reading });
    const people = await reading;
    // What could not be read is asked for again at the next look.
    if (!people) this.#rosters.delete(teamId);
    return people;
  }

  /** The people of a team of ours; whoever is met here for the first time is remembered. */
  async #rosterOf(teamId: string): Promise<readonly Person[] | undefined> {
    const { channels, connector, partnerTenantId, store, log } = this.#deps;
    try {
      const team = await channels.ofTeam(teamId);
      if (team?.tenantId.toLowerCase() !== partnerTenantId.toLowerCase()) return undefined;
      const place: Place = { serviceUrl: team.serviceUrl, conversationId: teamId };
      const people: Person[] = [];
      for (const { objectId, name, userPrincipalName, id, tenantId } of await connector.members(place)) {
        // People of other tenants take part in shared channels.
        if (!objectId || (tenantId ?? partnerTenantId).toLowerCase() !== partnerTenantId.toLowerCase())
          continue;
        const person = { tenantId: partnerTenantId, objectId: objectId.toLowerCase() };
        const known = await store.find(person);
        people.push({ ...person, name: name ?? userPrincipalName ?? known?.name ?? '?' });
        if (known) continue;
        const upn = userPrincipalName ?? null;
        await this.#remember({ ...person, name: name ?? upn ?? '?', teamsId: id, upn });
      }
      return people;
    } catch (error) {
      log.warn({ err: error, teamId }, 'the roster of a team could not be read');
      return undefined;
    }
  }

  async unreachable(people: readonly Person[]): Promise<readonly Person[]> {
    const known = await Promise.all(people.map((person) => this.#deps.store.find(person)));
    return people.filter((_, index) => !known[index]?.chat);
  }
}

function isSamePlace(one: Place | null, other: Place): boolean {
  return one?.conversationId === other.conversationId && one.serviceUrl === other.serviceUrl;
}
