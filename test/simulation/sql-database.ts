import { sql } from 'kysely';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createChannelStore } from '../../src/storage/channel-store.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createOutboxStore } from '../../src/storage/outbox-store.ts';
import { createPeopleStore } from '../../src/storage/people-store.ts';
import { createRequestLeases } from '../../src/storage/request-leases.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import type { SimulatedDatabase } from './simulated-database.ts';

/** The program's own stores on SQLite in memory: slower than `MemoryDatabase`, and the real thing. */
export async function openSqlDatabase(clock: () => Date): Promise<SimulatedDatabase> {
  const database = openDatabase(':memory:');
  await migrate(database);
  const requests = createRequestStore(database);
  const outbox = createOutboxStore(database);
  let due: number | null = null;
  const look = async () => {
    const times = await Promise.all([requests.nextDueAt(), outbox.nextDueAt()]);
    const known = times.filter((time) => time !== null).map((time) => Date.parse(time));
    due = known.length === 0 ? null : Math.min(...known);
  };
  return {
    requests: lookingAfterwards(requests, look),
    leases: lookingAfterwards(createRequestLeases(database), look),
    outbox: lookingAfterwards(outbox, look),
    copies: createCardCopyStore(database),
    people: createPeopleStore(database, clock),
    channels: createChannelStore(database),
    earliestDue: () => due,
    async allCopies() {
      const rows = await database.selectFrom('card_copies').selectAll().execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        lane: row.lane,
        place: JSON.parse(row.place),
        activityId: row.activity_id,
      }));
    },
    async waiting() {
      const { rows } = await sql<{ n: number }>`select count(*) as n from outbox`.execute(database);
      return Number(rows[0]?.n ?? 0);
    },
    close: () => database.destroy(),
  };
}

/** A store after whose writes one looks what is due. */
function lookingAfterwards<T extends object>(store: T, look: () => Promise<void>): T {
  return new Proxy(store, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return async (...parameters: unknown[]) => {
        const answer: unknown = await Reflect.apply(value, target, parameters);
        if (property !== 'nextDueAt') await look();
        return answer;
      };
    },
  });
}
