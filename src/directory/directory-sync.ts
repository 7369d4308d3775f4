import type { Logger } from 'pino';
import { PartnerCenterError } from '../partner-center/errors.ts';
import type { CustomerIndex } from './customer-index.ts';
import type { CustomerListReader } from './customer-list-reader.ts';
import type { CustomerReader } from './customer-reader.ts';
import type { CustomerReading, DirectoryStore } from './directory-store.ts';
import type { DirectoryOverview, DirectorySyncStore } from './directory-sync-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';

export type DirectorySyncDependencies = {
  readonly reader: CustomerReader;
  readonly listReader: CustomerListReader;
  readonly customerIndex: CustomerIndex;
  readonly store: DirectoryStore;
  readonly syncStore: DirectorySyncStore;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
  readonly closing: AbortController;
  /** Names this instance. */
  readonly owner: string;
};

/** So many customers are read at the same time. */
const AT_ONCE = 3;
/** So many due customers are taken up in one run. */
const CUSTOMERS_A_RUN = 60;
const SHORTEST_PAUSE_MS = 1000;

/**
 * Keeps the directory up to date: the list of all customers, and users and SKUs of customers in use. When something
 * is due stands in the database, and one instance at a time does it; what was begun before a crash is gone on with.
 */
export class DirectorySync {
  readonly #deps: DirectorySyncDependencies;
  #loop: Promise<void> | null = null;
  #isWoken = false;
  #endSleep: () => void = () => undefined;

  constructor(dependencies: DirectorySyncDependencies) {
    this.#deps = dependencies;
  }

  /** Does what is due and returns when the next thing will be. Failures are logged and tried again later. */
  async runOnce(): Promise<Date> {
    const { syncStore, owner, log } = this.#deps;
    if (!(await this.#holdLease())) return this.#after(this.#deps.timings.lookEveryMs);
    const renewing = setInterval(() => {
      this.#holdLease().catch((error: unknown) => log.warn({ err: error }, 'the lease could not be renewed'));
    }, this.#deps.timings.leaseMs / 3);
    try {
      await this.#readCustomers();
      const isRemoteUp = await this.#readCustomersInUse();
      await this.#forgetUnused();
      return isRemoteUp ? await this.#nextDue() : this.#after(this.#deps.timings.retryMs);
    } finally {
      clearInterval(renewing);
      await syncStore.releaseLease(owner);
    }
  }

  /** Begins to run by itself whenever something is due. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Ends readings at their next page, and resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#deps.closing.abort();
    this.#wake();
    await this.#loop;
  }

  /** Has all customers read now, for instance because the directory account was just connected. */
  async readNow(): Promise<void> {
    await this.#deps.store.noteCustomerReading({ dueAt: this.#now(), failures: 0 });
    this.#wake();
  }

  /** What the directory holds, and when the last complete reading of all customers began (ISO time; null: never). */
  async overview(): Promise<DirectoryOverview & Pick<CustomerReading, 'asOf'>> {
    const { store, syncStore } = this.#deps;
    const [overview, { asOf }] = await Promise.all([syncStore.overview(), store.customerReading()]);
    return { ...overview, asOf };
  }

  async #run(): Promise<void> {
    const { closing, clock, timings, log, customerIndex } = this.#deps;
    // So that the first who searches need not wait for it.
    await customerIndex
      .catchUp()
      .catch((error: unknown) => log.warn({ err: error }, 'customers are not in memory yet'));
    while (!closing.signal.aborted) {
      const nextAt = await this.runOnce().catch((error: unknown) => {
        log.error({ err: error }, 'synchronising the directory failed');
        return this.#after(timings.retryMs);
      });
      const pause = nextAt.getTime() - clock().getTime();
      await this.#sleep(Math.min(Math.max(pause, SHORTEST_PAUSE_MS), timings.lookEveryMs));
    }
  }

  async #readCustomers(): Promise<void> {
    const { store, listReader, log } = this.#deps;
    const { dueAt, failures } = await store.customerReading();
    if (dueAt !== null && dueAt > this.#now()) return;
    try {
      await listReader.read();
    } catch (error) {
      const retryAt = this.#after(this.#pauseAfter(error, failures));
      await store.noteCustomerReading({ dueAt: retryAt.toISOString(), failures: failures + 1 });
      log.warn({ err: error, failures: failures + 1, retryAt }, 'the customers could not all be read');
    }
  }

  /** False when Partner Center or the account failed, so that there is no use in going on at once. */
  async #readCustomersInUse(): Promise<boolean> {
    const { syncStore } = this.#deps;
    const due = [...(await syncStore.dueCustomers(this.#usedSince(), this.#now(), CUSTOMERS_A_RUN))];
    let isRemoteUp = true;
    const work = async () => {
      for (let id = due.shift(); id !== undefined && isRemoteUp; id = due.shift()) {
        isRemoteUp = (await this.#readCustomer(id)) && isRemoteUp;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return isRemoteUp;
  }

  /** False when the fault is not the customer's, so that the others would fail too. */
  async #readCustomer(customerId: string): Promise<boolean> {
    const { reader, store, log } = this.#deps;
    try {
      await reader.read(customerId);
      return true;
    } catch (error) {
      if (error instanceof DirectoryUnavailable && error.code === 'refused') return true;
      const retryAt = this.#after(this.#pauseAfter(error, 3)).toISOString();
      await store.noteDetails(customerId, { dueAt: retryAt });
      log.warn({ err: error, customerId, retryAt }, 'a customer could not be read');
      return !(error instanceof DirectoryUnavailable);
    }
  }

  async #forgetUnused(): Promise<void> {
    const { syncStore, closing } = this.#deps;
    while (!closing.signal.aborted && (await syncStore.forgetUnused(this.#usedSince()))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #nextDue(): Promise<Date> {
    const { store, syncStore } = this.#deps;
    const { dueAt } = await store.customerReading();
    const customerDueAt = await syncStore.nextCustomerDueAt(this.#usedSince());
    const times = [dueAt, customerDueAt].filter((time) => time !== null).map((time) => Date.parse(time));
    const valid = times.map((time) => (Number.isNaN(time) ? 0 : time));
    return new Date(Math.min(...valid, this.#after(this.#deps.timings.customersEveryMs).getTime()));
  }

  #pauseAfter(error: unknown, failures: number): number {
    const { retryMs, longestRetryMs } = this.#deps.timings;
    const cause = error instanceof DirectoryUnavailable ? error.cause : null;
    const asked = cause instanceof PartnerCenterError ? (cause.retryAfterMs ?? 0) : 0;
    return Math.max(asked, Math.min(retryMs * 2 ** failures, longestRetryMs));
  }

  #holdLease(): Promise<boolean> {
    const { syncStore, owner, timings } = this.#deps;
    return syncStore.takeLease(owner, this.#now(), this.#after(timings.leaseMs).toISOString());
  }

  #wake(): void {
    this.#isWoken = true;
    this.#endSleep();
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#isWoken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        this.#endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }

  #usedSince(): string {
    return this.#after(-this.#deps.timings.unusedAfterMs).toISOString();
  }

  #now(): string {
    return this.#deps.clock().toISOString();
  }

  #after(ms: number): Date {
    return new Date(this.#deps.clock().getTime() + ms);
  }
}
