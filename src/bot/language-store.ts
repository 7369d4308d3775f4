import type { PersonId } from '../requests/person.ts';

/** Remembers the languages that were chosen, by a person for themselves or by an operator for a conversation. */
export interface LanguageStore {
  /** The language chosen for a conversation; undefined when none was. Threads of a channel share that of the channel. */
  ofConversation(conversationId: string): Promise<string | undefined>;
  chooseForConversation(conversationId: string, language: string, by: PersonId): Promise<void>;
  /** `PeopleStore` tells it with the person. */
  chooseForPerson(person: PersonId, language: string): Promise<void>;
}
