import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PartnerCenterError } from '../partner-center/errors.ts';
import type { DirectoryRefusal, DirectorySkuList } from './directory-entries.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { asUser } from './partner-center-entries.ts';
import type { RemoteDirectory } from './remote-directory.ts';
import { SingleFlight } from './single-flight.ts';
import type { UserIndex } from './user-index.ts';

/** So many users are written without a pause. */
const AT_ONCE = 20;
/** A list that does not end is cut: at 500 a page that is a million users. */
const MAX_PAGES = 2000;

export type CustomerReaderDependencies = {
  readonly remote: RemoteDirectory;
  readonly store: DirectoryStore;
  readonly index: UserIndex;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
  /** Ends a reading at the next page. */
  readonly closing: AbortSignal;
};

/** Reads the users and SKUs of one customer into the store; a customer that refuses is marked. */
export class CustomerReader {
  readonly #deps: CustomerReaderDependencies;
  readonly #customers = new SingleFlight<void>();
  readonly #skus = new SingleFlight<DirectorySkuList>();

  constructor(dependencies: CustomerReaderDependencies) {
    this.#deps = dependencies;
  }

  /** Reads users and SKUs. Throws `DirectoryUnavailable`; a refusal is marked first, and one part does not stop the other. */
  read(customerId: string): Promise<void> {
    return this.#customers.run(customerId, async () => {
      const parts = await Promise.allSettled([this.readSkus(customerId), this.#readUsers(customerId)]);
      const failures = parts.filter((part) => part.status === 'rejected').map((part) => part.reason);
      if (failures.length === 0) {
        const dueAt = this.#after(this.#deps.timings.customerEveryMs);
        return this.#deps.store.noteDetails(customerId, { refusal: null, dueAt });
      }
      const refusal = failures.find((failure) => isRefusal(failure));
      if (refusal) await this.#markRefused(customerId, refusal);
      throw refusal ?? failures[0];
    });
  }

  isReading(customerId: string): boolean {
    return this.#customers.isRunning(customerId);
  }

  /** Reads the SKUs alone, for their seats. Throws `DirectoryUnavailable`. */
  readSkus(customerId: string): Promise<DirectorySkuList> {
    return this.#skus.run(customerId, async () => {
      const skus = await this.#deps.remote.skus(customerId);
      await this.#deps.store.noteDetails(customerId, { skus });
      return skus;
    });
  }

  async idle(): Promise<void> {
    await Promise.all([this.#customers.idle(), this.#skus.idle()]);
  }

  async #readUsers(customerId: string): Promise<void> {
    const { remote, store, index, clock, closing } = this.#deps;
    const since = clock().toISOString();
    let token: string | null = null;
    for (let page = 0; page < MAX_PAGES; page++) {
      if (closing.aborted) throw new DirectoryUnavailable('unreachable');
      const answer = await remote.userPage(customerId, token);
      for (let start = 0; start < answer.items.length; start += AT_ONCE) {
        const users = answer.items.slice(start, start + AT_ONCE).map((user) => asUser(user, since));
        index.put(customerId, users, await store.putUsers(customerId, users));
        await turn();
      }
      token = answer.continuationToken;
      if (token === null) {
        await store.dropUsersNotReadSince(customerId, since);
        return store.noteDetails(customerId, { usersAsOf: since });
      }
    }
    throw new DirectoryUnavailable('unreachable', { meaning: 'unexpected-answer' });
  }

  #after(ms: number): string {
    return new Date(this.#deps.clock().getTime() + ms).toISOString();
  }

  async #markRefused(customerId: string, failure: DirectoryUnavailable): Promise<void> {
    const refusal = refusalOf(failure, this.#deps.clock());
    const { meaning, httpStatus, code, correlationId } = refusal;
    this.#deps.log.warn(
      { customerId, meaning, httpStatus, code, correlationId },
      'a customer refuses to be read',
    );
    const dueAt = this.#after(this.#deps.timings.refusedEveryMs);
    await this.#deps.store.noteDetails(customerId, { refusal, dueAt });
    if (meaning === 'no-relationship' || meaning === 'customer-not-found') {
      await this.#deps.store.hideCustomer(customerId);
    }
  }
}

function isRefusal(failure: unknown): failure is DirectoryUnavailable {
  return failure instanceof DirectoryUnavailable && failure.code === 'refused';
}

function refusalOf(failure: DirectoryUnavailable, now: Date): DirectoryRefusal {
  const answer = failure.cause instanceof PartnerCenterError ? failure.cause : null;
  return {
    meaning: failure.meaning ?? 'refused',
    httpStatus: answer?.httpStatus ?? null,
    code: answer?.code ?? null,
    correlationId: answer?.correlationId ?? null,
    at: now.toISOString(),
  };
}
