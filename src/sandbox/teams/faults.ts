/** What goes wrong with a connector call. */
export type FaultKind =
  /** 429 with `Retry-After`. */
  | 'throttled'
  /** 412 `PreconditionFailed`. */
  | 'precondition-failed'
  /** 502, nothing applied. */
  | 'bad-gateway'
  /** The connection is cut before anything is applied. */
  | 'cut'
  /** Applied, then the connection is cut: the bot never hears of it. */
  | 'lost-answer'
  /** Applied and answered late. */
  | 'delay'
  /** Never answered, nothing applied. */
  | 'hang';

/** A fault to come; without `conversationId` and `method` it hits any call. */
export type Fault = {
  readonly kind: FaultKind;
  /** How many calls it hits; 1 unless given. */
  readonly times?: number;
  readonly conversationId?: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** For `throttled`; 1 unless given. */
  readonly retryAfterSeconds?: number;
  /** For `delay`; 1000 unless given. */
  readonly delayMs?: number;
};

/** Scripted trouble of the connector. */
export interface TeamsFaults {
  /** Whether the sending limits are enforced; true from the start. */
  hasSendLimits: boolean;
  add(fault: Fault): void;
  clear(): void;
}
