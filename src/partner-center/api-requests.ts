import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { nearestCulture } from './culture.ts';
import { readErrorBody } from './error-answer.ts';
import { type CallTrace, PartnerCenterError, PartnerCenterUnreachable } from './errors.ts';
import { type ApiAnswer, type ApiCall, exchange } from './http-exchange.ts';
import { retryAfterMs } from './retry-after.ts';

/** One logical call: what to send and for whom. */
export type ApiRequest = Pick<ApiCall, 'method' | 'segments' | 'query' | 'body'> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly accessToken: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly locale?: string;
  readonly signal?: AbortSignal;
};

/** What requests are made with. */
export type RequestSettings = {
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly maxAnswerBytes: number;
  readonly timeoutMs: number;
  readonly application: string;
  readonly clock: () => Date;
  readonly log?: Logger;
};

/**
 * Sends a request exactly once and returns a 2xx answer, whatever its body; all that every call has in common
 * is done here. `timeoutMs` can only shorten the configured time.
 */
export async function request(
  settings: RequestSettings,
  call: ApiRequest,
  timeoutMs = settings.timeoutMs,
): Promise<ApiAnswer> {
  const { clock, log } = settings;
  const startedAt = clock().getTime();
  try {
    const answer = await exchange(settings, {
      ...call,
      headers: commonHeaders(settings, call),
      timeoutMs: Math.min(timeoutMs, settings.timeoutMs),
    });
    if (answer.httpStatus < 200 || answer.httpStatus > 299) throw refusalOf(settings, call, answer);
    const facts = { ...factsOf(answer.trace), httpStatus: answer.httpStatus };
    const durationMs = clock().getTime() - startedAt;
    log?.[call.method === 'GET' ? 'debug' : 'info']({ ...facts, durationMs }, 'Partner Center answered');
    return answer;
  } catch (error) {
    if (error instanceof PartnerCenterError || error instanceof PartnerCenterUnreachable) {
      const httpStatus = error instanceof PartnerCenterError ? error.httpStatus : null;
      const durationMs = clock().getTime() - startedAt;
      log?.warn(
        { ...factsOf(error), httpStatus, code: error.code, durationMs },
        'Partner Center call failed',
      );
    }
    throw error;
  }
}

function commonHeaders(settings: RequestSettings, call: ApiRequest): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
    'X-Locale': nearestCulture(call.locale),
    'MS-PartnerCenter-Application': settings.application,
    ...call.headers,
    Authorization: `Bearer ${call.accessToken}`,
  };
}

function refusalOf(
  settings: RequestSettings,
  call: ApiRequest,
  { trace, httpStatus, headers, body }: ApiAnswer,
): PartnerCenterError | PartnerCenterUnreachable {
  // Without its code a refusal is half an answer: asking again with the same id gives the whole one.
  if (body.state === 'cut-off') return cutOff(trace, body);
  // Whatever an answer repeats, the token does not get into an error.
  const text = body.text.replaceAll(call.accessToken, '[token]');
  const said = readErrorBody(text);
  const digest = createHash('sha256').update(text).digest('hex');
  const wait = retryAfterMs(headers.get('Retry-After'), settings.clock());
  return new PartnerCenterError(trace, { httpStatus, ...said, retryAfterMs: wait, digest });
}

/** The error for an answer that began and broke off. */
export function cutOff(
  trace: CallTrace,
  body: Extract<ApiAnswer['body'], { state: 'cut-off' }>,
): PartnerCenterUnreachable {
  return new PartnerCenterUnreachable(trace, {
    code: body.code,
    mayHaveBeenApplied: true,
    cause: body.cause,
  });
}

/** What a log line says of a call; the names are those of the rest of the program. */
function factsOf(trace: CallTrace) {
  const { method, path, requestId: idempotencyKey, correlationId, cv } = trace;
  return { method, path, idempotencyKey, correlationId, cv };
}
