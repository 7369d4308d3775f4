/** Who somebody is to us: the Entra object id within a tenant. Never a name, a mail address or a Teams id. */
export type PersonId = { readonly tenantId: string; readonly objectId: string };

/** A person as shown on cards; `name` is for reading only and decides nothing. */
export type Person = PersonId & { readonly name: string };

/** Compares people by tenant and object id; GUIDs are compared case-insensitively. */
export function isSamePerson(a: PersonId, b: PersonId): boolean {
  return personKey(a) === personKey(b);
}

/** A stable text key for a person: `tenantId:objectId` in lower case. */
export function personKey(person: PersonId): string {
  return `${person.tenantId}:${person.objectId}`.toLowerCase();
}

/** Whether somebody is one of these people. */
export function isAmong(people: readonly PersonId[], person: PersonId): boolean {
  return people.some((one) => isSamePerson(one, person));
}
