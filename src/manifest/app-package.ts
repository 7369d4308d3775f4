import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import type { Translate } from '../i18n/translator.ts';
import { checkIcons } from './check-icons.ts';
import { checkManifest } from './check-manifest.ts';
import { checkZip } from './check-zip.ts';
import type { Json } from './fill-template.ts';
import { languageFile, localizationInfo, manifestIn } from './localized-manifest.ts';
import { PackageProblems } from './package-problems.ts';
import type { PackageSettings } from './package-settings.ts';

/** What a package is made of beside its settings. */
export type PackageSources = {
  readonly template: Json;
  readonly color: Uint8Array;
  readonly outline: Uint8Array;
  /** The texts of each language; the first is that of the manifest itself. */
  readonly texts: ReadonlyMap<string, Translate>;
};

const LANGUAGE_SCHEMA =
  'https://developer.microsoft.com/en-us/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json';

/** The same sources and settings give the same bytes; a zip keeps local time, hence not an instant. */
const MADE_AT = new Date(2026, 0, 1);

/** Reads template and icons from a folder (`manifest/`). */
export function readPackageSources(folder: URL, texts: PackageSources['texts']): PackageSources {
  const read = (name: string) => readFileSync(new URL(name, folder));
  return {
    template: JSON.parse(read('manifest.json').toString('utf8')),
    color: read('color.png'),
    outline: read('outline.png'),
    texts,
  };
}

/** Makes the Teams app package (a zip). Throws `PackageProblems` when anything in it would not be accepted. */
export async function buildAppPackage(
  settings: PackageSettings,
  sources: PackageSources,
): Promise<Uint8Array> {
  const languages = [...sources.texts.keys()];
  const [first, ...others] = languages;
  if (first === undefined) throw new PackageProblems(['there is no language']);
  const manifests = new Map<string, string>();
  for (const [language, text] of sources.texts) {
    const manifest = manifestIn(sources.template, settings, text);
    manifests.set(language, asFile(withLanguages(manifest, [first, ...others])));
  }
  const problems = [
    ...checkIcons(sources),
    ...(await Promise.all([...manifests].map((entry) => checkManifest(...entry, settings)))).flat(),
  ];
  if (problems.length > 0) throw new PackageProblems(problems);

  const zip = zipSync(
    {
      'manifest.json': strToU8(manifests.get(first) ?? ''),
      'color.png': sources.color,
      'outline.png': sources.outline,
      ...languageFiles(sources, others),
    },
    { mtime: MADE_AT },
  );
  const zipProblems = checkZip(zip, settings);
  if (zipProblems.length > 0) throw new PackageProblems(zipProblems);
  return zip;
}

function languageFiles(
  { template, texts }: PackageSources,
  languages: readonly string[],
): Readonly<Record<string, Uint8Array>> {
  const files = languages.flatMap((language) => {
    const text = texts.get(language);
    if (!text) return [];
    return [[`${language}.json`, strToU8(asFile(languageFile(template, LANGUAGE_SCHEMA, text)))] as const];
  });
  return Object.fromEntries(files);
}

function withLanguages(manifest: Json, languages: readonly [string, ...string[]]): Json {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return manifest;
  return { ...manifest, localizationInfo: localizationInfo(languages) };
}

function asFile(value: Json): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
