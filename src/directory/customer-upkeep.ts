import type { Logger } from 'pino';
import type { CustomerReader } from './customer-reader.ts';
import type { DirectoryFreshness, DirectorySkuList } from './directory-entries.ts';
import type { CustomerDetails, DirectoryStore } from './directory-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { FirstWait, waitBriefly } from './single-flight.ts';

export type CustomerUpkeepDependencies = {
  readonly reader: CustomerReader;
  readonly store: DirectoryStore;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
};

/** Keeps what is known of a customer in use new enough, without keeping people waiting. */
export class CustomerUpkeep {
  readonly #deps: CustomerUpkeepDependencies;
  /** The last failure by customer, so that a remote that is down is not asked at every key press. */
  readonly #failures = new Map<string, { readonly at: number; readonly failure: DirectoryUnavailable }>();
  readonly #firstReadings = new Map<string, FirstWait<DirectoryUnavailable | null>>();

  constructor(dependencies: CustomerUpkeepDependencies) {
    this.#deps = dependencies;
  }

  /** Notes the use and has the customer read where needed; returns why it could not be read, null when it could. */
  async prepare(customerId: string): Promise<DirectoryUnavailable | null> {
    const { timings } = this.#deps;
    const details = await this.noteUse(customerId);
    const known = this.#knownFailure(customerId, details);
    if (known) return known;
    if (details.usersAsOf !== null && details.skusAsOf !== null) {
      if (this.#isOlder(details.usersAsOf, timings.usersFreshMs)) this.#readBehind(customerId);
      return null;
    }
    return this.#waitForFirst(customerId);
  }

  /** All who ask share one wait: a slow remote costs a person the wait once, not at every key press. */
  async #waitForFirst(customerId: string): Promise<DirectoryUnavailable | null> {
    const { reader, timings } = this.#deps;
    const running = this.#firstReadings.get(customerId);
    if (running) return running.outcome();
    const reading = this.#outcome(customerId, reader.read(customerId));
    const wait = new FirstWait(timings.firstWaitMs, reading);
    this.#firstReadings.set(customerId, wait);
    void reading.then(() => this.#firstReadings.delete(customerId));
    return wait.outcome();
  }

  /** Notes that a customer is in use, which keeps it from being forgotten. */
  async noteUse(customerId: string): Promise<CustomerDetails> {
    const { store, timings, clock } = this.#deps;
    const details = await store.details(customerId);
    if (this.#isOlder(details.usedAt, timings.useNotedMs)) {
      await store.noteDetails(customerId, { usedAt: clock().toISOString() });
    }
    return details;
  }

  async ensure(customerId: string): Promise<DirectoryFreshness> {
    await this.prepare(customerId);
    return this.freshness(customerId);
  }

  async refresh(customerId: string): Promise<DirectoryFreshness> {
    const { reader, timings } = this.#deps;
    await this.noteUse(customerId);
    await waitBriefly(timings.refreshWaitMs, this.#outcome(customerId, reader.read(customerId)));
    return this.freshness(customerId);
  }

  async freshness(customerId: string): Promise<DirectoryFreshness> {
    const { store } = this.#deps;
    const [details, list] = await Promise.all([store.details(customerId), store.customerReading()]);
    const { usersAsOf, skusAsOf, refusal } = details;
    const state = this.#stateOf(customerId, details);
    return { customersAsOf: list.asOf, usersAsOf, skusAsOf, state, refusal };
  }

  /** The SKUs, read anew when their seats are old; the kept ones when that fails or takes too long. */
  async skus(customerId: string): Promise<DirectorySkuList> {
    const { store, timings } = this.#deps;
    const kept = await store.skus(customerId);
    if (kept && !this.#isOlder(kept.asOf, timings.skusFreshMs)) return kept;
    const known = this.#knownFailure(customerId, await store.details(customerId));
    const answer = known ?? (await this.#readSkus(customerId));
    if (!(answer instanceof DirectoryUnavailable)) return answer;
    if (kept) return kept;
    throw answer;
  }

  async #readSkus(customerId: string): Promise<DirectorySkuList | DirectoryUnavailable> {
    const { reader, timings } = this.#deps;
    const reading = reader.readSkus(customerId).catch(asUnavailable);
    const answer =
      (await waitBriefly(timings.liveWaitMs, reading)) ?? new DirectoryUnavailable('unreachable');
    if (answer instanceof DirectoryUnavailable) this.#noteFailure(customerId, answer);
    return answer;
  }

  #stateOf(customerId: string, details: CustomerDetails): DirectoryFreshness['state'] {
    const { usersAsOf, skusAsOf, refusal } = details;
    if (refusal) return 'refused';
    const isKnown = usersAsOf !== null && skusAsOf !== null;
    if (!isKnown) return this.#deps.reader.isReading(customerId) ? 'loading' : 'never';
    const { usersFreshMs } = this.#deps.timings;
    return this.#isOlder(usersAsOf, usersFreshMs) || this.#isOlder(skusAsOf, usersFreshMs)
      ? 'stale'
      : 'fresh';
  }

  #knownFailure(customerId: string, { refusal }: CustomerDetails): DirectoryUnavailable | null {
    const { refusalRetryMs, failurePauseMs } = this.#deps.timings;
    if (refusal && !this.#isOlder(refusal.at, refusalRetryMs)) {
      return new DirectoryUnavailable('refused', { meaning: refusal.meaning });
    }
    const last = this.#failures.get(customerId);
    return last && this.#deps.clock().getTime() - last.at < failurePauseMs ? last.failure : null;
  }

  #readBehind(customerId: string): void {
    void this.#outcome(customerId, this.#deps.reader.read(customerId));
  }

  async #outcome(customerId: string, reading: Promise<void>): Promise<DirectoryUnavailable | null> {
    try {
      await reading;
      this.#failures.delete(customerId);
      return null;
    } catch (error) {
      const failure = this.#failureOf(error, customerId);
      this.#noteFailure(customerId, failure);
      return failure;
    }
  }

  #noteFailure(customerId: string, failure: DirectoryUnavailable): void {
    this.#failures.set(customerId, { at: this.#deps.clock().getTime(), failure });
  }

  #failureOf(error: unknown, customerId: string): DirectoryUnavailable {
    if (error instanceof DirectoryUnavailable) return error;
    this.#deps.log.error({ err: error, customerId }, 'reading a customer failed');
    return new DirectoryUnavailable('unreachable', { cause: error });
  }

  #isOlder(at: string | null, ms: number): boolean {
    return at === null || this.#deps.clock().getTime() - Date.parse(at) > ms;
  }
}

function asUnavailable(error: unknown): DirectoryUnavailable {
  if (error instanceof DirectoryUnavailable) return error;
  throw error;
}
