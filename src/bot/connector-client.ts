import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { ConnectorError } from './connector-error.ts';
import {
  type ConnectorCall,
  type ConnectorTransport,
  type ConnectorTransportDeps,
  createConnectorTransport,
} from './connector-transport.ts';

/** A conversation, and the connector that serves it. In a channel the id of a thread ends in `;messageid=…`. */
export type Place = { readonly serviceUrl: string; readonly conversationId: string };

/** Whether two places are one conversation, whichever connector serves it. */
export function isSameConversation(one: Place, other: Place): boolean {
  return one.conversationId === other.conversationId;
}

/** A message that the connector accepted; it gives no id when it splits a message in two. */
export type SentMessage = { readonly id: string | undefined };

/** Somebody in a conversation, as the roster gives them. */
export type TeamsMember = {
  /** The Teams id (`29:…`), different for every bot. */
  readonly id: string;
  readonly objectId: string | undefined;
  readonly name: string | undefined;
  readonly userPrincipalName: string | undefined;
  readonly email: string | undefined;
  readonly tenantId: string | undefined;
};

/** A channel of a team; the general channel has no name. */
export type TeamsChannel = { readonly id: string; readonly name: string | undefined };

/** A person to be written to in a chat of their own. */
export type PersonalAddress = {
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** The person's Teams id. */
  readonly memberId: string;
};

/** A channel in which a new thread is begun. */
export type ThreadAddress = {
  readonly serviceUrl: string;
  readonly tenantId: string;
  readonly channelId: string;
};

/**
 * What the bot can do in Teams without a turn. Each method is one call (`members` one per page), never repeated;
 * all throw `ConnectorError`.
 */
export interface TeamsConnector {
  send(place: Place, activity: Partial<Activity>): Promise<SentMessage>;
  reply(place: Place, activityId: string, activity: Partial<Activity>): Promise<SentMessage>;
  update(place: Place, activityId: string, activity: Partial<Activity>): Promise<SentMessage>;
  remove(place: Place, activityId: string): Promise<void>;
  /** Opens the chat with one person; asking again gives the same one. */
  createPersonal(address: PersonalAddress): Promise<{ readonly conversationId: string }>;
  /** Begins a thread with its first message. */
  createThread(
    address: ThreadAddress,
    activity: Partial<Activity>,
  ): Promise<{ readonly conversationId: string; readonly activityId: string | undefined }>;
  /** One member by Teams id or object id; null for somebody who is not there. */
  member(place: Place, memberId: string): Promise<TeamsMember | null>;
  /** The whole roster. For a team, its id stands as `conversationId`. */
  members(place: Place): Promise<readonly TeamsMember[]>;
  teamChannels(team: {
    readonly serviceUrl: string;
    readonly teamId: string;
  }): Promise<readonly TeamsChannel[]>;
}

const PAGE_SIZE = 500;
const MOST_PAGES = 200;

const sentShape = z.object({ id: z.string().min(1).optional() });
const createdShape = z.object({ id: z.string().min(1), activityId: z.string().min(1).optional() });
const text = z.string().nullish();
const memberShape = z
  .object({
    id: z.string().min(1),
    aadObjectId: text,
    objectId: text,
    name: text,
    userPrincipalName: text,
    email: text,
    tenantId: text,
  })
  .transform(
    (account): TeamsMember => ({
      id: account.id,
      objectId: account.aadObjectId ?? account.objectId ?? undefined,
      name: account.name ?? undefined,
      userPrincipalName: account.userPrincipalName ?? undefined,
      email: account.email ?? undefined,
      tenantId: account.tenantId ?? undefined,
    }),
  );
const pageShape = z.object({ members: z.array(memberShape).nullish(), continuationToken: text });
const channelsShape = z.object({
  conversations: z.array(z.object({ id: z.string(), name: text })).nullish(),
});

/** The connector for messages outside of a turn. */
export function createConnectorClient(deps: ConnectorTransportDeps): TeamsConnector {
  return new FetchConnector(createConnectorTransport(deps));
}

class FetchConnector implements TeamsConnector {
  readonly #transport: ConnectorTransport;

  constructor(transport: ConnectorTransport) {
    this.#transport = transport;
  }

  send(place: Place, activity: Partial<Activity>): Promise<SentMessage> {
    return this.#deliver({ ...at(place, '/activities'), method: 'POST', body: activity });
  }

  reply(place: Place, activityId: string, activity: Partial<Activity>): Promise<SentMessage> {
    return this.#deliver({ ...at(place, message(activityId)), method: 'POST', body: activity });
  }

  update(place: Place, activityId: string, activity: Partial<Activity>): Promise<SentMessage> {
    const body = { ...activity, id: activityId };
    return this.#deliver({ ...at(place, message(activityId)), method: 'PUT', body });
  }

  async remove(place: Place, activityId: string): Promise<void> {
    await this.#transport.send({ ...at(place, message(activityId)), method: 'DELETE' });
  }

  async createPersonal({ serviceUrl, tenantId, memberId }: PersonalAddress) {
    const tenant = { tenantId, channelData: { tenant: { id: tenantId } } };
    const body = { isGroup: false, members: [{ id: memberId }], ...tenant };
    const { id } = await this.#create(serviceUrl, body);
    return { conversationId: id };
  }

  async createThread({ serviceUrl, tenantId, channelId }: ThreadAddress, activity: Partial<Activity>) {
    const channelData = { channel: { id: channelId }, tenant: { id: tenantId } };
    const body = { isGroup: true, tenantId, channelData, activity };
    const { id, activityId } = await this.#create(serviceUrl, body);
    return { conversationId: id, activityId: activityId ?? /;messageid=(.+)$/.exec(id)?.[1] };
  }

  async member(place: Place, memberId: string): Promise<TeamsMember | null> {
    const call = { ...at(place, `/members/${encodeURIComponent(memberId)}`), method: 'GET' } as const;
    try {
      return await this.#read(call, memberShape);
    } catch (error) {
      if (error instanceof ConnectorError && error.status === 404) return null;
      throw error;
    }
  }

  async members(place: Place): Promise<readonly TeamsMember[]> {
    const found: TeamsMember[] = [];
    let token: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const query = new URLSearchParams({
        pageSize: String(PAGE_SIZE),
        ...(token && { continuationToken: token }),
      });
      const call = { ...at(place, `/pagedmembers?${query}`), method: 'GET' } as const;
      const { members, continuationToken } = await this.#read(call, pageShape);
      found.push(...(members ?? []));
      if (!continuationToken || continuationToken === token) break;
      token = continuationToken;
    }
    return found;
  }

  async teamChannels({ serviceUrl, teamId }: { readonly serviceUrl: string; readonly teamId: string }) {
    const path = `v3/teams/${encodeURIComponent(teamId)}/conversations`;
    const answer = await this.#read({ method: 'GET', serviceUrl, path }, channelsShape);
    return (answer.conversations ?? []).map(({ id, name }) => ({ id, name: name ?? undefined }));
  }

  /** Whatever an accepting answer looks like, the message was taken: an unreadable one only has no id. */
  async #deliver(call: ConnectorCall): Promise<SentMessage> {
    const answer = sentShape.safeParse(await this.#transport.send(call));
    return { id: answer.success ? answer.data.id : undefined };
  }

  #create(serviceUrl: string, body: unknown): Promise<z.infer<typeof createdShape>> {
    return this.#read({ method: 'POST', serviceUrl, path: 'v3/conversations', body }, createdShape);
  }

  async #read<Answer>(call: ConnectorCall, shape: z.ZodType<Answer>): Promise<Answer> {
    const answer = shape.safeParse(await this.#transport.send(call));
    if (answer.success) return answer.data;
    const facts = { call: `${call.method} ${call.path}`, mayHaveBeenSent: call.method !== 'GET' };
    throw new ConnectorError('unreadable-answer', { ...facts, cause: answer.error });
  }
}

function at(place: Place, rest: string): { readonly serviceUrl: string; readonly path: string } {
  const conversation = encodeURIComponent(place.conversationId);
  return { serviceUrl: place.serviceUrl, path: `v3/conversations/${conversation}${rest}` };
}

function message(activityId: string): string {
  return `/activities/${encodeURIComponent(activityId)}`;
}
