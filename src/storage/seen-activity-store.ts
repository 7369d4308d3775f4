import type { SeenActivityStore } from '../bot/seen-activity-store.ts';
import { builtOnce } from './built-once.ts';
import type { Database } from './database.ts';

/** Teams repeats a delivery within minutes; a day is ample. */
const KEPT_MS = 24 * 3_600_000;
const ROUNDS_BETWEEN_PURGES = 500;

const insert = builtOnce((database, given: { readonly activity: string; readonly at: string }) =>
  database
    .insertInto('seen_activities')
    .values({ activity: given.activity, seen_at: given.at })
    .onConflict((conflict) => conflict.column('activity').doNothing()),
);

/** Keeps the ids of handled activities for a day. */
export function createSeenActivityStore(database: Database): SeenActivityStore {
  let rounds = 0;
  const purge = async (now: Date) => {
    rounds += 1;
    if (rounds % ROUNDS_BETWEEN_PURGES !== 0) return;
    const oldest = new Date(now.getTime() - KEPT_MS).toISOString();
    await database.deleteFrom('seen_activities').where('seen_at', '<', oldest).execute();
  };
  return {
    async mark(activity, at) {
      await purge(at);
      const { numAffectedRows } = await insert(database, { activity, at: at.toISOString() });
      return Number(numAffectedRows) === 1;
    },

    async unmark(activity) {
      await database.deleteFrom('seen_activities').where('activity', '=', activity).execute();
    },
  };
}
