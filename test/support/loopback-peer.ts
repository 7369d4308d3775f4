import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as the peer received it. */
export type ReceivedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** An answer to give; `body` is sent as it is. */
export type PeerAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

/** Answers a request, or takes over the response by returning nothing. */
export type PeerBehaviour = (
  request: ReceivedRequest,
  response: ServerResponse,
) => PeerAnswer | undefined | Promise<PeerAnswer | undefined>;

/** A remote party on loopback that remembers what it was asked. */
export type LoopbackPeer = {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Answers all further requests this way and forgets the earlier ones. */
  readonly behave: (behaviour: PeerBehaviour) => void;
  readonly close: () => Promise<void>;
};

/** Starts a peer on a free port. */
export async function startLoopbackPeer(): Promise<LoopbackPeer> {
  let behaviour: PeerBehaviour = () => ({ status: 500 });
  const received: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '/', 'http://peer'),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    received.push(request);
    const answer = await behaviour(request, response);
    if (answer) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    behave: (next) => {
      behaviour = next;
      received.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
