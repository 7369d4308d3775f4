import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until another process has brought something about. Throws after the timeout (10 s unless given). */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  for (const giveUpAt = performance.now() + timeoutMs; !(await isSo()); await sleep(15)) {
    if (performance.now() > giveUpAt) throw new Error(`In vain it was waited until ${what}.`);
  }
}
