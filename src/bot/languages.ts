import { localeIn, nearestLanguage, type Translate, type Translator } from '../i18n/translator.ts';
import type { PersonId } from '../requests/person.ts';
import type { LanguageStore } from './language-store.ts';
import type { KnownPerson } from './people-store.ts';

export type LanguagesDependencies = { readonly store: LanguageStore; readonly translator: Translator };

/** In which language things are said: to a person in their own, in a shared conversation in that of the place. */
export class Languages {
  readonly #deps: LanguagesDependencies;

  constructor(dependencies: LanguagesDependencies) {
    this.#deps = dependencies;
  }

  /** The texts for what one person reads. */
  forReader(locale: string | null | undefined): Translate {
    return this.#deps.translator.for(locale);
  }

  /** The texts for what everybody in a conversation reads: in the language chosen for it, else in that of `locale`. */
  async forConversation(conversationId: string, locale: string | null): Promise<Translate> {
    const chosen = await this.#deps.store.ofConversation(conversationId);
    return this.#deps.translator.for(chosen ?? locale);
  }

  /** Takes a person's own choice; returns the texts in that language. */
  async chooseForPerson(person: PersonId, language: string): Promise<Translate> {
    await this.#deps.store.chooseForPerson(person, nearestLanguage(language));
    return this.#deps.translator.for(language);
  }

  /** Takes an operator's choice for a conversation; for a thread of a channel, for the whole channel. */
  async chooseForConversation(conversationId: string, language: string, by: PersonId): Promise<Translate> {
    await this.#deps.store.chooseForConversation(conversationId, nearestLanguage(language), by);
    return this.#deps.translator.for(language);
  }
}

/**
 * The locale in which somebody reads: in the language they chose, else that of the client they use now or used last. Null
 * when nothing is known.
 */
export function readingLocale(
  known: Pick<KnownPerson, 'locale' | 'chosenLanguage'> | undefined,
  present: string | null = null,
): string | null {
  const locale = present ?? known?.locale ?? null;
  const chosen = known?.chosenLanguage;
  return chosen ? localeIn(chosen, locale ?? chosen) : locale;
}
