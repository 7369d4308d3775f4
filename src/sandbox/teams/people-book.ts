import type { TeamsPerson } from './teams-person.ts';

/** Finds people by their key, and as the connector's routes name them: by Teams id or object id. */
export class PeopleBook {
  readonly all: readonly TeamsPerson[];

  constructor(people: readonly TeamsPerson[]) {
    this.all = people;
  }

  /** The person with this key; throws when there is none. */
  get(key: string): TeamsPerson {
    const found = this.all.find((person) => person.key === key);
    if (!found) throw new Error(`Nobody in Teams has the key '${key}'.`);
    return found;
  }

  has(key: string): boolean {
    return this.all.some((person) => person.key === key);
  }

  /** By Teams id (MRI) only, as bodies of the connector name people. */
  findByTeamsId(teamsId: string): TeamsPerson | undefined {
    return this.all.find((person) => person.teamsId === teamsId);
  }

  /** By Teams id or Entra object id, as paths of the connector may name people. */
  find(id: string): TeamsPerson | undefined {
    return this.findByTeamsId(id) ?? this.all.find((person) => person.objectId === id.toLowerCase());
  }
}
