import { type CheckName, type Finding, findingsOf } from './finding.ts';

/** Something to look at. */
export type Check = { readonly name: CheckName; readonly run: () => Promise<readonly Finding[]> };

/** Runs checks one after the other; one that throws or takes too long is a failed line and keeps no other from running. */
export async function runChecks(checks: readonly Check[], timeoutMs: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run } of checks) findings.push(...(await settled(name, run, timeoutMs)));
  return findings;
}

async function settled(name: CheckName, run: Check['run'], timeoutMs: number): Promise<readonly Finding[]> {
  const { failed } = findingsOf(name);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([failed('timeout', { seconds: timeoutMs / 1000 })]), timeoutMs);
  });
  try {
    return await Promise.race([run(), tooLate]);
  } catch (error) {
    return [failed('fault', { reason: reasonOf(error) })];
  } finally {
    clearTimeout(timer);
  }
}

/** The shortest true words about a failure: the code of a network error, else the message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' && cause.code !== '' ? cause.code : cause.message;
}
