import type { Logger } from 'pino';

/** One answered request; `route` is the route's pattern, since real paths and queries can hold secrets. */
export type AnsweredRequest = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** A fixed word that says why it was refused. */
  readonly reason?: string | undefined;
};

const WINDOW_MS = 60_000;
const REFUSALS_PER_WINDOW = 20;

/** Writes one line for each request; of refused ones at most twenty a minute, and how many more there were. */
export class RequestLog {
  readonly #log: Logger;
  readonly #clock: () => Date;
  #windowStart = Number.NEGATIVE_INFINITY;
  #written = 0;
  #suppressed = 0;

  constructor(log: Logger, clock: () => Date) {
    this.#log = log;
    this.#clock = clock;
  }

  write(request: AnsweredRequest): void {
    const { status, route } = request;
    if (status >= 500 && status !== 503) this.#log.error(request, 'request failed');
    else if (status >= 400) this.#writeRefusal(request);
    else if (route === '/healthz' || route === '/readyz') this.#log.debug(request, 'request');
    else this.#log.info(request, 'request');
  }

  /** Writes down what was left out so far. */
  flush(): void {
    if (this.#suppressed > 0)
      this.#log.warn({ count: this.#suppressed }, 'more requests were refused than are logged');
    this.#suppressed = 0;
  }

  #writeRefusal(request: AnsweredRequest): void {
    const now = this.#clock().getTime();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.flush();
      this.#windowStart = now;
      this.#written = 0;
    }
    this.#written += 1;
    if (this.#written <= REFUSALS_PER_WINDOW) this.#log.warn(request, 'request refused');
    else this.#suppressed += 1;
  }
}
