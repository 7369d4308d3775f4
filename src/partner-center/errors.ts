/** What was called, in a form that may be logged: no query, no user principal name, no token. */
export type CallTrace = {
  readonly method: string;
  readonly path: string;
  /** `MS-RequestId` and `MS-CorrelationId`, as answered or else as sent. */
  readonly requestId: string;
  readonly correlationId: string;
  /** `MS-CV` of the answer. */
  readonly cv: string | null;
};

/** What an error answer of Partner Center says. */
export type Refusal = {
  readonly httpStatus: number;
  readonly code: string | null;
  readonly description: string | null;
  readonly data: readonly string[];
  readonly retryAfterMs: number | null;
  /** SHA-256 of the body as it was answered, in hex. */
  readonly digest?: string;
};

/** An error that tells which call it is about. */
abstract class TracedError extends Error implements CallTrace {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly cv: string | null;

  constructor(trace: CallTrace, whatCame: string, options?: ErrorOptions) {
    super(`${trace.method} ${trace.path} ${whatCame}`, options);
    this.method = trace.method;
    this.path = trace.path;
    this.requestId = trace.requestId;
    this.correlationId = trace.correlationId;
    this.cv = trace.cv;
  }

  protected get trace(): CallTrace {
    const { method, path, requestId, correlationId, cv } = this;
    return { method, path, requestId, correlationId, cv };
  }
}

/** Partner Center (or a gateway before it) answered no. What the answer meant for a person: `error-meanings.ts`. */
export class PartnerCenterError extends TracedError {
  readonly httpStatus: number;
  /** Their code as text, whether it came as number or string; null when the answer has none. */
  readonly code: string | null;
  /** How long they ask us to wait. */
  readonly retryAfterMs: number | null;
  /** SHA-256 of the body as it was answered, in hex. */
  readonly digest: string | null;
  readonly #description: string | null;
  readonly #data: readonly string[];

  constructor(trace: CallTrace, refusal: Refusal) {
    const { httpStatus, code } = refusal;
    super(trace, `was answered with ${httpStatus}${code ? ` / ${code}` : ''}`);
    this.name = 'PartnerCenterError';
    this.httpStatus = httpStatus;
    this.code = code;
    this.retryAfterMs = refusal.retryAfterMs;
    this.digest = refusal.digest ?? null;
    this.#description = refusal.description;
    this.#data = refusal.data;
  }

  /** Their own words (entities decoded): a detail to show to a person, never to branch on, never in a log. */
  get description(): string | null {
    return this.#description;
  }

  /** Their further remarks; never in a log either. */
  get data(): readonly string[] {
    return this.#data;
  }

  /** The loggable part. */
  toJSON(): Record<string, unknown> {
    const { name, message, httpStatus, code, retryAfterMs } = this;
    return { name, message, httpStatus, code, retryAfterMs, ...this.trace };
  }
}

/**
 * How it came about that nobody answered: no connection, no answer in time, the caller's signal,
 * or a connection that broke before the answer was complete.
 */
export type UnreachableCode = 'not-connected' | 'timed-out' | 'aborted' | 'cut-off';

/** Nobody answered, or the answer broke off. */
export class PartnerCenterUnreachable extends TracedError {
  readonly code: UnreachableCode;
  /** False only when it is certain that no byte of the request was sent. */
  readonly mayHaveBeenApplied: boolean;

  constructor(
    trace: CallTrace,
    failure: { readonly code: UnreachableCode; readonly mayHaveBeenApplied: boolean; readonly cause?: Error },
  ) {
    super(trace, `has no answer: ${failure.code}`, { cause: failure.cause });
    this.name = 'PartnerCenterUnreachable';
    this.code = failure.code;
    this.mayHaveBeenApplied = failure.mayHaveBeenApplied;
  }

  /** The loggable part. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, mayHaveBeenApplied } = this;
    return { name, message, code, mayHaveBeenApplied, ...this.trace };
  }
}

/** What was wrong with the body of a successful answer. */
export type UnreadableCode = 'not-json' | 'unexpected-shape' | 'too-large' | 'endless-list';

/** A read was answered with success, but not with something that can be read. */
export class PartnerCenterAnswerUnreadable extends TracedError {
  readonly code: UnreadableCode;
  readonly httpStatus: number;

  constructor(trace: CallTrace, answer: { readonly httpStatus: number; readonly code: UnreadableCode }) {
    super(trace, `was answered with ${answer.httpStatus}, unreadable: ${answer.code}`);
    this.name = 'PartnerCenterAnswerUnreadable';
    this.code = answer.code;
    this.httpStatus = answer.httpStatus;
  }

  /** The loggable part. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, httpStatus } = this;
    return { name, message, code, httpStatus, ...this.trace };
  }
}
