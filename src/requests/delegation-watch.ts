import type { Logger } from 'pino';
import type { DelegationStore } from './delegation-store.ts';
import { type Delegations, runOutNotes } from './delegations.ts';
import { DueWorker } from './due-worker.ts';

export type DelegationWatchDependencies = {
  readonly delegations: Pick<Delegations, 'all'>;
  readonly store: Pick<DelegationStore, 'watchedUntil' | 'watched'>;
  /** Draws the cards anew of what waits for people: others may decide now. */
  readonly redraw: () => Promise<void>;
  /** Called when people have something to be told. */
  readonly onTold: () => void;
  readonly clock: () => Date;
  readonly log: Logger;
};

/**
 * Acts when a delegation begins or ends, whether it was said in a chat or stands in the policy file. A row of the database
 * tells up to when this was done, so that no stop makes it miss one; done twice, it does no harm.
 */
export function createDelegationWatch(dependencies: DelegationWatchDependencies): DueWorker<string> {
  const { delegations, store, redraw, onTold, clock, log } = dependencies;
  const turns = async () => {
    const since = (await store.watchedUntil()) ?? '';
    const times = (await delegations.all()).flatMap(({ from, until }) => [from, until]);
    return times.filter((time) => time > since).toSorted();
  };
  // Before anything was watched there is nobody who counted on a delegation.
  const runOut = async (now: string) => {
    const since = (await store.watchedUntil()) ?? now;
    const over = (await delegations.all()).filter(
      ({ until, wasStopped }) => since < until && until <= now && !wasStopped,
    );
    return over.flatMap(runOutNotes);
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
      await store.watched(time, await runOut(time));
      onTold();
    },
    nextDueAt: async () => (await turns())[0] ?? null,
    clock,
    onFault: (error) => log.error({ err: error }, 'the beginning or end of a delegation could not be told'),
  });
}
