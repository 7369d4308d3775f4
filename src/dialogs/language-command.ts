import { LANGUAGES } from '../i18n/translator.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** The wish to go on in another language; null when the language is not named or not known. */
export type LanguageIntent = { readonly kind: 'language'; readonly language: string | null };

const BEFORE = anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.before));
const BEHIND = `(?:\\s*${anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.behind))})?[.!。]*$`;

/** A name of a language may stand alone, its code only behind the command. */
const FORMS: readonly (readonly [RegExp, string])[] = LANGUAGES.map((language) => [
  new RegExp(
    `^(?:(?:${BEFORE}\\s*[:=、]?\\s*)?${anyOf(namesOf(language))}|${BEFORE}[\\s:=]+${language})${BEHIND}`,
    'iu',
  ),
  language,
]);
const COMMAND = new RegExp(
  `^${anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.before.slice(0, 1)))}(?:[\\s:=]+[\\p{L}-]{1,20})?[.!?。]*$`,
  'iu',
);

/** Reads "language Turkish", "日本語で" or "dil: İngilizce"; undefined when it is nothing of the kind. */
export function readLanguageCommand(text: string): LanguageIntent | undefined {
  const found = FORMS.find(([form]) => form.test(text));
  if (found) return { kind: 'language', language: found[1] };
  return COMMAND.test(text) ? { kind: 'language', language: null } : undefined;
}

/** What a language is called in each language. */
function namesOf(language: string): readonly string[] {
  return LANGUAGES.flatMap(
    (reader) => new Intl.DisplayNames(reader, { type: 'language' }).of(language) ?? [],
  );
}
