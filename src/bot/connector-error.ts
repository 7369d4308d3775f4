/** What went wrong in one call to the connector. */
export type ConnectorErrorFacts = {
  /** Method and path, for logs. */
  readonly call: string;
  /** HTTP status; undefined when nobody answered. */
  readonly status?: number;
  /** How long the connector asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Whether the call may have had its effect although it failed: a repeated message could then appear twice. */
  readonly mayHaveBeenSent: boolean;
  readonly cause?: unknown;
};

/**
 * A call to the connector that did not succeed. `code` is the connector's own (`BotNotInConversationRoster`,
 * `Throttled`, …), `http-<status>` when it gave none, or one of `timeout`, `network`, `host-not-allowed`,
 * `token-unavailable`, `unreadable-answer`, `not-supported`. Holds neither tokens nor message texts.
 */
export class ConnectorError extends Error {
  readonly code: string;
  /** Method and path. */
  readonly call: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly mayHaveBeenSent: boolean;

  constructor(code: string, facts: ConnectorErrorFacts) {
    super(`${facts.call}: ${code}`, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'ConnectorError';
    this.code = code;
    this.call = facts.call;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveBeenSent = facts.mayHaveBeenSent;
  }
}
