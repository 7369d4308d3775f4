import type { IncomingMessage } from 'node:http';

/** How much and how long a request's body may be. */
export type BodyLimits = { readonly maxBytes: number; readonly timeoutMs: number };

/** A body that is not read or not accepted; `reason` is a fixed word for the log. */
export class BodyRefused extends Error {
  readonly status: 400 | 408 | 413 | 415;
  readonly reason: string;

  constructor(status: BodyRefused['status'], reason: string) {
    super(reason);
    this.name = 'BodyRefused';
    this.status = status;
    this.reason = reason;
  }
}

/**
 * Reads a JSON object from a request: uncompressed, UTF-8, no larger and no slower than the limits say.
 * When it throws, part of the body may still be on its way.
 * @throws BodyRefused
 */
export async function readJsonObject(
  request: IncomingMessage,
  limits: BodyLimits,
): Promise<Readonly<Record<string, unknown>>> {
  const { headers } = request;
  if (!isJson(headers['content-type'])) throw new BodyRefused(415, 'not-json');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new BodyRefused(415, 'encoded-body');
  if (Number(headers['content-length'] ?? 0) > limits.maxBytes) throw new BodyRefused(413, 'large-body');
  return parseObject(await collect(request, limits));
}

/** `application/json`, with UTF-8 as the only charset. */
function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return type?.trim() === 'application/json' && isUtf8;
}

function collect(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (refusal?: BodyRefused) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut);
      if (refusal) reject(refusal);
      else resolve(Buffer.concat(chunks, size));
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) settle(new BodyRefused(413, 'large-body'));
    };
    const onEnd = () => settle();
    const onCut = () => settle(new BodyRefused(400, 'cut-body'));
    const timer = setTimeout(() => settle(new BodyRefused(408, 'slow-body')), timeoutMs);
    request.on('data', onData).once('end', onEnd).once('close', onCut).once('error', onCut);
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  const value = parse(bytes);
  if (isObject(value)) return value;
  throw new BodyRefused(400, 'not-an-object');
}

// Text in which a key could spell `__proto__`, also by escapes of ASCII letters and the underscore.
const MAY_NAME_PROTOTYPE = /__proto__|\\u00[567]/i;

/** `JSON.parse` without `__proto__` keys, which would become a prototype where an object is copied carelessly. */
function parse(bytes: Buffer): unknown {
  try {
    const text = utf8.decode(bytes);
    if (!MAY_NAME_PROTOTYPE.test(text)) return JSON.parse(text);
    return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value));
  } catch {
    throw new BodyRefused(400, 'not-json');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
