import { readFileSync } from 'node:fs';
import i18next, { type i18n } from 'i18next';

/** Values put into a sentence. They are inserted as they are: escaping is the business of whoever shows the text. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Turns a catalog key into a sentence in one language. */
export type Translate = (key: string, values?: TextValues) => string;

/** The languages there are catalogs for; the first one is the fallback. */
export const LANGUAGES = ['en'] as const;

/** All texts people read, by language. */
export interface Translator {
  /** The texts in the language nearest to `locale` (BCP 47, e.g. `tr-TR`); English when none is near. */
  for(locale: string | null | undefined): Translate;
}

/** Reads the catalogs (`src/i18n/<language>.json`) once and returns the translator over them. */
export function createTranslator(): Translator {
  const engine = createEngine();
  const known = new Map<string, Translate>();
  return {
    for(locale) {
      const language = nearestLanguage(locale);
      const found = known.get(language);
      if (found) return found;
      const fixed = engine.getFixedT(language);
      const translate: Translate = (key, values = {}) => fixed(key, { ...values });
      known.set(language, translate);
      return translate;
    },
  };
}

/** The catalog language nearest to a locale: its language part when there is a catalog, else English. */
export function nearestLanguage(locale: string | null | undefined): string {
  const language = (locale ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  return LANGUAGES.find((known) => known === language) ?? LANGUAGES[0];
}

function createEngine(): i18n {
  const engine = i18next.createInstance();
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => [language, { translation: readCatalog(language) }]),
  );
  engine.init({
    resources,
    lng: LANGUAGES[0],
    fallbackLng: LANGUAGES[0],
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return engine;
}

function readCatalog(language: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8'));
}
