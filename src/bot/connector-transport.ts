import { z } from 'zod';
import type { BotCredentials } from './bot-credentials.ts';
import { ConnectorError } from './connector-error.ts';
import { type AllowedServiceHosts, serviceBase } from './service-url.ts';

/** One call; `path` stands below the service URL and is already percent-encoded. */
export type ConnectorCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly serviceUrl: string;
  readonly path: string;
  readonly body?: unknown;
};

/** Makes single calls to a connector, with our app token, without repeating any. */
export interface ConnectorTransport {
  /**
   * Resolves to the parsed answer; undefined when it has no JSON body.
   * @throws ConnectorError
   */
  send(call: ConnectorCall): Promise<unknown>;
}

/** What calls to a connector need; `timeoutMs` is the longest wait for one whole answer. */
export type ConnectorTransportDeps = {
  readonly credentials: BotCredentials;
  readonly fetch: typeof fetch;
  readonly allowedServiceHosts: AllowedServiceHosts;
  readonly clock: () => Date;
  readonly timeoutMs: number;
};

/** The way to the connector: the host is checked before a token is asked for, and redirects are not followed. */
export function createConnectorTransport(deps: ConnectorTransportDeps): ConnectorTransport {
  return {
    async send(call) {
      const base = serviceBase(call.serviceUrl, deps.allowedServiceHosts);
      if (base === undefined) throw failedBefore('host-not-allowed', call);
      const authorization = `Bearer ${await tokenFor(call, deps.credentials)}`;
      const { response, text } = await exchange(base, call, authorization, deps);
      if (response.ok) return parseJson(text);
      throw refused(call, response, text, deps.clock());
    },
  };
}

async function tokenFor(call: ConnectorCall, credentials: BotCredentials): Promise<string> {
  try {
    return await credentials.token();
  } catch (cause) {
    throw failedBefore('token-unavailable', call, cause);
  }
}

async function exchange(
  base: string,
  call: ConnectorCall,
  authorization: string,
  deps: ConnectorTransportDeps,
) {
  const hasBody = call.body !== undefined;
  try {
    const response = await deps.fetch(`${base}${call.path}`, {
      method: call.method,
      headers: {
        authorization,
        accept: 'application/json',
        'user-agent': 'license-desk',
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: JSON.stringify(call.body) } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(deps.timeoutMs),
    });
    return { response, text: await response.text() };
  } catch (cause) {
    const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
    const mayHaveBeenSent = call.method !== 'GET' && !wasNeverConnected(cause);
    const facts = { call: describe(call), mayHaveBeenSent, cause: rootOf(cause) };
    throw new ConnectorError(isTimeout ? 'timeout' : 'network', facts);
  }
}

const errorShape = z.object({ error: z.object({ code: z.string().min(1).max(100) }) });

/** The connector said no. A 5xx leaves open whether the message went out, a 4xx does not. */
function refused(call: ConnectorCall, response: Response, text: string, now: Date): ConnectorError {
  const { status } = response;
  const body = errorShape.safeParse(parseJson(text));
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), now);
  return new ConnectorError(body.success ? body.data.error.code : `http-${status}`, {
    call: describe(call),
    status,
    mayHaveBeenSent: call.method !== 'GET' && (status >= 500 || status === 408),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function failedBefore(code: string, call: ConnectorCall, cause?: unknown): ConnectorError {
  return new ConnectorError(code, { call: describe(call), mayHaveBeenSent: false, cause });
}

function describe(call: ConnectorCall): string {
  return `${call.method} ${call.path}`;
}

/** Reads `Retry-After` (seconds or an HTTP date) as milliseconds from `now`. */
function readRetryAfter(header: string | null, now: Date): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Whether the failure came before anything could be sent. */
function wasNeverConnected(failure: unknown): boolean {
  const cause = rootOf(failure);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'UND_ERR_CONNECT_TIMEOUT' || NEVER_CONNECTED.some((known) => known === code);
}

/** `fetch` hides what happened below a general `TypeError`. */
function rootOf(failure: unknown): unknown {
  return failure instanceof TypeError && failure.cause !== undefined ? failure.cause : failure;
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
