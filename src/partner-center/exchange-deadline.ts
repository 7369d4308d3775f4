/** A time limit that also ends with the caller's signal. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Why the signal fired, or null while it has not. */
  readonly over: () => 'timed-out' | 'aborted' | null;
  /** Releases the timer and the caller's signal; the deadline is harmless afterwards. */
  readonly end: () => void;
};

/** Starts a time limit (milliseconds) for one exchange. */
export function startDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let why: 'timed-out' | 'aborted' | null = null;
  const stop = (reason: 'timed-out' | 'aborted') => {
    why ??= reason;
    controller.abort();
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('timed-out'), timeoutMs);
  caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    over: () => why,
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
