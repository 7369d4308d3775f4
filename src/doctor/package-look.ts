import { existsSync, readFileSync } from 'node:fs';
import { createTranslator, LANGUAGES } from '../i18n/translator.ts';
import { loadPackageSettings } from '../manifest/package-settings.ts';
import type { PackageLook } from './check-package.ts';

/** The Teams app package; what makes it is loaded only now, since a production installation does not have it. */
export function packageLook(
  variables: Readonly<Record<string, string | undefined>>,
  { file, programVersion }: { readonly file: string; readonly programVersion: string },
): PackageLook {
  const settings = () => loadPackageSettings(variables, programVersion);
  return {
    async build() {
      const wanted = settings();
      const [{ buildAppPackage, readPackageSources }, { textsIn }] = await Promise.all([
        import('../manifest/app-package.ts'),
        import('../manifest/localized-manifest.ts'),
      ]);
      const folder = new URL('../../manifest/', import.meta.url);
      await buildAppPackage(wanted, readPackageSources(folder, textsIn(createTranslator(), LANGUAGES)));
    },
    file: existsSync(file) ? readFileSync(file) : undefined,
    async check(zip) {
      const { checkZip } = await import('../manifest/check-zip.ts');
      return checkZip(zip, settings());
    },
  };
}
