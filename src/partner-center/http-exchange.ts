import { type AnswerBody, readAnswerBody } from './answer-body.ts';
import { type CallTrace, PartnerCenterUnreachable } from './errors.ts';
import { startDeadline } from './exchange-deadline.ts';
import { loggableCause, wasNeverConnected } from './network-failure.ts';
import { queryText, shownPath, urlPath } from './request-path.ts';

/** One call as it is sent. */
export type ApiCall = {
  readonly method: 'GET' | 'POST';
  /** The path behind `/v1`, not encoded. */
  readonly segments: readonly string[];
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `MS-RequestId` and `MS-CorrelationId`. */
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** What came back, whatever its status. */
export type ApiAnswer = {
  readonly trace: CallTrace;
  readonly httpStatus: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
};

/** What an exchange needs to know. */
export type ExchangeSettings = {
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly maxAnswerBytes: number;
};

/** Sends a call once; the time limit holds until the body is read. Throws `PartnerCenterUnreachable` when no answer began. */
export async function exchange(settings: ExchangeSettings, call: ApiCall): Promise<ApiAnswer> {
  const trace = traceOf(call);
  if (call.signal?.aborted) {
    throw new PartnerCenterUnreachable(trace, { code: 'aborted', mayHaveBeenApplied: false });
  }
  const url = `${settings.root}${urlPath(call.segments)}${queryText(call.query ?? [])}`;
  const headers = headersOf(call);
  const deadline = startDeadline(call.timeoutMs, call.signal);
  try {
    const { method, body } = call;
    // A redirect would carry the token to a place that nobody configured.
    const answer = await settings
      .fetch(url, { method, headers, body, signal: deadline.signal, redirect: 'manual' })
      .catch((failure: unknown) => {
        throw new PartnerCenterUnreachable(trace, {
          code: deadline.over() ?? (wasNeverConnected(failure) ? 'not-connected' : 'cut-off'),
          mayHaveBeenApplied: !wasNeverConnected(failure),
          cause: loggableCause(failure),
        });
      });
    return {
      trace: answeredTrace(trace, answer.headers),
      httpStatus: answer.status,
      headers: answer.headers,
      body: await readAnswerBody(answer, { maxBytes: settings.maxAnswerBytes, whyCut: deadline.over }),
    };
  } finally {
    deadline.end();
  }
}

function headersOf(call: ApiCall): Headers {
  const all = {
    ...call.headers,
    'MS-RequestId': call.idempotencyKey,
    'MS-CorrelationId': call.correlationId,
  };
  const headers = new Headers();
  for (const [name, value] of Object.entries(all)) {
    // Checked here, because the platform's own complaint repeats the value, which may be a token.
    if (!/^[\x20-\x7e]+$/.test(value)) throw new TypeError(`header ${name} has no value that HTTP can carry`);
    headers.set(name, value);
  }
  return headers;
}

function traceOf(call: ApiCall): CallTrace {
  return {
    method: call.method,
    path: shownPath(call.segments),
    requestId: call.idempotencyKey,
    correlationId: call.correlationId,
    cv: null,
  };
}

function answeredTrace(sent: CallTrace, headers: Headers): CallTrace {
  return {
    ...sent,
    requestId: headers.get('MS-RequestId') || sent.requestId,
    correlationId: headers.get('MS-CorrelationId') || sent.correlationId,
    cv: headers.get('MS-CV') || null,
  };
}
