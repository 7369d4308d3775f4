import { isIP } from 'node:net';
import { z } from 'zod';
import { PackageProblems } from './package-problems.ts';

/** What the Teams app package is filled with. */
export type PackageSettings = {
  readonly appId: string;
  /** Host of our public address; Teams opens sign-in pages there only. */
  readonly host: string;
  /** Version of the package (semver); Teams updates an app when it grows. */
  readonly version: string;
  readonly developerName: string;
  readonly websiteUrl: string;
  readonly privacyUrl: string;
  readonly termsOfUseUrl: string;
};

const guid = z
  .string('is missing')
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID')
  .toLowerCase();

const publicHost = z.string('is missing').transform((text, context) => {
  const host = hostOf(text);
  if (host) return host;
  context.addIssue({
    code: 'custom',
    message: 'must be an https address with a host name and no port, such as https://desk.example.com',
  });
  return z.NEVER;
});

const page = z
  .string('is missing')
  .max(2048, 'is longer than 2048 characters')
  .regex(/^https:\/\/[^\s/]+\.[^\s/]+/i, 'must be an https address');

const environment = z.object({
  BOT_APP_ID: guid,
  PUBLIC_URL: publicHost,
  APP_DEVELOPER_NAME: z.string('is missing').max(32, 'is longer than 32 characters'),
  APP_WEBSITE_URL: page,
  APP_PRIVACY_URL: page,
  APP_TERMS_URL: page,
  APP_VERSION: z
    .string()
    .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'must be three numbers, such as 1.2.0')
    .optional(),
});

/**
 * Reads what the package needs from the environment; unset and empty are the same. Throws `PackageProblems` with
 * every problem at once.
 * @param programVersion used where `APP_VERSION` is not set
 */
export function loadPackageSettings(
  variables: Readonly<Record<string, string | undefined>>,
  programVersion: string,
): PackageSettings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  if (!parsed.success)
    throw new PackageProblems(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const { data } = parsed;
  return {
    appId: data.BOT_APP_ID,
    host: data.PUBLIC_URL,
    version: data.APP_VERSION ?? programVersion,
    developerName: data.APP_DEVELOPER_NAME.trim(),
    websiteUrl: data.APP_WEBSITE_URL,
    privacyUrl: data.APP_PRIVACY_URL,
    termsOfUseUrl: data.APP_TERMS_URL,
  };
}

/** The host of an address that Teams can open; undefined for plain http, a port, an IP address or a bare name. */
function hostOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  if (protocol !== 'https:' || port !== '' || isIP(hostname) !== 0 || hostname.startsWith('['))
    return undefined;
  return hostname.includes('.') ? hostname : undefined;
}
