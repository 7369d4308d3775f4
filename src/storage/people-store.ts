import type { Selectable } from 'kysely';
import type { KnownPerson, PeopleStore } from '../bot/people-store.ts';
import { personKey } from '../requests/person.ts';
import { builtOnce } from './built-once.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** Keeps people in SQL; what a sighting does not tell stays as it was. */
export function createPeopleStore(database: Database, clock: () => Date): PeopleStore {
  return {
    async remember({ chat, ...sighting }) {
      const known = {
        name: sighting.name,
        teams_id: sighting.teamsId,
        updated_at: clock().toISOString(),
        ...(sighting.upn ? { upn: sighting.upn.toLowerCase() } : {}),
        ...(sighting.locale ? { locale: sighting.locale } : {}),
        ...(sighting.timeZone ? { time_zone: sighting.timeZone } : {}),
        ...(chat ? { chat: JSON.stringify(chat) } : {}),
      };
      await database
        .insertInto('people')
        .values({
          person: personKey(sighting),
          tenant_id: sighting.tenantId.toLowerCase(),
          object_id: sighting.objectId.toLowerCase(),
          upn: null,
          locale: null,
          time_zone: null,
          chat: null,
          ...known,
        })
        .onConflict((conflict) => conflict.column('person').doUpdateSet(known))
        .execute();
    },

    async find(person) {
      const { rows } = await byKey(database, { person: personKey(person) });
      return rows[0] && knownPerson(rows[0]);
    },

    async findByUpn(tenantId, upn) {
      const { rows } = await byUpn(database, { tenantId: tenantId.toLowerCase(), upn: upn.toLowerCase() });
      return rows[0] && knownPerson(rows[0]);
    },

    async ofTenant(tenantId) {
      const rows = await people(database)
        .where('tenant_id', '=', tenantId.toLowerCase())
        .orderBy('name')
        .execute();
      return rows.map(knownPerson);
    },

    async forgetChat(person) {
      await database
        .updateTable('people')
        .set({ chat: null })
        .where('person', '=', personKey(person))
        .execute();
    },
  };
}

function people(database: Database) {
  return database
    .selectFrom('people')
    .leftJoin('languages', 'languages.owner', 'people.person')
    .selectAll('people')
    .select('languages.language as chosen_language');
}

const byKey = builtOnce((database, { person }: { readonly person: string }) =>
  people(database).where('person', '=', person),
);

const byUpn = builtOnce((database, given: { readonly tenantId: string; readonly upn: string }) =>
  people(database).where('upn', '=', given.upn).where('tenant_id', '=', given.tenantId),
);

type Row = Selectable<Tables['people']> & { readonly chosen_language: string | null };

function knownPerson(row: Row): KnownPerson {
  return {
    tenantId: row.tenant_id,
    objectId: row.object_id,
    name: row.name,
    teamsId: row.teams_id,
    upn: row.upn,
    locale: row.locale,
    chosenLanguage: row.chosen_language,
    timeZone: row.time_zone,
    chat: row.chat === null ? null : JSON.parse(row.chat),
  };
}
