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
  readonly times?: number | undefined;
  /** A conversation, or a place with all its threads. */
  readonly conversationId?: string | undefined;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined;
  /** For `throttled`; 1 unless given. */
  readonly retryAfterSeconds?: number | undefined;
  /** For `delay`; 1000 unless given. */
  readonly delayMs?: number | undefined;
};

/** Scripted trouble of the connector. */
export interface TeamsFaults {
  /** Whether the sending limits are enforced; true from the start. */
  hasSendLimits: boolean;
  add(fault: Fault): void;
  /** How many calls faults of a kind still wait for. */
  pending(kind: FaultKind): number;
  clear(): void;
}

/** Keeps the faults to come and hands each call at most one, oldest first. */
export class FaultQueue implements TeamsFaults {
  hasSendLimits = true;
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  pending(kind: FaultKind): number {
    return this.#waiting.filter(({ fault }) => fault.kind === kind).reduce((sum, { left }) => sum + left, 0);
  }

  clear(): void {
    this.#waiting = [];
  }

  take(method: string, conversationId: string | null): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => hits(fault, method, conversationId));
    if (!entry) return undefined;
    entry.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return entry.fault;
  }
}

function hits(fault: Fault, method: string, conversationId: string | null): boolean {
  if (fault.method && fault.method !== method) return false;
  if (!fault.conversationId) return true;
  return conversationId === fault.conversationId || placeOf(conversationId) === fault.conversationId;
}

function placeOf(conversationId: string | null): string | undefined {
  return conversationId?.split(';', 1)[0];
}
