import type { ExpressionBuilder } from 'kysely';
import type { OutboxStore, QueuedNotice } from '../bot/outbox-store.ts';
import type { Database } from './database.ts';
import { queueNotices } from './notice-queue.ts';
import type { Tables } from './tables.ts';

/** Reads the queue that changes of requests fill. */
export function createOutboxStore(database: Database): OutboxStore {
  return {
    async claim(now, leaseMs, limit) {
      const heads = await database
        .selectFrom('outbox as waiting')
        .selectAll('waiting')
        .where('waiting.due_at', '<=', now.toISOString())
        .where(isFirstOfLane)
        .orderBy('waiting.id')
        .limit(limit)
        .execute();
      const claimed: QueuedNotice[] = [];
      const leasedUntil = new Date(now.getTime() + leaseMs).toISOString();
      for (const head of heads) {
        // A change made from now on must be told anew: the card being drawn may not show it.
        const taken = await database
          .updateTable('outbox')
          .set({ due_at: leasedUntil, card_key: null, is_doubtful: 1 })
          .where('id', '=', head.id)
          .where('due_at', '=', head.due_at)
          .executeTakeFirst();
        if (Number(taken.numUpdatedRows) === 1) {
          claimed.push({
            id: head.id,
            lane: head.lane,
            notice: JSON.parse(head.notice),
            attempts: head.attempts,
            isDoubtful: head.is_doubtful === 1,
          });
        }
      }
      return claimed;
    },

    async add(request, notices) {
      await database.transaction().execute((transaction) => queueNotices(transaction, request, notices));
    },

    async remove(id) {
      await database.deleteFrom('outbox').where('id', '=', id).execute();
    },

    async postpone(id, { dueAt, attempts, isDoubtful }) {
      await database
        .updateTable('outbox')
        .set({ due_at: dueAt.toISOString(), attempts, is_doubtful: isDoubtful ? 1 : 0 })
        .where('id', '=', id)
        .execute();
    },

    async nextDueAt() {
      const row = await database
        .selectFrom('outbox as waiting')
        .select((builder) => builder.fn.min('waiting.due_at').as('earliest'))
        .where(isFirstOfLane)
        .executeTakeFirst();
      return row?.earliest ?? null;
    },
  };
}

/** Those behind it wait, whatever their own time says. */
function isFirstOfLane(builder: ExpressionBuilder<Tables & { waiting: Tables['outbox'] }, 'waiting'>) {
  return builder.not(
    builder.exists(
      builder
        .selectFrom('outbox as earlier')
        .select('earlier.id')
        .whereRef('earlier.lane', '=', 'waiting.lane')
        .whereRef('earlier.id', '<', 'waiting.id'),
    ),
  );
}
