import type { Logger } from 'pino';
import type { CustomerIndex } from './customer-index.ts';
import type { CustomerListReader } from './customer-list-reader.ts';
import type { CustomerSearchOptions, Directory } from './directory.ts';
import type { DirectoryCustomer } from './directory-entries.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { isGuid } from './guid.ts';
import type { RemoteDirectory } from './remote-directory.ts';
import { patternsOf } from './search-text.ts';
import { FirstWait, waitBriefly } from './single-flight.ts';

export type CustomerDirectoryDependencies = {
  readonly listReader: CustomerListReader;
  readonly remote: RemoteDirectory;
  readonly store: DirectoryStore;
  readonly index: CustomerIndex;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
};

/** So many customers are asked for one by one. */
const FEW = 3;
const ID_PREFIX = /^\{?([0-9a-f]{8}(-[0-9a-f-]{0,27})?)\}?$/i;

/** The customers of the partner: searched among what is kept, and live until all of them have been read once. */
export class CustomerDirectory implements Pick<Directory, 'searchCustomers' | 'customer'> {
  readonly #deps: CustomerDirectoryDependencies;
  /** Whether all customers have been read once. */
  #isRead = false;
  /** The reading of all customers that is under way, while none has ever been complete. */
  #firstReading: FirstWait<DirectoryUnavailable | null> | null = null;
  #lastFailure: { readonly at: number; readonly failure: DirectoryUnavailable } | null = null;

  constructor(dependencies: CustomerDirectoryDependencies) {
    this.#deps = dependencies;
  }

  async searchCustomers(
    text: string,
    { allowedIds = 'all', limit = 15 }: CustomerSearchOptions = {},
  ): Promise<readonly DirectoryCustomer[]> {
    const failure = await this.#prepare(text, allowedIds);
    const found = await this.#search(text, allowedIds, limit);
    if (found.length === 0 && failure) throw failure;
    return found.map(({ id, name, domain, refusal }) => ({ id, name, domain, refusal }));
  }

  async customer(customerId: string): Promise<DirectoryCustomer | undefined> {
    const id = customerId.trim().toLowerCase();
    const kept = await this.#deps.store.findCustomer(id);
    if (kept || !isGuid(id)) return kept;
    const { remote, listReader, store, timings } = this.#deps;
    const reading = async () => {
      const answer = await remote.customer(id);
      if (answer) await listReader.put([answer]);
      return { customer: answer && (await store.findCustomer(id)) };
    };
    const answer = await waitBriefly(timings.liveWaitMs, reading());
    if (!answer) throw new DirectoryUnavailable('unreachable');
    return answer.customer;
  }

  async #search(
    text: string,
    allowedIds: readonly string[] | 'all',
    limit: number,
  ): Promise<readonly DirectoryCustomer[]> {
    const patterns = patternsOf(text) ?? null;
    if (!patterns && text.trim() !== '') return [];
    const { store, index } = this.#deps;
    const among = allowedIds === 'all' ? allowedIds : [...new Set(allowedIds.map((id) => id.toLowerCase()))];
    const named = await this.#withIdPrefix(text, among, limit);
    const ids = new Set([...named, ...(await index.search({ patterns, among, limit }))]);
    const best = [...ids].slice(0, limit);
    const found = new Map((await store.customersByIds(best)).map((customer) => [customer.id, customer]));
    return best.map((id) => found.get(id)).filter((customer) => customer !== undefined);
  }

  /** Ids of customers whose tenant id begins with the text. */
  async #withIdPrefix(
    text: string,
    among: readonly string[] | 'all',
    limit: number,
  ): Promise<readonly string[]> {
    const prefix = ID_PREFIX.exec(text.trim())?.[1]?.toLowerCase();
    if (prefix === undefined) return [];
    const { store, index } = this.#deps;
    if (among === 'all') return store.customerIdsFrom(prefix, limit);
    const ids = among.filter((id) => id.startsWith(prefix));
    return index.search({ patterns: null, among: ids, limit });
  }

  /** Until all customers have been read once: has them read, and asks live for what is typed. */
  async #prepare(text: string, allowedIds: readonly string[] | 'all'): Promise<DirectoryUnavailable | null> {
    const { store, clock, timings } = this.#deps;
    this.#isRead ||= (await store.customerReading()).asOf !== null;
    if (this.#isRead) return null;
    if (this.#lastFailure && clock().getTime() - this.#lastFailure.at < timings.failurePauseMs) {
      return this.#lastFailure.failure;
    }
    const isUnderWay = this.#firstReading !== null;
    this.#firstReading ??= this.#beginReading();
    if (allowedIds !== 'all' && allowedIds.length <= FEW) return this.#outcome(this.#readFew(allowedIds));
    const failure = await this.#firstReading.outcome();
    if (failure || !isUnderWay || (await store.customerReading()).asOf !== null) return failure;
    return (await waitBriefly(timings.liveWaitMs, this.#outcome(this.#readMatching(text)))) ?? null;
  }

  #beginReading(): FirstWait<DirectoryUnavailable | null> {
    const { listReader, timings } = this.#deps;
    const reading = this.#outcome(listReader.read());
    void reading.then(() => {
      this.#firstReading = null;
    });
    return new FirstWait(timings.firstWaitMs, reading);
  }

  async #readFew(customerIds: readonly string[]): Promise<void> {
    await Promise.all(customerIds.map((id) => this.customer(id)));
  }

  async #readMatching(text: string): Promise<void> {
    const value = text.trim();
    if (value === '') return;
    const { remote, listReader } = this.#deps;
    const field = value.includes('.') ? 'Domain' : 'CompanyName';
    await listReader.put((await remote.customersStartingWith(field, value)).items);
  }

  async #outcome(reading: Promise<void>): Promise<DirectoryUnavailable | null> {
    try {
      await reading;
      this.#lastFailure = null;
      return null;
    } catch (error) {
      const isKnown = error instanceof DirectoryUnavailable;
      if (!isKnown) this.#deps.log.error({ err: error }, 'reading customers failed');
      const failure = isKnown ? error : new DirectoryUnavailable('unreachable', { cause: error });
      this.#lastFailure = { at: this.#deps.clock().getTime(), failure };
      return failure;
    }
  }
}
