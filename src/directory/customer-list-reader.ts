import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Customer } from '../partner-center/resources.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { asCustomer } from './partner-center-entries.ts';
import type { RemoteDirectory } from './remote-directory.ts';
import { SingleFlight } from './single-flight.ts';

/** So many customers are written without a pause. */
const AT_ONCE = 10;
const MAX_PAGES = 10_000;
/** A continuation token of a reading that began earlier is not used any more. */
const TOKEN_LIFE_MS = 6 * 60 * 60 * 1000;

export type CustomerListReaderDependencies = {
  readonly remote: RemoteDirectory;
  readonly store: DirectoryStore;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
  /** Ends a reading at the next page. */
  readonly closing: AbortSignal;
};

/** Reads the list of all customers. What was read is kept page by page: after a crash it goes on behind the last one. */
export class CustomerListReader {
  readonly #deps: CustomerListReaderDependencies;
  readonly #flight = new SingleFlight<void>();

  constructor(dependencies: CustomerListReaderDependencies) {
    this.#deps = dependencies;
  }

  /** Reads to the end and hides customers that were not seen. Throws `DirectoryUnavailable`; call again to go on. */
  read(): Promise<void> {
    return this.#flight.run('customers', async () => {
      const { since, token } = await this.#whereToGoOn();
      try {
        await this.#readFrom(since, token);
      } catch (error) {
        if (token === null || !isRefused(error)) throw error;
        this.#deps.log.warn('the continuation token is no longer taken: customers are read from the start');
        await this.#readFrom(this.#deps.clock().toISOString(), null);
      }
    });
  }

  isReading(): boolean {
    return this.#flight.isRunning('customers');
  }

  idle(): Promise<void> {
    return this.#flight.idle();
  }

  /** Keeps customers that were met outside a reading of all. */
  async put(customers: readonly Customer[]): Promise<void> {
    await this.#put(customers, this.#deps.clock().toISOString());
  }

  async #whereToGoOn(): Promise<{ since: string; token: string | null }> {
    const now = this.#deps.clock();
    const { since, continuationToken } = await this.#deps.store.customerReading();
    const isYoung = since !== null && now.getTime() - Date.parse(since) < TOKEN_LIFE_MS;
    if (isYoung && continuationToken !== null) return { since, token: continuationToken };
    return { since: now.toISOString(), token: null };
  }

  async #readFrom(since: string, firstToken: string | null): Promise<void> {
    const { remote, store, closing } = this.#deps;
    let token = firstToken;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      if (closing.aborted) throw new DirectoryUnavailable('unreachable');
      const page = await remote.customerPage(token);
      await this.#put(page.items, since);
      if (page.continuationToken === null) {
        return this.#finish(since, token !== null || page.items.length > 0);
      }
      if (page.continuationToken === token) break;
      token = page.continuationToken;
      await store.noteCustomerReading({ since, continuationToken: token });
    }
    throw new DirectoryUnavailable('unreachable', { meaning: 'unexpected-answer' });
  }

  async #put(customers: readonly Customer[], since: string): Promise<void> {
    for (let start = 0; start < customers.length; start += AT_ONCE) {
      await this.#deps.store.putCustomers(customers.slice(start, start + AT_ONCE).map(asCustomer), since);
      await turn();
    }
  }

  async #finish(since: string, hasSeenAny: boolean): Promise<void> {
    const { store, log, clock, timings } = this.#deps;
    // An empty list is more likely a fault on their side than a partner who lost every customer.
    const hidden = hasSeenAny ? await this.#hideUnseen(since) : 0;
    const dueAt = new Date(clock().getTime() + timings.customersEveryMs).toISOString();
    await store.noteCustomerReading({
      ...{ asOf: since, since: null, continuationToken: null },
      ...{ dueAt, failures: 0 },
    });
    log.info({ since, hidden }, 'all customers are read');
  }

  async #hideUnseen(since: string): Promise<number> {
    for (let hidden = 0; ; ) {
      const count = await this.#deps.store.hideCustomersNotSeenSince(since);
      if (count === 0) return hidden;
      hidden += count;
      await turn();
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof DirectoryUnavailable && error.code === 'refused';
}
