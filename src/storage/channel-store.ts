import type { ChannelStore } from '../bot/channel-store.ts';
import type { Database } from './database.ts';

/** Keeps channels in SQL. */
export function createChannelStore(database: Database): ChannelStore {
  return {
    async remember({ channelId, teamId, tenantId, serviceUrl }) {
      const known = { team_id: teamId, tenant_id: tenantId, service_url: serviceUrl };
      await database
        .insertInto('channels')
        .values({ channel_id: channelId, ...known })
        .onConflict((conflict) => conflict.column('channel_id').doUpdateSet(known))
        .execute();
    },

    async find(channelId) {
      const row = await database
        .selectFrom('channels')
        .selectAll()
        .where('channel_id', '=', channelId)
        .executeTakeFirst();
      if (!row) return undefined;
      return { channelId, teamId: row.team_id, tenantId: row.tenant_id, serviceUrl: row.service_url };
    },

    async forgetTeam(teamId) {
      await database.deleteFrom('channels').where('team_id', '=', teamId).execute();
    },
  };
}
