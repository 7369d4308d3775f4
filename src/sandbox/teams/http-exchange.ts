import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body that is larger than anybody has reason to send. */
export class BodyTooLarge extends Error {}

const hardLimitBytes = 1_000_000;

/**
 * Reads a body of at most a megabyte as text.
 * @throws BodyTooLarge
 */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > hardLimitBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses JSON; undefined for an empty or malformed text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer of one of the local Teams' routes. */
export type HttpAnswer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends an answer as JSON; an undefined body is empty. */
export function sendJson(response: ServerResponse, { status, body, headers }: HttpAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
