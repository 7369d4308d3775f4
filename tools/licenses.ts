import { readFileSync } from 'node:fs';

/** One locked package. */
export type LockedPackage = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly isDevelopment: boolean;
};

/** Licenses under which we may hand out the program with the package in it. */
const ALLOWED: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'PSF-2.0',
]);

/** Licenses of tools that are not handed out with the program. */
const ALLOWED_IN_DEVELOPMENT: ReadonlySet<string> = new Set(['MPL-2.0']);

/** Packages whose package.json names no license; what their own files say was read by a person. */
const READ_BY_HAND: Readonly<Record<string, string>> = {
  'cldrjs@0.5.5': 'MIT',
  'escape-regexp-component@1.0.2': 'MIT',
  'jspath@0.4.0': 'MIT',
};

type LockFile = {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly license?: string;
        readonly dev?: boolean;
        readonly devOptional?: boolean;
      }
    >
  >;
};

/** Every package of the lock file with its license, by name. */
export function lockedPackages(lock: LockFile): readonly LockedPackage[] {
  const byId = new Map<string, LockedPackage>();
  for (const [path, { version = '', license, dev, devOptional }] of Object.entries(lock.packages)) {
    const name = path.split('node_modules/').at(-1);
    if (!path || !name) continue;
    const id = `${name}@${version}`;
    const isDevelopment = (dev ?? devOptional ?? false) && (byId.get(id)?.isDevelopment ?? true);
    byId.set(id, { name, version, license: license ?? READ_BY_HAND[id] ?? 'unknown', isDevelopment });
  }
  return [...byId.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Packages whose license is not one of those that are allowed; of alternatives one is enough. */
export function refusedPackages(packages: readonly LockedPackage[]): readonly LockedPackage[] {
  return packages.filter(({ license, isDevelopment }) => {
    const isAllowed = (one: string) => ALLOWED.has(one) || (isDevelopment && ALLOWED_IN_DEVELOPMENT.has(one));
    return !alternatives(license).some(isAllowed);
  });
}

function alternatives(license: string): readonly string[] {
  return license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .map((one) => one.trim());
}

if (import.meta.main) {
  const lock: LockFile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const packages = lockedPackages(lock);
  for (const { name, version, license, isDevelopment } of packages) {
    process.stdout.write(
      `${isDevelopment ? 'development' : 'production '}  ${license.padEnd(26)} ${name} ${version}\n`,
    );
  }
  const refused = refusedPackages(packages);
  for (const { name, license } of refused) process.stderr.write(`${name}: ${license} is not allowed\n`);
  process.exitCode = refused.length > 0 ? 1 : 0;
}
