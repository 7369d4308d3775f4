import type { Logger } from 'pino';
import type { DelegationStore } from './delegation-store.ts';
import type { Delegations } from './delegations.ts';
import { DueWorker } from './due-worker.ts';

export type DelegationWatchDependencies = {
  readonly delegations: Pick<Delegations, 'all'>;
  readonly store: Pick<DelegationStore, 'watchedUntil' | 'watched'>;
  /** Draws the cards anew of what waits for people: others may decide now. */
  readonly redraw: () => Promise<void>;
  readonly clock: () => Date;
  readonly log: Logger;
};

/**
 * Acts when a delegation begins or ends, whether it was said in a chat or stands in the policy file. A row of the database
 * tells up to when this was done, so that no stop makes it miss one; done twice, it does no harm.
 */
export function createDelegationWatch(dependencies: DelegationWatchDependencies): DueWorker<string> {
  const { delegations, store, redraw, clock, log } = dependencies;
  const turns = async () => {
    const since = (await store.watchedUntil()) ?? '';
    const times = (await delegations.all()).flatMap(({ from, until }) => [from, until]);
    return times.filter((time) => time > since).toSorted();
  };
  return new DueWorker<string>({
    mostAtOnce: 1,
    async take(now) {
      const last = (await turns()).findLast((time) => time <= now.toISOString());
      return last === undefined ? [] : [last];
    },
    keyOf: () => 'delegations',
    async handle(time) {
      await redraw();
      await store.watched(time);
    },
    nextDueAt: async () => (await turns())[0] ?? null,
    clock,
    onFault: (error) => log.error({ err: error }, 'the beginning or end of a delegation could not be told'),
  });
}
