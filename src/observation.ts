import type { INetworkModule } from '@azure/msal-node';
import type { Logger } from 'pino';
import { createEntraNetwork } from './identity/entra-network.ts';
import type { EntraNetwork } from './identity/identity.ts';
import { type EntraExchange, observedNetwork } from './identity/observed-network.ts';
import {
  connectorOperation,
  type FinishedCall,
  measuredFetch,
  partnerCenterOperation,
} from './metrics/measured-fetch.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { turnLabels } from './metrics/turn-labels.ts';
import type { AuditEvent } from './requests/audit-trail.ts';
import type { LicenseRequest } from './requests/license-request.ts';
import { personKey } from './requests/person.ts';
import type { ActivityAnswer, ActivityRequest } from './server-routes.ts';

/** Where the program is watched from: everything that is counted or written to the log about its work. */
export interface Observation {
  readonly metrics: Metrics;
  readonly partnerCenterFetch: typeof fetch;
  readonly connectorFetch: typeof fetch;
  /** The way to Entra ID; `surroundings` is that of the sandbox. */
  entraNetwork(surroundings: EntraNetwork | undefined): EntraNetwork;
  botNetwork(surroundings: INetworkModule | undefined): INetworkModule;
  /** One line in the log for each change of a request. */
  onRequestWritten(request: LicenseRequest, event: AuditEvent): void;
  /** Measures turns. */
  observedTurns(
    process: (request: ActivityRequest) => Promise<ActivityAnswer>,
  ): (request: ActivityRequest) => Promise<ActivityAnswer>;
  /** Counts notices. */
  observedDelivery<N extends { readonly kind: string }>(
    deliver: (notice: N) => Promise<void>,
  ): (notice: N) => Promise<void>;
}

/** Makes the watch over one running program. */
export function createObservation({
  log,
  entraTimeoutMs,
}: {
  log: Logger;
  entraTimeoutMs: number;
}): Observation {
  const metrics = createMetrics();
  const onCall = (call: FinishedCall) => observeCall(call, { metrics, log });
  const onExchange = (exchange: EntraExchange) => observeExchange(exchange, metrics);
  const observed = (network: INetworkModule | undefined) =>
    observedNetwork(network ?? createEntraNetwork(fetch, entraTimeoutMs), onExchange);
  return {
    metrics,
    partnerCenterFetch: measuredFetch(fetch, {
      party: 'partner-center',
      operationOf: partnerCenterOperation,
      onCall,
    }),
    connectorFetch: measuredFetch(fetch, { party: 'connector', operationOf: connectorOperation, onCall }),
    entraNetwork: (surroundings) => ({
      networkClient: observed(surroundings?.networkClient),
      browserUrl: surroundings?.browserUrl ?? ((url) => url),
    }),
    botNetwork: observed,
    onRequestWritten(request, event) {
      metrics.requestEvent(event.kind);
      log.info(lineOf(request, event), 'request');
    },
    observedTurns: (process) => async (request) => {
      const startedAt = performance.now();
      const answer = await process(request);
      metrics.turn(turnLabels(request.body, answer), (performance.now() - startedAt) / 1000);
      return answer;
    },
    observedDelivery: (deliver) => async (notice) => {
      try {
        await deliver(notice);
        metrics.delivery(notice.kind, 'sent');
      } catch (error) {
        metrics.delivery(notice.kind, 'failed');
        throw error;
      }
    },
  };
}

/** Who and what, by ids only: names and reasons stay out of the log. */
function lineOf(request: LicenseRequest, event: AuditEvent) {
  return {
    requestId: request.id,
    event: event.kind,
    status: request.status,
    actor: event.actor && personKey(event.actor),
    correlationId: request.result?.correlationId ?? request.attempt?.correlationId ?? null,
  };
}

/** A change of licenses is worth a line whatever came of it; everything else only where one looks closely. */
function observeCall(call: FinishedCall, { metrics, log }: { metrics: Metrics; log: Logger }): void {
  const { party, operation, status, seconds, requestId, correlationId } = call;
  metrics.remoteCall(call);
  const line = { party, operation, status, ms: Math.round(seconds * 1000), requestId, correlationId };
  if (operation === 'licenseupdates') log.info(line, 'remote call');
  else log.debug(line, 'remote call');
}

function observeExchange({ grant, status, seconds }: EntraExchange, metrics: Metrics): void {
  metrics.remoteCall({
    party: 'entra',
    operation: grant,
    status: status === null ? 'unreachable' : String(status),
    seconds,
  });
  if (grant === 'discovery') return;
  metrics.tokenRequest(
    grant,
    status === null || status >= 500 ? 'failed' : status < 400 ? 'token' : 'refused',
  );
}
