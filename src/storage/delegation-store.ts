import type { AuditKeys } from '../requests/audit-chain.ts';
import type { DelegationStore, KeptDelegation } from '../requests/delegation-store.ts';
import { personKey } from '../requests/person.ts';
import { appendAuditEvent, NO_AUDIT_KEYS } from './audit-store.ts';
import { builtOnce } from './built-once.ts';
import type { Database } from './database.ts';
import { queueNotes } from './notice-queue.ts';
import { asOnlyWriter } from './one-writer.ts';

const THE_ONE = 1;

/** Keeps delegations in SQL; when one begins and ends stands in columns, the rest is JSON. */
export function createDelegationStore(database: Database, [key]: AuditKeys = NO_AUDIT_KEYS): DelegationStore {
  return {
    async all() {
      const { rows } = await allOfThem(database, {});
      return rows.map(keptDelegation);
    },

    replace(delegator, next, { at, effects }) {
      return database.transaction().execute(async (transaction) => {
        await asOnlyWriter(transaction, `delegator ${personKey(delegator)}`);
        const ended = await transaction
          .updateTable('delegations')
          .set({ ends_at: at })
          .where('delegator', '=', personKey(delegator))
          .where('ends_at', '>', at)
          .returningAll()
          .execute();
        if (next) await transaction.insertInto('delegations').values(rowOf(next)).execute();
        else if (ended.length === 0) return [];
        const over = ended.map(keptDelegation);
        const { event, notes } = effects(over);
        await queueNotes(transaction, notes, at);
        await appendAuditEvent(transaction, event, key);
        return over;
      });
    },

    async watchedUntil() {
      const row = await database.selectFrom('delegation_watch').selectAll().executeTakeFirst();
      return row?.watched_until ?? null;
    },

    async watched(until, notes) {
      await database.transaction().execute(async (transaction) => {
        const news = await transaction
          .insertInto('delegation_watch')
          .values({ id: THE_ONE, watched_until: until })
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet({ watched_until: until })
              .where('delegation_watch.watched_until', '<', until),
          )
          .returning('id')
          .execute();
        if (news.length > 0) await queueNotes(transaction, notes, until);
        await transaction.deleteFrom('delegations').where('ends_at', '<=', until).execute();
      });
    },
  };
}

const allOfThem = builtOnce((database) =>
  database.selectFrom('delegations').selectAll().orderBy('starts_at'),
);

function rowOf(delegation: KeptDelegation) {
  return {
    id: delegation.id,
    delegator: personKey(delegation.delegator),
    starts_at: delegation.from,
    ends_at: delegation.until,
    record: JSON.stringify(delegation),
  };
}

/** One that was ended early ends when its column says. */
function keptDelegation(row: { readonly record: string; readonly ends_at: string }): KeptDelegation {
  const delegation: KeptDelegation = JSON.parse(row.record);
  return { ...delegation, until: row.ends_at, wasStopped: row.ends_at !== delegation.until };
}
