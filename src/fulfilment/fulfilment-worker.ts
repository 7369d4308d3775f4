import type { Logger } from 'pino';
import { DueWorker } from '../requests/due-worker.ts';
import { type LicenseRequest, touched } from '../requests/license-request.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { RequestWriter } from '../requests/request-writer.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { RequestLeases } from './request-leases.ts';

const MOST_AT_ONCE = 32;
const PAUSE_AFTER_FAULT_MS = 30_000;
/** How long an instance may look at a request before another one may; what it sends has a longer lease of its own. */
const LOOK_LEASE_MS = 45_000;

export type FulfilmentWorkerDependencies = {
  readonly store: RequestStore;
  readonly fulfilment: Fulfilment;
  readonly writer: RequestWriter;
  /** Where several instances share the database; null where there is one. */
  readonly leases?: RequestLeases | null;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** Advances requests when they are due. */
export function createFulfilmentWorker(
  dependencies: FulfilmentWorkerDependencies,
): DueWorker<LicenseRequest> {
  const { store, clock, log } = dependencies;
  return new DueWorker<LicenseRequest>({
    mostAtOnce: MOST_AT_ONCE,
    take: (now, { room, underWay }) => store.due(now.toISOString(), room + underWay),
    keyOf: (request) => request.id,
    handle: (request) => advance(request, dependencies),
    nextDueAt: () => store.nextDueAt(),
    clock,
    onFault: (error) => log.error({ err: error }, 'the worker met a fault'),
  });
}

async function advance(request: LicenseRequest, dependencies: FulfilmentWorkerDependencies): Promise<void> {
  const { fulfilment, leases, clock } = dependencies;
  const now = clock();
  const until = new Date(now.getTime() + LOOK_LEASE_MS);
  if (leases && !(await leases.take(request, { now, until }))) return;
  try {
    await fulfilment.advance(request);
  } catch (error) {
    await postpone(request, error, dependencies);
  }
}

/** A fault of ours must neither lose a request nor spin: it is looked at again later. */
async function postpone(
  request: LicenseRequest,
  error: unknown,
  { writer, clock, log }: FulfilmentWorkerDependencies,
): Promise<void> {
  log.error({ requestId: request.id, status: request.status, err: error }, 'advancing a request failed');
  const now = clock();
  const dueAt = new Date(now.getTime() + PAUSE_AFTER_FAULT_MS).toISOString();
  await writer.save(touched(request, now.toISOString(), { dueAt }), { kind: 'postponed', redraw: false });
}
