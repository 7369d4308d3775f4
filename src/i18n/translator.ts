import { readdirSync, readFileSync } from 'node:fs';
import i18next, { type i18n } from 'i18next';
import { oncePer } from './once-per.ts';

/** Values put into a sentence. They are inserted as they are: escaping is the business of whoever shows the text. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Turns a catalog key into a sentence in one language. */
export interface Translate {
  (key: string, values?: TextValues): string;
  /** The language of the sentences (BCP 47). */
  readonly language: string;
}

/** The language that stands in where no nearer one is known. */
const FALLBACK = 'en';

/** The languages there are catalogs for, one for each file beside this one; the first one is the fallback. */
export const LANGUAGES: readonly [string, ...string[]] = [FALLBACK, ...otherLanguages()];

/** All texts people read, by language. */
export interface Translator {
  /** The texts in the language nearest to `locale` (BCP 47, e.g. `tr-TR`); English when none is near. */
  for(locale: string | null | undefined): Translate;
}

/** Reads the catalogs (`src/i18n/<language>.json`) once and returns the translator over them. */
export function createTranslator(): Translator {
  const engine = createEngine();
  const known = new Map(LANGUAGES.map((language) => [language, translateInto(language, engine)]));
  const fallback = translateInto(FALLBACK, engine);
  return { for: (locale) => known.get(nearestLanguage(locale)) ?? fallback };
}

/** The catalog language nearest to a locale: its language part when there is a catalog, else English. */
export function nearestLanguage(locale: string | null | undefined): string {
  const language = (locale ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  return LANGUAGES.find((known) => known === language) ?? FALLBACK;
}

/** A locale in that language: the one given when it speaks it (for its dates and numbers), else the language alone. */
export function localeIn(language: string, locale: string): string {
  return nearestLanguage(locale) === language ? locale : language;
}

/**
 * The language in which a card's dates are to be written; null where its reader's client knows better: English dates
 * differ by region, and a card can name no region.
 */
export function dateLanguage({ language }: Translate): string | null {
  return language === FALLBACK ? null : language;
}

function translateInto(language: string, engine: i18n): Translate {
  const fixed = engine.getFixedT(language);
  const constant = oncePer((key: string) => fixed(key));
  return Object.assign(
    (key: string, values?: TextValues) => (values ? fixed(key, { ...values }) : constant(key)),
    { language },
  );
}

function createEngine(): i18n {
  const engine = i18next.createInstance();
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => [language, { translation: readCatalog(language) }]),
  );
  engine.init({
    resources,
    lng: FALLBACK,
    fallbackLng: FALLBACK,
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    // The catalogs are flat by then, and no key names another catalog.
    keySeparator: false,
    nsSeparator: false,
  });
  return engine;
}

function otherLanguages(): readonly string[] {
  return readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((language) => language !== FALLBACK)
    .sort();
}

type Catalog = { readonly [key: string]: string | Catalog };

/** Every sentence of a language by the whole path of its key: one look finds it. */
function readCatalog(language: string): Record<string, string> {
  const sentences: Record<string, string> = {};
  const collect = (catalog: Catalog, path: string): void => {
    for (const [key, value] of Object.entries(catalog)) {
      if (typeof value === 'string') sentences[path + key] = value;
      else collect(value, `${path}${key}.`);
    }
  };
  collect(JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8')), '');
  return sentences;
}
