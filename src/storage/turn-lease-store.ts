import type { TurnLeaseStore } from '../bot/turn-lease-store.ts';
import type { Database } from './database.ts';

/** Keeps in SQL who has the turn in a conversation. */
export function createTurnLeaseStore(database: Database): TurnLeaseStore {
  return {
    async take(conversation, { holder, now, heldUntil }) {
      const lease = { holder, held_until: heldUntil.toISOString() };
      const taken = await database
        .insertInto('turn_leases')
        .values({ conversation, ...lease })
        .onConflict((conflict) =>
          conflict
            .column('conversation')
            .doUpdateSet(lease)
            .where('turn_leases.held_until', '<=', now.toISOString()),
        )
        .executeTakeFirst();
      return Number(taken.numInsertedOrUpdatedRows ?? 0) === 1;
    },

    async release(conversation, holder) {
      await database
        .deleteFrom('turn_leases')
        .where('conversation', '=', conversation)
        .where('holder', '=', holder)
        .execute();
    },
  };
}
