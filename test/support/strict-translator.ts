import { readFileSync } from 'node:fs';
import {
  createTranslator,
  LANGUAGES,
  type TextValues,
  type Translate,
  type Translator,
} from '../../src/i18n/translator.ts';

/** The translator, which throws where a sentence is missing or is not given a value that it names. */
export function createStrictTranslator(): Translator {
  const translator = createTranslator();
  const sentences = new Map(LANGUAGES.map((language) => [language, sentencesOf(language)]));
  return {
    for(locale) {
      const text = translator.for(locale);
      const strict = (key: string, values: TextValues = {}) => {
        const forms = [key, ...FORMS.map((form) => `${key}_${form}`)];
        const known = forms.flatMap((form) => sentences.get(text.language)?.get(form) ?? []);
        if (known.length === 0) throw new Error(`there is no sentence ${key} in ${text.language}`);
        for (const [, name = ''] of known.join(' ').matchAll(/{{(.+?)}}/g)) {
          if (values[name] === undefined) throw new Error(`the sentence ${key} is not given its ${name}`);
        }
        return text(key, values);
      };
      const translate: Translate = Object.assign(strict, { language: text.language });
      return translate;
    },
  };
}

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** All sentences of a language by their keys. */
function sentencesOf(language: string): ReadonlyMap<string, string> {
  const file = new URL(`../../src/i18n/${language}.json`, import.meta.url);
  const entries = (node: unknown, path: string): [string, string][] =>
    typeof node === 'string'
      ? [[path, node]]
      : Object.entries(node ?? {}).flatMap(([name, child]) =>
          entries(child, path ? `${path}.${name}` : name),
        );
  return new Map(entries(JSON.parse(readFileSync(file, 'utf8')), ''));
}
