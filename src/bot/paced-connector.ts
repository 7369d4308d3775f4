import type { TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';
import type { SendingPace } from './sending-pace.ts';

/** The connector, kept under Teams' sending limits. Reads are not counted: they have limits of their own, far away. */
export function createPacedConnector(connector: TeamsConnector, pace: SendingPace): TeamsConnector {
  /** Makes a call when it is within the limits; where Teams throttles all the same, the conversation is left in peace. */
  async function paced<Answer>(
    place: { readonly serviceUrl: string },
    id: string,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const conversation = countedAs(id);
    await pace.admit(conversation, place.serviceUrl);
    try {
      return await call();
    } catch (error) {
      const isThrottled = error instanceof ConnectorError && error.status === 429;
      if (isThrottled && error.retryAfterMs) pace.holdBack(conversation, error.retryAfterMs);
      throw error;
    }
  }
  return {
    member: (place, memberId) => connector.member(place, memberId),
    members: (place) => connector.members(place),
    teamChannels: (team) => connector.teamChannels(team),
    send: (place, activity) => paced(place, place.conversationId, () => connector.send(place, activity)),
    reply: (place, activityId, activity) =>
      paced(place, place.conversationId, () => connector.reply(place, activityId, activity)),
    update: (place, activityId, activity) =>
      paced(place, place.conversationId, () => connector.update(place, activityId, activity)),
    remove: (place, activityId) =>
      paced(place, place.conversationId, () => connector.remove(place, activityId)),
    createPersonal: (address) => paced(address, address.memberId, () => connector.createPersonal(address)),
    createThread: (address, activity) =>
      paced(address, address.channelId, () => connector.createThread(address, activity)),
  };
}

/** To Teams' limits all threads of a channel are one conversation: the channel. */
function countedAs(conversationId: string): string {
  return conversationId.split(';messageid=', 1)[0] ?? conversationId;
}
