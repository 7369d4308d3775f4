import type { Logger } from 'pino';
import { DueWorker } from '../requests/due-worker.ts';
import type { Note, Notice } from '../requests/notice.ts';
import { ConnectorError } from './connector-error.ts';
import { isGone, NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { OutboxStore, QueuedNotice } from './outbox-store.ts';

/** Longer than the slowest delivery: a few calls of eight seconds, each after a short wait for its turn. */
const OUTBOX_LEASE_MS = 60_000;
const MOST_AT_ONCE = 32;
const LONGEST_BACKOFF_MS = 5 * 60_000;
/** Teams may be out of reach for a day; with the longest pause between tries that is so many. */
const TRIES_OF_TROUBLE = 300;
/** What fails for a reason of ours, the database among them, mostly fails again: an hour is enough. */
const TRIES_OF_FAULT = 20;

export type OutboxDependencies = {
  readonly store: OutboxStore;
  readonly deliver: (notice: Notice | Note) => Promise<void>;
  /** Told of a message that was sent although an earlier try of it may have been, too. */
  readonly onMaybeTwice: (queued: QueuedNotice) => void;
  readonly clock: () => Date;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
};

/** Delivers what is to be told, in order per lane, until it is told or cannot be. */
export function createOutbox(dependencies: OutboxDependencies): DueWorker<QueuedNotice> {
  const { store, clock, log } = dependencies;
  return new DueWorker<QueuedNotice>({
    mostAtOnce: MOST_AT_ONCE,
    take: (now, { room }) => store.claim(now, OUTBOX_LEASE_MS, room),
    keyOf: (queued) => queued.id,
    handle: (queued) => deliverOne(queued, dependencies),
    nextDueAt: () => store.nextDueAt(),
    clock,
    onFault: (error) => log.error({ err: error }, 'the outbox met a fault'),
  });
}

/** Delivers a claimed notice; what cannot be told now is told later, what never can is written to the log. */
export async function deliverOne(queued: QueuedNotice, dependencies: OutboxDependencies): Promise<void> {
  const { id, lane, notice, attempts, isDoubtful } = queued;
  const { store, deliver, clock, random, log } = dependencies;
  const facts = { requestId: notice.requestId, notice: notice.kind, lane, attempts };
  try {
    await deliver(notice);
  } catch (error) {
    const triesLeft = (error instanceof ConnectorError ? TRIES_OF_TROUBLE : TRIES_OF_FAULT) - attempts - 1;
    if (isLost(error) || (triesLeft <= 0 && !isThrottled(error))) {
      log.warn({ ...facts, err: error }, 'a notice cannot be delivered');
      await store.remove(id);
      return;
    }
    log.info({ ...facts, err: error }, 'a notice is tried again');
    await store.postpone(id, {
      dueAt: new Date(clock().getTime() + delayOf(error, attempts, random())),
      attempts: isPaced(error) ? attempts : attempts + 1,
      isDoubtful: isDoubtful || mayStandThere(error),
    });
    return;
  }
  if (isDoubtful) {
    log.warn(facts, 'a notice may have been delivered twice');
    dependencies.onMaybeTwice(queued);
  }
  await store.remove(id);
}

/** Our own pace was asked for, and nobody was bothered. */
function isPaced(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'paced';
}

/** Being told to wait is no failure of the notice: it is waited for as long as it takes. */
function isThrottled(error: unknown): boolean {
  return isPaced(error) || (error instanceof ConnectorError && error.status === 429);
}

/** Whether a message that was to appear may have; replacing one twice does no harm. */
function mayStandThere(error: unknown): boolean {
  return error instanceof ConnectorError && error.mayHaveBeenSent && error.call.startsWith('POST');
}

/** As long as we are asked to wait, else longer from try to try. */
function delayOf(error: unknown, attempts: number, random: number): number {
  const asked = error instanceof ConnectorError ? error.retryAfterMs : undefined;
  if (asked !== undefined) return Math.max(asked, 100) + random * 100;
  return Math.min(1000 * 2 ** attempts, LONGEST_BACKOFF_MS) * (1 + random / 4);
}

/** Whether trying again cannot help. */
function isLost(error: unknown): boolean {
  if (error instanceof NowhereToDeliver || isGone(error)) return true;
  if (!(error instanceof ConnectorError)) return false;
  return error.status === 400 || error.status === 413 || error.code === 'host-not-allowed';
}
