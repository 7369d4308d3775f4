import type { Logger } from 'pino';
import { DueWorker } from '../requests/due-worker.ts';
import type { Notice } from '../requests/notice.ts';
import { ConnectorError } from './connector-error.ts';
import { NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { OutboxStore, QueuedNotice } from './outbox-store.ts';
import type { PeopleStore } from './people-store.ts';

const BATCH = 16;
const LEASE_MS = 60_000;
const GIVE_UP_AFTER = 20;

export type OutboxDependencies = {
  readonly store: OutboxStore;
  readonly deliver: (notice: Notice) => Promise<void>;
  readonly people: Pick<PeopleStore, 'forgetChat'>;
  readonly clock: () => Date;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
};

/** Delivers what is to be told, in order per lane, until it is told or cannot be. */
export function createOutbox(dependencies: OutboxDependencies): DueWorker<QueuedNotice> {
  const { store, clock, log } = dependencies;
  return new DueWorker<QueuedNotice>({
    take: (now) => store.claim(now, LEASE_MS, BATCH),
    keyOf: (queued) => queued.id,
    handle: (queued) => deliverOne(queued, dependencies),
    nextDueAt: () => store.nextDueAt(),
    clock,
    onFault: (error) => log.error({ err: error }, 'the outbox met a fault'),
  });
}

async function deliverOne(queued: QueuedNotice, dependencies: OutboxDependencies): Promise<void> {
  const { id, lane, notice, attempts } = queued;
  const { store, deliver, people, clock, log } = dependencies;
  try {
    await deliver(notice);
    await store.remove(id);
  } catch (error) {
    const facts = { requestId: notice.requestId, notice: notice.kind, lane, attempts, err: error };
    if (isLost(error) || attempts + 1 >= GIVE_UP_AFTER) {
      log.warn(facts, 'a notice cannot be delivered');
      if (isGone(error) && notice.to.kind === 'person') await people.forgetChat(notice.to.person);
      await store.remove(id);
      return;
    }
    log.info(facts, 'a notice is tried again');
    const dueAt = new Date(clock().getTime() + delayOf(error, attempts, dependencies.random()));
    await store.postpone(id, { dueAt, attempts: isThrottled(error) ? attempts : attempts + 1 });
  }
}

/** Being told to wait is no failure of the notice: it is waited for as long as it takes. */
function isThrottled(error: unknown): boolean {
  return error instanceof ConnectorError && (error.status === 429 || error.code === 'paced');
}

function delayOf(error: unknown, attempts: number, random: number): number {
  const backoff = Math.min(1000 * 2 ** attempts, 5 * 60_000) * (1 + random / 4);
  return Math.max(backoff, error instanceof ConnectorError ? (error.retryAfterMs ?? 0) : 0);
}

/** Whether the conversation or the person is gone. */
function isGone(error: unknown): boolean {
  return error instanceof ConnectorError && (error.status === 403 || error.status === 404);
}

/** Whether trying again cannot help. */
function isLost(error: unknown): boolean {
  if (error instanceof NowhereToDeliver || isGone(error)) return true;
  return error instanceof ConnectorError && (error.status === 400 || error.status === 413);
}
