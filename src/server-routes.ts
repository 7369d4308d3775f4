import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, jsonAnswer } from './http-answer.ts';
import { type BodyLimits, readJsonObject } from './request-body.ts';

/** An activity as it came in, not yet authenticated. */
export type ActivityRequest = {
  readonly body: Readonly<Record<string, unknown>>;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
};

/** What the bot answers to an activity; `reason` goes to the log, never to the caller. */
export type ActivityAnswer = { readonly status: number; readonly body?: unknown; readonly reason?: string };

/** A browser's request below `/auth/`. */
export type PageRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: Readonly<Record<string, string>>;
  readonly acceptLanguage: string | null;
};

/** A page; its headers stand beside the security headers and replace those of the same name. */
export type PageAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
};

/** Whether the program is well, and the state of its parts in single words. */
export type HealthReport = { readonly isOk: boolean; readonly parts?: Readonly<Record<string, string>> };

/** Hands an activity to the bot: a JSON object with a `type`, within the limits. */
export async function answerActivity(
  request: IncomingMessage,
  limits: BodyLimits,
  onActivity: (request: ActivityRequest) => Promise<ActivityAnswer>,
): Promise<HttpAnswer> {
  const body = await readJsonObject(request, limits);
  if (typeof body['type'] !== 'string') return { status: 400, reason: 'no-type' };
  const answer = await onActivity({ body, authorization: request.headers.authorization });
  const { status, reason } = answer;
  return answer.body === undefined ? { status, reason } : { ...jsonAnswer(status, answer.body), reason };
}

/** Hands a browser's request to the pages. */
export function answerPage(
  request: IncomingMessage,
  pages: { handle(request: PageRequest): Promise<PageAnswer> },
): Promise<HttpAnswer> {
  const url = new URL(requestUrl(request));
  return pages.handle({
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    cookies: readCookies(request.headers.cookie ?? ''),
    acceptLanguage: request.headers['accept-language'] ?? null,
  });
}

/** The address that was asked for, put together as restify does it; it need not be readable. */
export function requestUrl({ url = '', headers }: IncomingMessage): string {
  return url.startsWith('/') ? `http://${headers.host || 'localhost'}${url}` : url;
}

/** 200 or 503, with the state of the parts. */
export function answerHealth(report: HealthReport): HttpAnswer {
  return jsonAnswer(report.isOk ? 200 : 503, { status: report.isOk ? 'ok' : 'not ok', ...report.parts });
}

/** The first cookie of a name counts, as the one that a browser puts first is the most specific. */
function readCookies(header: string): Readonly<Record<string, string>> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    if (name !== '' && !(name in cookies)) cookies[name] = pair.slice(at + 1).trim();
  }
  return cookies;
}
