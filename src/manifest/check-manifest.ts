import { AppManifestUtils } from '@microsoft/app-manifest';
import { z } from 'zod';
import type { PackageSettings } from './package-settings.ts';

/** What must be the same as in the configuration; everything else is up to Microsoft's schema. */
const shape = z.looseObject({
  id: z.string(),
  bots: z.array(z.looseObject({ botId: z.string() })).length(1),
  webApplicationInfo: z.looseObject({ id: z.string(), resource: z.string() }),
  validDomains: z.array(z.string()),
});

/**
 * What is wrong with a manifest as it reads in one language: Microsoft's schema, and whether its ids and its domain
 * are those of the configuration.
 */
export async function checkManifest(
  language: string,
  text: string,
  settings: Pick<PackageSettings, 'appId' | 'host'>,
): Promise<readonly string[]> {
  const schemaProblems = await AppManifestUtils.validateAgainstSchema(JSON.parse(text));
  return [
    ...schemaProblems.map((problem) => `manifest.json (${language}): ${problem.trim()}`),
    ...identityProblems(JSON.parse(text), settings),
  ];
}

/** Ids or domains that differ from the configuration, so that Teams would reach another bot or refuse the sign-in. */
export function identityProblems(
  manifest: unknown,
  { appId, host }: Pick<PackageSettings, 'appId' | 'host'>,
): readonly string[] {
  const parsed = shape.safeParse(manifest);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `manifest.json: ${issue.path.join('.')} ${issue.message}`);
  const { id, bots, webApplicationInfo, validDomains } = parsed.data;
  const expected: readonly (readonly [string, string | undefined, string])[] = [
    ['id', id, appId],
    ['bots[0].botId', bots[0]?.botId, appId],
    ['webApplicationInfo.id', webApplicationInfo.id, appId],
    ['webApplicationInfo.resource', webApplicationInfo.resource, `api://botid-${appId}`],
  ];
  return [
    ...expected
      .filter(([, found, wanted]) => found?.toLowerCase() !== wanted)
      .map(([place, found, wanted]) => `manifest.json: ${place} is ${found}, but BOT_APP_ID wants ${wanted}`),
    ...(validDomains.includes(host)
      ? []
      : [`manifest.json: validDomains lacks ${host}, the host of PUBLIC_URL`]),
  ];
}
