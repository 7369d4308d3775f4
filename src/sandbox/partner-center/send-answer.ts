import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** How an answer is dressed. */
export type Dress = {
  readonly requestId: string;
  readonly correlationId: string;
  /** Successful answers begin with a UTF-8 byte order mark, as the recorded ones do. */
  readonly hasByteOrderMark: boolean;
  readonly hasMsHeaders: boolean;
  /** The answer to `ValidateMfa: true`; null when it was not asked for. */
  readonly isMfaCompliant: boolean | null;
  readonly now: Date;
};

/** What left the emulator; the body is without the byte order mark. */
export type SentAnswer = { readonly headers: Record<string, string>; readonly body: string };

/** Writes an answer with the headers of the documents' examples. */
export function sendAnswer(response: ServerResponse, answer: Answer, dress: Dress): SentAnswer {
  const body = textOf(answer.body);
  const isMarked = dress.hasByteOrderMark && answer.status < 300 && body !== '';
  const bytes = Buffer.from(isMarked ? `\uFEFF${body}` : body, 'utf8');
  const headers: Record<string, string> = {
    'Content-Length': String(bytes.length),
    ...(body === '' ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
    ...(dress.hasMsHeaders && !answer.isFromGateway ? msHeaders(dress) : {}),
    Date: dress.now.toUTCString(),
    ...answer.headers,
  };
  if (!response.destroyed) {
    response.writeHead(answer.status, headers);
    response.end(bytes);
  }
  return { headers, body };
}

function msHeaders(dress: Dress): Record<string, string> {
  return {
    'MS-CorrelationId': dress.correlationId,
    'MS-RequestId': dress.requestId,
    'MS-CV': `${randomBytes(12).toString('base64')}.0`,
    'MS-ServerId': '030020525',
    'Request-Context': 'appId=cid-v1:03ce8ca8-8373-4021-8f25-d5dd45c7b12f',
    ...(dress.isMfaCompliant === null ? {} : { isMfaCompliant: String(dress.isMfaCompliant) }),
  };
}

/** A text is sent as it is, anything else as JSON, undefined as nothing. */
function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
