import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; what it throws becomes a plain 500 with the reason, since only developers see it. */
export type HandleRequest = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An HTTP server on 127.0.0.1 that ends at once when told so. */
export interface LoopbackServer {
  /** Base address without a trailing slash; throws while the server is not listening. */
  readonly url: string;
  /** Starts to listen; port 0 takes any free one. */
  listen(port: number): Promise<void>;
  /** Stops listening and cuts what is still open. */
  close(): Promise<void>;
}

/** Makes the HTTP server that every emulator of the sandbox stands on. */
export function createLoopbackServer(handle: HandleRequest): LoopbackServer {
  const server = createServer((request, response) => {
    handle(request, response).catch((reason: unknown) => answerFailure(response, reason));
  });
  let url: string | null = null;
  return {
    get url() {
      if (url === null) throw new Error('The emulator is not listening yet.');
      return url;
    },
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          url = `http://127.0.0.1:${portOf(server.address())}`;
          resolve();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a request body as UTF-8 text; throws when it is longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit = 256 * 1024): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limit) throw new Error(`The request body is longer than ${limit} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function answerFailure(response: ServerResponse, reason: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`The emulator failed: ${reason instanceof Error ? reason.message : String(reason)}\n`);
}
