import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { PartnerCenterError, PartnerCenterUnreachable } from './errors.ts';

/** Waits; ends early, without an error, when the signal fires. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** What a read's retries go by. */
export type RetryPolicy = {
  readonly clock: () => Date;
  readonly sleep: Sleep;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** The total time of a read, waits included, in milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
};

const RETRIES = 3;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Repeats a read that found nobody or only trouble that passes, at most three times. It never tries again
 * before `Retry-After` is over: when that does not fit into the deadline, the refusal is thrown at once.
 */
export async function retryRead<T>(
  read: (timeLeftMs: number) => Promise<T>,
  policy: RetryPolicy,
): Promise<T> {
  const endsAt = policy.clock().getTime() + policy.deadlineMs;
  const timeLeft = () => endsAt - policy.clock().getTime();
  return pRetry(() => read(timeLeft()), {
    retries: RETRIES,
    // All waiting is done below, where it can know what was answered.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!mayPass(error)) return false;
      const wait = waitBefore(attemptNumber, error, policy.random());
      if (wait >= timeLeft()) return false;
      await policy.sleep(wait, policy.signal);
      return true;
    },
  });
}

/** Waits on the real clock. */
export const sleepFor: Sleep = async (ms, signal) => {
  await delay(ms, undefined, { signal }).catch((reason: unknown) => {
    if (!signal?.aborted) throw reason;
  });
};

function mayPass(error: Error): boolean {
  if (error instanceof PartnerCenterUnreachable) return error.code !== 'aborted';
  return error instanceof PartnerCenterError && RETRIED_STATUSES.has(error.httpStatus);
}

/** The delays of Microsoft's own SDK (0.5, 1.5, 3.5 s), shortened at random by up to half, behind `Retry-After`. */
function waitBefore(attempt: number, error: Error, random: number): number {
  const backoff = ((2 ** attempt - 1) / 2) * 1000 * (0.5 + random / 2);
  const asked = error instanceof PartnerCenterError ? error.retryAfterMs : null;
  return Math.ceil((asked ?? 0) + backoff);
}
