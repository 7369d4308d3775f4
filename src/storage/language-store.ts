import type { LanguageStore } from '../bot/language-store.ts';
import { type PersonId, personKey } from '../requests/person.ts';
import type { Database } from './database.ts';

/** Keeps chosen languages in SQL. */
export function createLanguageStore(database: Database, clock: () => Date): LanguageStore {
  async function choose(owner: string, language: string, by: PersonId): Promise<void> {
    const choice = { language, chosen_by: personKey(by), chosen_at: clock().toISOString() };
    await database
      .insertInto('languages')
      .values({ owner, ...choice })
      .onConflict((conflict) => conflict.column('owner').doUpdateSet(choice))
      .execute();
  }
  return {
    async ofConversation(conversationId) {
      const row = await database
        .selectFrom('languages')
        .select('language')
        .where('owner', '=', placeOf(conversationId))
        .executeTakeFirst();
      return row?.language;
    },
    chooseForConversation: (conversationId, language, by) => choose(placeOf(conversationId), language, by),
    chooseForPerson: (person, language) => choose(personKey(person), language, person),
  };
}

/** The id of a channel's thread is that of the channel with `;messageid=…` behind it. */
function placeOf(conversationId: string): string {
  return conversationId.split(';')[0] ?? conversationId;
}
