import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { App } from './app.ts';

export type EndingOptions = {
  /** How long it goes on serving while it says that it is not ready, so that no traffic is sent to it any more. */
  readonly graceMs: number;
  /** How long what is under way may take after that. */
  readonly deadlineMs: number;
  readonly log: Logger;
};

/** What of `process` is needed. */
export type Signals = {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): unknown;
};

/**
 * Ends the program in order at SIGTERM, and at once, without waiting for anybody's traffic to go elsewhere, at SIGINT.
 * A second signal ends it without further ado: what was under way is taken up by the next start.
 */
export function endOnSignal(
  app: Pick<App, 'drain' | 'stop'>,
  { graceMs, deadlineMs, log }: EndingOptions,
  signals: Signals = process,
): void {
  let isEnding = false;
  const end = async (signal: string) => {
    log.info({ signal, graceMs, deadlineMs }, 'License Desk is stopping');
    app.drain();
    if (signal === 'SIGTERM') await sleep(graceMs);
    const isFinished = await app.stop({ deadlineMs });
    if (isFinished) log.info('License Desk has stopped');
    else log.warn('License Desk has stopped with work under way; the next start takes it up');
    signals.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    signals.on(signal, () => {
      if (isEnding) {
        log.warn({ signal }, 'License Desk stops at once');
        signals.exit(1);
        return;
      }
      isEnding = true;
      end(signal).catch((error: unknown) => {
        log.error({ err: error }, 'License Desk could not stop in order');
        signals.exit(1);
      });
    });
  }
}
