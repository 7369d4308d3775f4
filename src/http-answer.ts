import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What is sent back; `reason` is for the log alone. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly reason?: string | undefined;
};

/** How the connection is treated after the answer. */
export type ConnectionPolicy = {
  /** Ask the client to close the connection. */
  readonly isClosing: boolean;
  /** How long a client that is still sending is listened to after a refusal, in milliseconds. */
  readonly lingerMs: number;
};

/** On every answer; pages say what they need beyond it and may set their own. */
const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value) };
}

/** Writes an answer. A client that is still sending its body gets the answer before the connection is closed. */
export function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer & ConnectionPolicy,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = answer.body ?? '';
  const isStillSending = !request.complete;
  response.writeHead(answer.status, {
    ...SECURITY_HEADERS,
    ...lowerCaseNames(answer.headers ?? {}),
    'content-length': Buffer.byteLength(body),
    ...(answer.isClosing || isStillSending ? { connection: 'close' } : {}),
  });
  if (isStillSending) endPolitely(request, response, { body, lingerMs: answer.lingerMs });
  else response.end(body);
}

/**
 * Closing a connection with unread data resets it, and the client may lose the answer: so the answer goes out first
 * and what still comes is thrown away for a moment.
 */
function endPolitely(
  request: IncomingMessage,
  response: ServerResponse,
  { body, lingerMs }: { readonly body: string; readonly lingerMs: number },
): void {
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(() => {
    end();
    request.socket.destroySoon();
  }, lingerMs);
  request.once('end', end).once('close', end);
  if (body === '') response.flushHeaders();
  else response.write(body);
  request.resume();
}

function lowerCaseNames(headers: Readonly<Record<string, string | readonly string[]>>): OutgoingHttpHeaders {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    typeof value === 'string' ? value : [...value],
  ]);
  return Object.fromEntries(entries);
}
