import type { CardCopyStore } from '../bot/card-copy-store.ts';
import type { Database } from './database.ts';

/** Keeps in SQL where cards stand. */
export function createCardCopyStore(database: Database): CardCopyStore {
  return {
    async find(requestId, lane) {
      const row = await database
        .selectFrom('card_copies')
        .selectAll()
        .where('request_id', '=', requestId)
        .where('lane', '=', lane)
        .executeTakeFirst();
      return row && { requestId, lane, place: JSON.parse(row.place), activityId: row.activity_id };
    },

    async put({ requestId, lane, place, activityId }) {
      const standing = { place: JSON.stringify(place), activity_id: activityId };
      await database
        .insertInto('card_copies')
        .values({ request_id: requestId, lane, ...standing })
        .onConflict((conflict) => conflict.columns(['request_id', 'lane']).doUpdateSet(standing))
        .execute();
    },

    async remove(requestId, lane) {
      await database
        .deleteFrom('card_copies')
        .where('request_id', '=', requestId)
        .where('lane', '=', lane)
        .execute();
    },
  };
}
