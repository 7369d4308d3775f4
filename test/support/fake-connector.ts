import type { Activity } from 'botbuilder';
import type { Place, TeamsChannel, TeamsConnector, TeamsMember } from '../../src/bot/connector-client.ts';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { aPlace } from './builders.ts';

/** One call that changed something, as it arrived. */
export type ConnectorCallMade = {
  readonly call: 'send' | 'reply' | 'update' | 'remove' | 'createPersonal' | 'createThread';
  readonly conversationId: string;
  readonly activityId: string | null;
  readonly activity: Partial<Activity> | null;
};

/** Teams' connector in memory: conversations with their messages, and faults where a test wants them. */
export class FakeConnector implements TeamsConnector {
  readonly calls: ConnectorCallMade[] = [];
  /** Messages that stand, by their ids. */
  readonly standing = new Map<string, Partial<Activity>>();
  roster: readonly TeamsMember[] = [];
  channels: readonly TeamsChannel[] = [];
  /** Conversations that answer everything with this status. */
  readonly closed = new Map<string, number>();
  /** What the next calls throw, in their order; undefined lets one through. */
  failures: (Error | undefined)[] = [];
  /** Awaited before each answer. */
  beforeAnswer: (call: ConnectorCallMade) => Promise<void> = async () => {};
  #ids = 0;

  async send(place: Place, activity: Partial<Activity>) {
    await this.#arrive('send', place.conversationId, null, activity);
    return { id: this.#stand(activity) };
  }

  async reply(place: Place, activityId: string, activity: Partial<Activity>) {
    await this.#arrive('reply', place.conversationId, activityId, activity);
    return { id: this.#stand(activity) };
  }

  async update(place: Place, activityId: string, activity: Partial<Activity>) {
    await this.#arrive('update', place.conversationId, activityId, activity);
    if (!this.standing.has(activityId)) throw aConnectorError(404, 'PUT');
    this.standing.set(activityId, activity);
    return { id: activityId };
  }

  async remove(place: Place, activityId: string) {
    await this.#arrive('remove', place.conversationId, activityId, null);
    this.standing.delete(activityId);
  }

  async createPersonal({ memberId }: { readonly memberId: string }) {
    await this.#arrive('createPersonal', memberId, null, null);
    return { conversationId: `a:${memberId}` };
  }

  async createThread({ channelId }: { readonly channelId: string }, activity: Partial<Activity>) {
    await this.#arrive('createThread', channelId, null, activity);
    const activityId = this.#stand(activity);
    return { conversationId: `${channelId};messageid=${activityId}`, activityId };
  }

  async member(_place: Place, memberId: string) {
    const failure = this.failures.shift();
    if (failure) throw failure;
    return this.roster.find(({ id }) => id === memberId) ?? null;
  }

  async members() {
    return this.roster;
  }

  async teamChannels() {
    const failure = this.failures.shift();
    if (failure) throw failure;
    return this.channels;
  }

  /** "send a:sarah", "update a:grace 1", … in their order. */
  story(): readonly string[] {
    return this.calls.map(({ call, conversationId, activityId }) =>
      [call, conversationId, activityId].filter(Boolean).join(' '),
    );
  }

  /** Texts that were sent, with the conversation. */
  texts(): readonly string[] {
    return this.calls.flatMap(({ activity, conversationId }) =>
      activity?.text ? [`${conversationId}: ${activity.text}`] : [],
    );
  }

  async #arrive(
    call: ConnectorCallMade['call'],
    conversationId: string,
    activityId: string | null,
    activity: Partial<Activity> | null,
  ): Promise<void> {
    const made = { call, conversationId, activityId, activity };
    this.calls.push(made);
    await this.beforeAnswer(made);
    const failure = this.failures.shift();
    if (failure) throw failure;
    const status = this.closed.get(conversationId);
    if (status) throw aConnectorError(status, call === 'update' ? 'PUT' : 'POST');
  }

  #stand(activity: Partial<Activity>): string {
    const id = String(++this.#ids);
    this.standing.set(id, activity);
    return id;
  }
}

/** An answer of the connector that is no success. */
export function aConnectorError(
  status: number,
  method = 'POST',
  facts: { readonly retryAfterMs?: number; readonly mayHaveBeenSent?: boolean } = {},
): ConnectorError {
  const call = `${method} v3/conversations`;
  return new ConnectorError(`http-${status}`, { call, status, mayHaveBeenSent: status >= 500, ...facts });
}

/** The card of a message. */
export function cardOf(activity: Partial<Activity> | null | undefined): Record<string, unknown> {
  const content: unknown = activity?.attachments?.[0]?.content;
  if (typeof content !== 'object' || content === null) throw new Error('the message has no card');
  return { ...content };
}

export const SARAHS_CHAT = aPlace('a:sarah');
