import { type StateReader, secondsSince } from './metrics/state-gauges.ts';
import type { HealthReport } from './server-routes.ts';

/** What the readiness check looks at. */
export type HealthSources = {
  readonly state: StateReader;
  /** True when the instance is about to end. */
  readonly isDraining: () => boolean;
  /** When each worker last looked for work; null before the first time. */
  readonly workers: () => Readonly<Record<string, Date | null>>;
  readonly clock: () => Date;
};

/** A worker looks twice a minute at least. */
const STUCK_AFTER_SECONDS = 150;
const LATE_AFTER_SECONDS = 300;

/**
 * Says whether this instance should get traffic: its database answers and its workers look for work. A late outbox is
 * shown but does not count, as taking an instance away would not make Teams answer.
 */
export function createHealth({ state, isDraining, workers, clock }: HealthSources) {
  const isStuck = (lookedAt: Date | null) =>
    lookedAt === null || secondsSince(lookedAt.toISOString(), clock) > STUCK_AFTER_SECONDS;
  return {
    live: async (): Promise<HealthReport> => ({ isOk: true }),

    async ready(): Promise<HealthReport> {
      if (isDraining()) return { isOk: false, parts: { instance: 'stopping' } };
      const outbox = await state.outbox().catch(() => null);
      if (!outbox) return { isOk: false, parts: { database: 'failing' } };
      const stuck = Object.entries(workers()).filter(([, lookedAt]) => isStuck(lookedAt));
      const late = outbox.dueSince === null ? 0 : secondsSince(outbox.dueSince, clock);
      const parts = {
        database: 'ok',
        workers: stuck.length === 0 ? 'ok' : `stuck: ${stuck.map(([name]) => name).join(', ')}`,
        outbox: late > LATE_AFTER_SECONDS ? `late: ${Math.round(late)} s` : 'ok',
      };
      return { isOk: stuck.length === 0, parts };
    },
  };
}
