import { ConnectorError } from './connector-error.ts';
import { findConversation } from './connector-places.ts';
import type { ConnectorRequest } from './connector-request.ts';
import type { HttpAnswer } from './http-exchange.ts';
import type { Place, Team } from './places.ts';
import type { TeamsCore } from './teams-core.ts';
import type { TeamsPerson } from './teams-person.ts';

const smallestPage = 50;
const largestPage = 500;
const usualPage = 200;

/** `GET conversations/{id}/members` */
export function getMembers(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  return { status: 200, body: membersOf(core, request).map(accountOf) };
}

/** `GET conversations/{id}/members/{Teams id or object id}` */
export function getMember(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const person = core.people.find(request.parts[3] ?? '');
  const isMember = person && membersOf(core, request).some(({ key }) => key === person.key);
  if (!isMember) throw new ConnectorError(404, 'MemberNotFoundInConversation', 'Member not found.');
  return { status: 200, body: accountOf(person) };
}

/** `GET conversations/{id}/pagedmembers`; the token is where the next page starts. */
export function getPagedMembers(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const asked = Number(request.query.get('pageSize') ?? usualPage);
  const size = Math.min(largestPage, Math.max(smallestPage, Number.isInteger(asked) ? asked : usualPage));
  const start = Number(request.query.get('continuationToken') ?? 0);
  if (!Number.isInteger(start) || start < 0)
    throw new ConnectorError(400, 'BadSyntax', 'Bad continuation token.');
  const all = membersOf(core, request);
  const members = all.slice(start, start + size).map(accountOf);
  const next = start + size < all.length ? { continuationToken: String(start + size) } : {};
  return { status: 200, body: { members, ...next } };
}

/** `GET teams/{id}` */
export function getTeam(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const { team, tenantId, roster } = findTeam(core, request);
  const { id, name, groupId } = team;
  const memberCount = roster.memberKeys.length;
  const channelCount = core.places.channelsOf(id).length;
  return { status: 200, body: { id, name, aadGroupId: groupId, tenantId, memberCount, channelCount } };
}

/** `GET teams/{id}/conversations`; the General channel has no name, as in Teams. */
export function getTeamChannels(core: TeamsCore, request: ConnectorRequest): HttpAnswer {
  const { team } = findTeam(core, request);
  const conversations = core.places
    .channelsOf(team.id)
    .map(({ id, title }) => (id === team.id ? { id } : { id, name: title }));
  return { status: 200, body: { conversations } };
}

function findTeam(core: TeamsCore, { tenantId, parts }: ConnectorRequest): Place & { readonly team: Team } {
  const { place } = findConversation(core, tenantId, parts[1] ?? '');
  const { team } = place;
  if (!team || team.id !== place.id) throw new ConnectorError(404, 'ConversationNotFound', 'Team not found.');
  return { ...place, team };
}

function membersOf(core: TeamsCore, { tenantId, parts }: ConnectorRequest): TeamsPerson[] {
  const { place } = findConversation(core, tenantId, parts[1] ?? '');
  return place.roster.memberKeys.map((key) => core.people.get(key));
}

/** A member account as Teams sends it: the object id stands there twice. */
function accountOf(person: TeamsPerson): Record<string, string> {
  const [givenName = person.name, ...rest] = person.name.split(' ');
  return {
    id: person.teamsId,
    name: person.name,
    givenName,
    surname: rest.join(' '),
    objectId: person.objectId,
    aadObjectId: person.objectId,
    email: person.upn,
    userPrincipalName: person.upn,
    tenantId: person.tenantId,
    userRole: person.isGuest ? 'guest' : 'user',
  };
}
