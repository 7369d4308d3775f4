import type { Translate, Translator } from '../i18n/translator.ts';
import { fillTemplate, type Json, placesOf } from './fill-template.ts';
import type { PackageSettings } from './package-settings.ts';

/** Texts of the catalog that Teams shows begin with this. */
const TEXT = 'manifest.';

/** The manifest as it reads in one language. */
export function manifestIn(template: Json, settings: PackageSettings, text: Translate): Json {
  const values: Readonly<Record<string, string>> = {
    ...settings,
    applicationIdUri: `api://botid-${settings.appId}`,
  };
  return fillTemplate(template, (name) => (name.startsWith(TEXT) ? text(name) : values[name]));
}

/** The language file of one language: each text of the manifest by its path (`bots[0].commandLists[0].…`). */
export function languageFile(
  template: Json,
  schema: string,
  text: Translate,
): Readonly<Record<string, string>> {
  const texts = placesOf(template).filter(([, name]) => name.startsWith(TEXT));
  return Object.fromEntries([['$schema', schema], ...texts.map(([path, name]) => [path, text(name)])]);
}

/** Says in which languages the package reads: the first is that of the manifest itself. */
export function localizationInfo(languages: readonly [string, ...string[]]): Json {
  const [defaultLanguageTag, ...others] = languages;
  const additionalLanguages = others.map((tag) => ({ languageTag: tag, file: `${tag}.json` }));
  return { defaultLanguageTag, ...(others.length > 0 ? { additionalLanguages } : {}) };
}

/** The texts of each language. */
export function textsIn(
  translator: Translator,
  languages: readonly [string, ...string[]],
): ReadonlyMap<string, Translate> {
  return new Map(languages.map((language) => [language, translator.for(language)]));
}
