import { Counter, Histogram, Registry } from 'prom-client';

/** One turn of the bot, in words that come from us and never from a client. */
export type TurnLabels = {
  /** `message`, `invoke`, `installation` or `other`. */
  readonly type: string;
  /** Name of the invoke and verb of the button; `-` where there is none. */
  readonly name: string;
  readonly verb: string;
  /** `ok`, `card`, `notice`, `refused` or `failed`. */
  readonly outcome: string;
};

/** One answered or failed call to a remote party. */
export type RemoteCall = {
  readonly party: 'partner-center' | 'connector' | 'entra';
  readonly operation: string;
  /** The HTTP status, or `timeout` or `unreachable`. */
  readonly status: string;
  readonly seconds: number;
};

/** Counts what the program does, for Prometheus. Labels never hold a name, an id or anything else of a person. */
export interface Metrics {
  readonly registry: Registry;
  turn(labels: TurnLabels, seconds: number): void;
  remoteCall(call: RemoteCall): void;
  /** A token was asked of Entra ID; `grant` is the path, such as `refresh_token`. */
  tokenRequest(grant: string, outcome: 'token' | 'refused' | 'failed'): void;
  /** Somebody's token was wanted for a change: `token`, `sign-in` or `unavailable`. */
  executorToken(answer: string): void;
  /** Something was written down about a request (`approved`, `completed`, …). */
  requestEvent(event: string): void;
  /** Somebody met a limit on what one person may have us do. */
  limited(action: string): void;
  /** A notice was `sent`, or `failed` and is tried again or given up; `repeated` as well if it may stand there twice. */
  delivery(notice: string, outcome: 'sent' | 'failed' | 'repeated'): void;
}

/** Teams wants an invoke answered within 10 s: the steps are finest where that is decided. */
const TURN_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Makes the counters on a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const turns = new Histogram({
    name: 'license_desk_turn_seconds',
    help: 'Turns of the bot by kind, invoke, verb and outcome',
    labelNames: ['type', 'name', 'verb', 'outcome'] as const,
    buckets: TURN_SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'license_desk_remote_call_seconds',
    help: 'Calls to Microsoft by party, operation and status',
    labelNames: ['party', 'operation', 'status'] as const,
    buckets: CALL_SECONDS,
    registers,
  });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const tokenRequests = counter(
    'license_desk_token_requests_total',
    'Tokens asked of Entra ID by grant and outcome; a token from the cache asks nothing',
    ['grant', 'outcome'],
  );
  const executorTokens = counter(
    'license_desk_executor_tokens_total',
    "Times an approver's token was wanted for a change, by answer",
    ['answer'],
  );
  const events = counter('license_desk_request_events_total', 'What was written down about requests', [
    'event',
  ]);
  const deliveries = counter('license_desk_deliveries_total', 'Notices to Teams by kind and outcome', [
    'notice',
    'outcome',
  ]);
  const limited = counter(
    'license_desk_limited_total',
    'Times that one person asked for too much, by action',
    ['action'],
  );
  return {
    registry,
    turn: (labels, seconds) => turns.observe(labels, seconds),
    remoteCall: ({ party, operation, status, seconds }) =>
      calls.observe({ party, operation, status }, seconds),
    tokenRequest: (grant, outcome) => tokenRequests.inc({ grant, outcome }),
    executorToken: (answer) => executorTokens.inc({ answer }),
    requestEvent: (event) => events.inc({ event }),
    limited: (action) => limited.inc({ action }),
    delivery: (notice, outcome) => deliveries.inc({ notice, outcome }),
  };
}
