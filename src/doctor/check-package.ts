import { PackageProblems } from '../manifest/package-problems.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, failed } = findingsOf('package');

/** How the Teams app package is looked at. */
export type PackageLook = {
  /** Makes the package anew from the configuration. Throws `PackageProblems`. */
  readonly build: () => Promise<unknown>;
  /** The file that was made earlier; undefined when there is none. */
  readonly file: Uint8Array | undefined;
  /** What is wrong with a package that was made earlier. */
  readonly check: (file: Uint8Array) => Promise<readonly string[]>;
};

/** Whether the package can be made, and whether the one that lies here still fits. */
export async function checkPackage({ build, file, check }: PackageLook): Promise<readonly Finding[]> {
  try {
    await build();
  } catch (error) {
    if (error instanceof PackageProblems) {
      return error.problems.map((problem) => warning('problem', { problem }));
    }
    // The tools that make packages are not part of a production installation.
    if (isMissingModule(error)) return [warning('noTools')];
    throw error;
  }
  if (!file) return [warning('notMade')];
  const problems = await check(file);
  return problems.length === 0 ? [ok('ok')] : problems.map((problem) => failed('stale', { problem }));
}

/** Whether a package was not installed. */
export function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
