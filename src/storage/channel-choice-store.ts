import type { AuditKeys } from '../requests/audit-chain.ts';
import type { ChannelChoiceStore } from '../requests/helpdesk-channels.ts';
import { appendAuditEvent, NO_AUDIT_KEYS } from './audit-store.ts';
import type { Database } from './database.ts';

/** Keeps the channels that operators chose in SQL. */
export function createChannelChoiceStore(
  database: Database,
  [key]: AuditKeys = NO_AUDIT_KEYS,
): ChannelChoiceStore {
  return {
    async all() {
      const rows = await database.selectFrom('helpdesk_channels').selectAll().execute();
      return rows.map((row) => ({ customerId: row.customer_id || null, channelId: row.channel_id }));
    },

    async choose({ customerId, channelId }, event) {
      await database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('helpdesk_channels')
          .values({ customer_id: customerId ?? '', channel_id: channelId })
          .onConflict((conflict) => conflict.column('customer_id').doUpdateSet({ channel_id: channelId }))
          .execute();
        await appendAuditEvent(transaction, event, key);
      });
    },

    forget(channelId, event) {
      return database.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('helpdesk_channels')
          .where('channel_id', '=', channelId)
          .executeTakeFirst();
        if (numDeletedRows > 0n) await appendAuditEvent(transaction, event, key);
        return Number(numDeletedRows);
      });
    },
  };
}
