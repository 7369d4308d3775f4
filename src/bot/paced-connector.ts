import type { TeamsConnector } from './connector-client.ts';
import type { SendingPace } from './sending-pace.ts';

/** The connector, kept under Teams' sending limits. Reads are not counted: they have limits of their own, far away. */
export function createPacedConnector(connector: TeamsConnector, pace: SendingPace): TeamsConnector {
  const admit = (place: { readonly serviceUrl: string }, conversation: string) =>
    pace.admit(conversation, place.serviceUrl);
  return {
    member: (place, memberId) => connector.member(place, memberId),
    members: (place) => connector.members(place),
    teamChannels: (team) => connector.teamChannels(team),
    async send(place, activity) {
      await admit(place, place.conversationId);
      return connector.send(place, activity);
    },
    async reply(place, activityId, activity) {
      await admit(place, place.conversationId);
      return connector.reply(place, activityId, activity);
    },
    async update(place, activityId, activity) {
      await admit(place, place.conversationId);
      return connector.update(place, activityId, activity);
    },
    async remove(place, activityId) {
      await admit(place, place.conversationId);
      return connector.remove(place, activityId);
    },
    async createPersonal(address) {
      await admit(address, address.memberId);
      return connector.createPersonal(address);
    },
    async createThread(address, activity) {
      await admit(address, address.channelId);
      return connector.createThread(address, activity);
    },
  };
}
