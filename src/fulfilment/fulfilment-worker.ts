import type { Logger } from 'pino';
import { DueWorker } from '../requests/due-worker.ts';
import { type LicenseRequest, touched } from '../requests/license-request.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { RequestWriter } from './request-writer.ts';

const MOST_AT_ONCE = 32;
const PAUSE_AFTER_FAULT_MS = 30_000;

export type FulfilmentWorkerDependencies = {
  readonly store: RequestStore;
  readonly fulfilment: Fulfilment;
  readonly writer: RequestWriter;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** Advances requests when they are due. */
export function createFulfilmentWorker(
  dependencies: FulfilmentWorkerDependencies,
): DueWorker<LicenseRequest> {
  const { store, fulfilment, clock, log } = dependencies;
  return new DueWorker<LicenseRequest>({
    mostAtOnce: MOST_AT_ONCE,
    take: (now, { room, underWay }) => store.due(now.toISOString(), room + underWay),
    keyOf: (request) => request.id,
    handle: (request) => fulfilment.advance(request).catch((error) => postpone(request, error, dependencies)),
    nextDueAt: () => store.nextDueAt(),
    clock,
    onFault: (error) => log.error({ err: error }, 'the worker met a fault'),
  });
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
