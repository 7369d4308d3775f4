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

/**
 * Waits until nothing is left, however long that takes, as long as it becomes less: on a busy machine all is slow, and
 * what hangs is still found. Throws when nothing changed for a minute, or for as long as given.
 */
export async function untilNoneLeft(
  what: string,
  left: () => number | Promise<number>,
  stalledMs = 60_000,
): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let since = performance.now();
  for (let now = await left(); now > 0; now = await left()) {
    if (now < least) {
      least = now;
      since = performance.now();
    }
    if (performance.now() - since > stalledMs) {
      throw new Error(
        `In vain it was waited until ${what}: for ${stalledMs / 1000} s ${now} have been left.`,
      );
    }
    await sleep(50);
  }
}
