/** `members of team <team id>`: everybody in a team's roster. The id is that of its General channel. */
export const PEOPLE_OF_TEAM = /^members of team (19:[^\s]+@thread\.(?:tacv2|skype))$/;

/** The id of a channel. A team has that of its General channel. */
export const CHANNEL_ID = /^19:[^\s%/]+@thread\.(?:tacv2|skype)$/;

/** `tenant <tenant id>`: everybody of a tenant. */
export const PEOPLE_OF_TENANT = /^tenant ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The team that a reference names, if it names one. */
export function teamOf(reference: string): string | undefined {
  return PEOPLE_OF_TEAM.exec(reference)?.[1];
}

/** The tenant that a reference names, in lower case, if it names one. */
export function tenantOf(reference: string): string | undefined {
  return PEOPLE_OF_TENANT.exec(reference)?.[1]?.toLowerCase();
}
