import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readOptions } from './command-line.ts';
import { isMissingModule } from './doctor/check-package.ts';
import { createTranslator, LANGUAGES } from './i18n/translator.ts';
import { textsIn } from './manifest/localized-manifest.ts';
import { PackageProblems } from './manifest/package-problems.ts';
import { loadPackageSettings } from './manifest/package-settings.ts';

const MANIFEST = new URL('../manifest/', import.meta.url);
const values = readOptions('package', { out: { type: 'string', default: 'license-desk.zip' } });

try {
  const { buildAppPackage, readPackageSources } = await import('./manifest/app-package.ts');
  const settings = loadPackageSettings(process.env, programVersion());
  const sources = readPackageSources(MANIFEST, textsIn(createTranslator(), LANGUAGES));
  writeFileSync(values.out, await buildAppPackage(settings, sources));
  process.stdout.write(
    `${values.out}: License Desk ${settings.version} for ${settings.host} in ${LANGUAGES.join(', ')}\n`,
  );
} catch (error) {
  process.stderr.write(`${problemIn(error)}\n\nNo package was written.\n`);
  process.exitCode = 1;
}

/** What whoever runs the command can mend; throws other errors again. */
function problemIn(error: unknown): string {
  if (error instanceof PackageProblems)
    return `${error.message}\n\ndocs/operator-guide.md explains each value.`;
  if (isMissingModule(error) || !existsSync(MANIFEST))
    return 'The package is made where the whole source is and `npm ci` was run without --omit=dev.';
  throw error;
}

function programVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
