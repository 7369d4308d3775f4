import type { RemoteCall } from './metrics.ts';

/** A finished call with the ids by which the remote party's support finds it. */
export type FinishedCall = RemoteCall & {
  readonly requestId: string | null;
  readonly correlationId: string | null;
};

type Measuring = {
  readonly party: RemoteCall['party'];
  /** A word of ours for what is called; never the path itself, which holds ids. */
  readonly operationOf: (method: string, url: URL) => string;
  readonly onCall: (call: FinishedCall) => void;
};

/** `fetch` that tells about each call when its answer begins, or when there is none. */
export function measuredFetch(send: typeof fetch, { party, operationOf, onCall }: Measuring): typeof fetch {
  return async (input, init) => {
    const startedAt = performance.now();
    const headers = new Headers(init?.headers);
    const tell = (status: string) =>
      onCall({
        party,
        operation: operationOf(init?.method ?? 'GET', addressOf(input)),
        status,
        seconds: (performance.now() - startedAt) / 1000,
        requestId: headers.get('MS-RequestId'),
        correlationId: headers.get('MS-CorrelationId'),
      });
    try {
      const answer = await send(input, init);
      tell(String(answer.status));
      return answer;
    } catch (error) {
      tell(isTimeout(error) ? 'timeout' : 'unreachable');
      throw error;
    }
  };
}

const PARTNER_CENTER_WORDS = ['customers', 'users', 'licenses', 'licenseupdates', 'subscribedskus'];

/** `licenseupdates`, `users`, `user` and so on: the resource that a Partner Center path ends with. */
export function partnerCenterOperation(_method: string, url: URL): string {
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1) ?? '';
  if (PARTNER_CENTER_WORDS.includes(last)) return last;
  const parent = segments.at(-2) ?? '';
  return PARTNER_CENTER_WORDS.includes(parent) ? parent.replace(/s$/, '') : 'other';
}

/** What a call to the connector does, by its method; `keys` is the reading of the channel's signing keys. */
export function connectorOperation(method: string, url: URL): string {
  if (!url.pathname.includes('/v3/')) return 'keys';
  switch (method.toUpperCase()) {
    case 'POST':
      return 'send';
    case 'PUT':
      return 'update';
    case 'DELETE':
      return 'delete';
    default:
      return 'read';
  }
}

/** Whether a call ended because it took too long. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function addressOf(input: Parameters<typeof fetch>[0]): URL {
  return new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
}
