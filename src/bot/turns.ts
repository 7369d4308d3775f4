/** A turn waited longer than it may for the one before it. */
export class TurnQueueTimeout extends Error {
  readonly code = 'turn-queue-timeout';
}

/** Runs the turns of one conversation one after the other; turns of different conversations run side by side. */
export interface Turns {
  /** Runs `turn` when its turn has come; throws `TurnQueueTimeout` without running it when that takes too long. */
  run<T>(conversation: string, turn: () => Promise<T>): Promise<T>;
}

/** Longest wait for the turn before, well inside the 10 s in which Teams wants an invoke answered. */
export const LONGEST_WAIT_MS = 5000;
