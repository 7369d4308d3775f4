import type { ChannelStore, KnownChannel, TeamFinder } from '../bot/channel-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** Keeps channels in SQL. */
export function createChannelStore(database: Database): ChannelStore & TeamFinder {
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
      return row && knownChannel(row);
    },

    async ofTeam(teamId) {
      const row = await database
        .selectFrom('channels')
        .selectAll()
        .where('team_id', '=', teamId)
        .orderBy('channel_id')
        .limit(1)
        .executeTakeFirst();
      return row && knownChannel(row);
    },

    async forgetTeam(teamId) {
      await database.deleteFrom('channels').where('team_id', '=', teamId).execute();
    },
  };
}

function knownChannel(row: Tables['channels']): KnownChannel {
  return {
    channelId: row.channel_id,
    teamId: row.team_id,
    tenantId: row.tenant_id,
    serviceUrl: row.service_url,
  };
}
