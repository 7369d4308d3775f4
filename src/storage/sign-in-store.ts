import type { SignInRecord, SignInStore } from '../identity/sign-in-store.ts';
import { type PersonId, personKey } from '../requests/person.ts';
import type { Database } from './database.ts';

/** Keeps invitations to sign in in SQL; the record is JSON, the columns beside it exist for queries only. */
export function createSignInStore(database: Database): SignInStore {
  return {
    async insert(record) {
      await database
        .insertInto('sign_ins')
        .values({ ...columnsOf(record), id_hash: record.idHash, expires_at: record.expiresAt })
        .execute();
    },

    async find(idHash) {
      const row = await database
        .selectFrom('sign_ins')
        .select('record')
        .where('id_hash', '=', idHash)
        .executeTakeFirst();
      return row && parseRecord(row.record);
    },

    async findByState(stateHash) {
      const row = await database
        .selectFrom('sign_ins')
        .select('record')
        .where('state_hash', '=', stateHash)
        .executeTakeFirst();
      return row && parseRecord(row.record);
    },

    async save(next) {
      const updated = await database
        .updateTable('sign_ins')
        .set(columnsOf(next))
        .where('id_hash', '=', next.idHash)
        .where('version', '=', next.version - 1)
        .executeTakeFirst();
      return Number(updated.numUpdatedRows) > 0;
    },

    async toAnnounce(now, limit) {
      const rows = await database
        .selectFrom('sign_ins')
        .select('record')
        .where('announce_at', '<=', now)
        .orderBy('announce_at')
        .limit(limit)
        .execute();
      return rows.map((row) => parseRecord(row.record));
    },

    async purge(before) {
      await database
        .deleteFrom('sign_ins')
        .where('expires_at', '<', before)
        .where('announce_at', 'is', null)
        .execute();
    },

    async stepUp(person) {
      const row = await database
        .selectFrom('step_ups')
        .select(['claims', 'since', 'is_token_useless'])
        .where('person', '=', personKey(person))
        .executeTakeFirst();
      return row && { claims: row.claims, since: row.since, isTokenUseless: row.is_token_useless !== 0 };
    },

    async setStepUp(person: PersonId, stepUp) {
      const key = personKey(person);
      if (stepUp === null) {
        await database.deleteFrom('step_ups').where('person', '=', key).execute();
        return;
      }
      const { claims, since } = stepUp;
      const values = { claims, since, is_token_useless: stepUp.isTokenUseless ? 1 : 0 };
      await database
        .insertInto('step_ups')
        .values({ person: key, ...values })
        .onConflict((conflict) => conflict.column('person').doUpdateSet(values))
        .execute();
    },
  };
}

function columnsOf(record: SignInRecord) {
  return {
    version: record.version,
    state_hash: record.flow?.stateHash ?? null,
    announce_at: record.announceAt,
    record: JSON.stringify(record),
  };
}

function parseRecord(json: string): SignInRecord {
  return JSON.parse(json);
}
