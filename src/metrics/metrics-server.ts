import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Serves the metrics on a port of its own, which is not meant to be public. */
export interface MetricsServer {
  /** The port in use; 0 before `listen`. */
  readonly port: number;
  listen(port: number, host: string): Promise<void>;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 5000;

/** Answers `GET /metrics` in Prometheus' text form, and nothing else. Figures of the process are added. */
export function createMetricsServer(registry: Registry, log: Logger): MetricsServer {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const isMetrics = request.method === 'GET' && request.url === '/metrics';
    if (!isMetrics) {
      response.writeHead(404, { 'content-length': 0 });
      response.end();
      return;
    }
    registry.metrics().then(
      (text) => {
        response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
        response.end(text);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500, { 'content-length': 0 });
        response.end();
      },
    );
  });
  return {
    get port() {
      return portOf(server);
    },
    listen(port, host) {
      collectDefaultMetrics({ register: registry });
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
    },
    close() {
      if (!server.listening) return Promise.resolve();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
