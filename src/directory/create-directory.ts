import type { Logger } from 'pino';
import { CustomerDirectory } from './customer-directory.ts';
import { CustomerIndex } from './customer-index.ts';
import { CustomerListReader } from './customer-list-reader.ts';
import { CustomerReader } from './customer-reader.ts';
import { CustomerUpkeep } from './customer-upkeep.ts';
import type { Directory } from './directory.ts';
import type { HeldLicense } from './directory-entries.ts';
import type { DirectoryStore } from './directory-store.ts';
import { DirectorySync } from './directory-sync.ts';
import type { DirectorySyncStore } from './directory-sync-store.ts';
import { DIRECTORY_TIMINGS, type DirectoryTimings } from './directory-timings.ts';
import { RemoteDirectory, type RemoteDirectoryDependencies } from './remote-directory.ts';
import { SingleFlight } from './single-flight.ts';
import { findSkus } from './sku-search.ts';
import { UserDirectory } from './user-directory.ts';
import { UserIndex } from './user-index.ts';

export type DirectoryDependencies = RemoteDirectoryDependencies & {
  readonly store: DirectoryStore;
  readonly syncStore: DirectorySyncStore;
  /** Names this instance among those that share the database. */
  readonly newId: () => string;
  readonly log: Logger;
  readonly timings?: DirectoryTimings;
  /** How many users may be held in memory for searching; some 600 bytes each. */
  readonly maxUsersInMemory?: number;
};

const MAX_USERS_IN_MEMORY = 100_000;

/** The directory over its store and Partner Center, and what keeps it up to date. */
export function createDirectory(
  dependencies: DirectoryDependencies,
): Directory & { readonly sync: DirectorySync } {
  const timings = dependencies.timings ?? DIRECTORY_TIMINGS;
  const { store, syncStore, clock, log, newId } = dependencies;
  const closing = new AbortController();
  const remote = new RemoteDirectory(dependencies);
  const licenses = new SingleFlight<readonly HeldLicense[]>();
  const index = new UserIndex(store, dependencies.maxUsersInMemory ?? MAX_USERS_IN_MEMORY);
  const reading = { remote, store, clock, log, timings, closing: closing.signal };
  const reader = new CustomerReader({ ...reading, index });
  const listReader = new CustomerListReader(reading);
  const upkeep = new CustomerUpkeep({ reader, store, clock, log, timings });
  const customerIndex = new CustomerIndex(store);
  const customers = new CustomerDirectory({ ...reading, listReader, index: customerIndex });
  const users = new UserDirectory({ upkeep, remote, store, index, clock, log, timings });
  const sync = new DirectorySync({
    ...{ ...reading, reader, listReader, customerIndex, syncStore },
    ...{ closing, owner: newId() },
  });
  return {
    sync,
    searchCustomers: (text, options) => customers.searchCustomers(text, options),
    customer: (customerId) => customers.customer(customerId),
    searchUsers: (customerId, text, limit) => users.searchUsers(customerId, text, limit),
    user: (customerId, idOrUpn) => users.user(customerId, idOrUpn),
    searchSkus: async (customerId, text, limit = 15) =>
      findSkus((await upkeep.skus(customerId.toLowerCase())).skus, text, limit),
    skus: (customerId) => upkeep.skus(customerId.toLowerCase()),
    licensesOf: (customerId, userId) =>
      licenses.run(`${customerId} ${userId}`.toLowerCase(), () => remote.licenses(customerId, userId)),
    ensureCustomer: async (customerId) => {
      const freshness = await upkeep.ensure(customerId.toLowerCase());
      users.readAhead(customerId.toLowerCase());
      return freshness;
    },
    refresh: (customerId) => upkeep.refresh(customerId.toLowerCase()),
    freshness: (customerId) => upkeep.freshness(customerId.toLowerCase()),
    idle: async () => {
      await listReader.idle();
      await reader.idle();
      await users.idle();
    },
  };
}
