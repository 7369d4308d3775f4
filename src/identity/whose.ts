import type { PersonId } from '../requests/person.ts';

/** Whether two ids name the same person of the same tenant; GUIDs are compared case-insensitively. */
export function isPerson(a: PersonId, b: PersonId): boolean {
  return whose(a) === whose(b);
}

/** A person as one text: `tenantId:objectId` in lower case. */
export function whose(person: PersonId): string {
  return `${person.tenantId}:${person.objectId}`.toLowerCase();
}

/** A place in the vault: a person's own tokens, or those of the account that reads the directory. */
export type VaultSlot = { readonly key: string; readonly person: PersonId };

/** Where a person's own tokens lie. */
export function personSlot(person: PersonId): VaultSlot {
  return { key: `person:${whose(person)}`, person };
}

/** Where the tokens of the directory account lie, apart from that person's own. */
export function directorySlot(person: PersonId): VaultSlot {
  return { key: `directory:${whose(person)}`, person };
}
