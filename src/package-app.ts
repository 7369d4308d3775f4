import { readFileSync, writeFileSync } from 'node:fs';
import { readOptions } from './command-line.ts';
import { createTranslator, LANGUAGES } from './i18n/translator.ts';
import { buildAppPackage, readPackageSources } from './manifest/app-package.ts';
import { textsIn } from './manifest/localized-manifest.ts';
import { PackageProblems } from './manifest/package-problems.ts';
import { loadPackageSettings } from './manifest/package-settings.ts';

const values = readOptions('package', { out: { type: 'string', default: 'license-desk.zip' } });

try {
  const settings = loadPackageSettings(process.env, programVersion());
  const sources = readPackageSources(
    new URL('../manifest/', import.meta.url),
    textsIn(createTranslator(), LANGUAGES),
  );
  writeFileSync(values.out, await buildAppPackage(settings, sources));
  process.stdout.write(
    `${values.out}: License Desk ${settings.version} for ${settings.host} in ${LANGUAGES.join(', ')}\n`,
  );
} catch (error) {
  if (!(error instanceof PackageProblems)) throw error;
  process.stderr.write(
    `${error.message}\n\nNo package was written. docs/operator-guide.md explains each value.\n`,
  );
  process.exitCode = 1;
}

function programVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
