import type { Logger } from 'pino';
import { type LicenseRequest, touched } from '../requests/license-request.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { Fulfilment } from './fulfilment.ts';
import type { RequestWriter } from './request-writer.ts';

const BATCH = 16;
const LONGEST_SLEEP_MS = 30_000;
const PAUSE_AFTER_FAULT_MS = 30_000;

export type FulfilmentWorkerDependencies = {
  readonly store: RequestStore;
  readonly fulfilment: Fulfilment;
  readonly writer: RequestWriter;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** Looks for requests that are due and advances them; sleeps until the next one is, or until it is woken. */
export class FulfilmentWorker {
  readonly #deps: FulfilmentWorkerDependencies;
  readonly #underWay = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #round: Promise<void> | undefined;
  #isWoken = false;

  constructor(dependencies: FulfilmentWorkerDependencies) {
    this.#deps = dependencies;
  }

  /** Starts looking; what an earlier run left behind is taken up at once. */
  start(): void {
    this.#isRunning = true;
    this.wake();
  }

  /** Ends looking and waits for what is under way. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.idle();
  }

  /** Has the worker look now: something changed. */
  wake(): void {
    if (!this.#isRunning) return;
    this.#isWoken = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
      if (this.#isWoken) this.wake();
    });
  }

  /** Resolves when nothing is under way and nothing is due. */
  async idle(): Promise<void> {
    while (this.#round || this.#underWay.size > 0) {
      await Promise.allSettled([this.#round, ...this.#underWay.values()]);
    }
  }

  async #rounds(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      while (this.#isWoken && this.#isRunning) {
        this.#isWoken = false;
        const due = await this.#deps.store.due(this.#deps.clock().toISOString(), BATCH);
        for (const request of due) this.#advance(request);
      }
      await this.#planNextLook();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the requests that are due could not be read');
      this.#timer = setTimeout(() => this.wake(), 5000);
    }
  }

  #advance(request: LicenseRequest): void {
    if (this.#underWay.has(request.id)) return;
    const work = this.#deps.fulfilment
      .advance(request)
      .catch((error) => this.#postpone(request, error))
      .finally(() => {
        this.#underWay.delete(request.id);
        this.wake();
      });
    this.#underWay.set(request.id, work);
  }

  /** A fault of ours must neither lose a request nor spin: it is looked at again later. */
  async #postpone(request: LicenseRequest, error: unknown): Promise<void> {
    this.#deps.log.error(
      { requestId: request.id, status: request.status, err: error },
      'advancing a request failed',
    );
    const now = this.#deps.clock();
    const dueAt = new Date(now.getTime() + PAUSE_AFTER_FAULT_MS).toISOString();
    const note = { kind: 'postponed', redraw: false };
    await this.#deps.writer
      .save(touched(request, now.toISOString(), { dueAt }), note)
      .catch((fault) =>
        this.#deps.log.error({ requestId: request.id, err: fault }, 'postponing a request failed'),
      );
  }

  async #planNextLook(): Promise<void> {
    if (!this.#isRunning || this.#isWoken) return;
    const next = await this.#deps.store.nextDueAt();
    const wait = next === null ? LONGEST_SLEEP_MS : Date.parse(next) - this.#deps.clock().getTime();
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(wait, 50), LONGEST_SLEEP_MS));
    this.#timer.unref();
  }
}
