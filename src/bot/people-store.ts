import type { Person, PersonId } from '../requests/person.ts';
import type { Place } from './connector-client.ts';

/** Somebody the bot has met: in a message, at an install, or in a roster. */
export type KnownPerson = Person & {
  /** The Teams id (`29:…`) by which this bot knows them. */
  readonly teamsId: string;
  /** User principal name, if a roster gave it. */
  readonly upn: string | null;
  /** Language of their Teams client (BCP 47). */
  readonly locale: string | null;
  /** The language they chose for themselves, if they did. */
  readonly chosenLanguage: string | null;
  readonly timeZone: string | null;
  /** Their own chat with the bot; null means that they cannot be written to. */
  readonly chat: Place | null;
};

/** What was learned about somebody; members that are absent stay as they are. */
export type Sighting = PersonId & { readonly name: string; readonly teamsId: string } & Partial<
    Pick<KnownPerson, 'upn' | 'locale' | 'timeZone' | 'chat'>
  >;

/** Remembers people. */
export interface PeopleStore {
  remember(sighting: Sighting): Promise<void>;
  find(person: PersonId): Promise<KnownPerson | undefined>;
  findByUpn(tenantId: string, upn: string): Promise<KnownPerson | undefined>;
  /** Everybody known of a tenant. */
  ofTenant(tenantId: string): Promise<readonly KnownPerson[]>;
  /** The app was removed, or the chat answers 403 or 404. */
  forgetChat(person: PersonId): Promise<void>;
}
