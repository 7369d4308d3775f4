import type { ExpressionBuilder, Selectable } from 'kysely';
import type { OutboxStore, QueuedNotice } from '../bot/outbox-store.ts';
import { type Database, isPostgres } from './database.ts';
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
        .orderBy('waiting.due_at')
        .orderBy('waiting.id')
        .limit(limit)
        .execute();
      if (heads.length === 0) return [];
      const claim = (on: Database) => takeEach(on, heads, { now, leaseMs });
      // On SQLite one flush does for all. PostgreSQL takes each by itself: instances cannot then wait for each other crosswise.
      return isPostgres(database) ? claim(database) : database.transaction().execute(claim);
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

type Row = Selectable<Tables['outbox']>;

/** Takes notices unless somebody else has taken them meanwhile. */
async function takeEach(
  on: Database,
  heads: readonly Row[],
  { now, leaseMs }: { readonly now: Date; readonly leaseMs: number },
): Promise<readonly QueuedNotice[]> {
  const claimed: QueuedNotice[] = [];
  const leasedUntil = new Date(now.getTime() + leaseMs).toISOString();
  for (const { id, lane, notice, attempts, is_doubtful, due_at } of heads) {
    // A change made from now on must be told anew: the card being drawn may not show it.
    const taken = await on
      .updateTable('outbox')
      .set({ due_at: leasedUntil, card_key: null, is_doubtful: 1 })
      .where('id', '=', id)
      .where('due_at', '=', due_at)
      .executeTakeFirst();
    if (Number(taken.numUpdatedRows) === 1) {
      claimed.push({ id, lane, notice: JSON.parse(notice), attempts, isDoubtful: is_doubtful === 1 });
    }
  }
  return claimed;
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
