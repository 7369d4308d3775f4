import { LANGUAGES } from '../i18n/translator.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** The wish to go on in another language; null when the language is not named or not known. */
export type LanguageIntent = { readonly kind: 'language'; readonly language: string | null };

const BEFORE = anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.before));
const BEHIND = `(?:\\s*${anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.behind))})?[.!。]*$`;

type Form = readonly [RegExp, string];

/** Made when first asked for: what languages are called takes long to learn, and few ask for one. */
let forms: readonly Form[] | undefined;

/** A name of a language may stand alone, its code only behind the command. */
function formOf(language: string): Form {
  const named = `(?:${BEFORE}\\s*[:=、]?\\s*)?${anyOf(namesOf(language))}`;
  return [new RegExp(`^(?:${named}|${BEFORE}[\\s:=]+${language})${BEHIND}`, 'iu'), language];
}

const COMMAND = new RegExp(
  `^${anyOf(ALL_WORDS.flatMap(({ chooseLanguage }) => chooseLanguage.before.slice(0, 1)))}(?:[\\s:=]+[\\p{L}-]{1,20})?[.!?。]*$`,
  'iu',
);

/** Reads "language Turkish", "日本語で" or "dil: İngilizce"; undefined when it is nothing of the kind. */
export function readLanguageCommand(text: string): LanguageIntent | undefined {
  forms ??= LANGUAGES.map(formOf);
  const found = forms.find(([form]) => form.test(text));
  if (found) return { kind: 'language', language: found[1] };
  return COMMAND.test(text) ? { kind: 'language', language: null } : undefined;
}

/** What a language is called in each language. */
function namesOf(language: string): readonly string[] {
  return LANGUAGES.flatMap(
    (reader) => new Intl.DisplayNames(reader, { type: 'language' }).of(language) ?? [],
  );
}
