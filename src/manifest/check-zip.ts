import { strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';
import { checkIcons } from './check-icons.ts';
import { identityProblems } from './check-manifest.ts';
import type { PackageSettings } from './package-settings.ts';

const languages = z.looseObject({
  localizationInfo: z
    .looseObject({ additionalLanguages: z.array(z.looseObject({ file: z.string() })).default([]) })
    .optional(),
});

/** What is wrong with a package as Teams would get it: every file at the root, all there, ids as in the configuration. */
export function checkZip(
  zip: Uint8Array,
  settings: Pick<PackageSettings, 'appId' | 'host'>,
): readonly string[] {
  const files = filesOf(zip);
  if (!files) return ['is not a zip file'];
  const outside = Object.keys(files).filter((name) => name.includes('/') || name.includes('\\'));
  const problems = outside.map((name) => `${name} must stand at the root of the zip`);
  const { 'manifest.json': manifest, 'color.png': color, 'outline.png': outline } = files;
  if (!manifest || !color || !outline)
    return [...problems, 'manifest.json, color.png and outline.png must be in it'];
  return [...problems, ...checkIcons({ color, outline }), ...manifestProblems(manifest, files, settings)];
}

function manifestProblems(
  file: Uint8Array,
  files: Readonly<Record<string, Uint8Array>>,
  settings: Pick<PackageSettings, 'appId' | 'host'>,
): readonly string[] {
  const manifest = parseJson(file);
  if (manifest === undefined) return ['manifest.json is not JSON'];
  const named = languages.safeParse(manifest).data?.localizationInfo?.additionalLanguages ?? [];
  const missing = named
    .filter(({ file: name }) => !files[name])
    .map(({ file: name }) => `${name} is missing`);
  return [...missing, ...identityProblems(manifest, settings)];
}

function filesOf(zip: Uint8Array): Readonly<Record<string, Uint8Array>> | undefined {
  try {
    return unzipSync(zip);
  } catch {
    return undefined;
  }
}

function parseJson(file: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(file));
  } catch {
    return undefined;
  }
}
