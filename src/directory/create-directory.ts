import type { Logger } from 'pino';
import { CustomerDirectory } from './customer-directory.ts';
import { CustomerListReader } from './customer-list-reader.ts';
import { CustomerReader } from './customer-reader.ts';
import { CustomerUpkeep } from './customer-upkeep.ts';
import type { Directory } from './directory.ts';
import type { DirectoryStore } from './directory-store.ts';
import { DIRECTORY_TIMINGS, type DirectoryTimings } from './directory-timings.ts';
import { RemoteDirectory, type RemoteDirectoryDependencies } from './remote-directory.ts';
import { findSkus } from './sku-search.ts';
import { UserDirectory } from './user-directory.ts';
import { UserIndex } from './user-index.ts';

export type DirectoryDependencies = RemoteDirectoryDependencies & {
  readonly store: DirectoryStore;
  readonly log: Logger;
  readonly timings?: DirectoryTimings;
  /** How many users may be held in memory for searching; some 400 bytes each. */
  readonly maxUsersInMemory?: number;
};

const MAX_USERS_IN_MEMORY = 100_000;

/** The directory over its store and Partner Center. */
export function createDirectory(dependencies: DirectoryDependencies): Directory {
  const timings = dependencies.timings ?? DIRECTORY_TIMINGS;
  const { store, clock, log } = dependencies;
  const remote = new RemoteDirectory(dependencies);
  const index = new UserIndex(store, dependencies.maxUsersInMemory ?? MAX_USERS_IN_MEMORY);
  const reader = new CustomerReader({ remote, store, index, clock, log });
  const listReader = new CustomerListReader({ remote, store, clock, log });
  const upkeep = new CustomerUpkeep({ reader, store, clock, log, timings });
  const customers = new CustomerDirectory({ listReader, remote, store, clock, log, timings });
  const users = new UserDirectory({ upkeep, remote, store, index, clock, timings });
  return {
    searchCustomers: (text, options) => customers.searchCustomers(text, options),
    customer: (customerId) => customers.customer(customerId),
    searchUsers: (customerId, text, limit) => users.searchUsers(customerId, text, limit),
    user: (customerId, idOrUpn) => users.user(customerId, idOrUpn),
    searchSkus: async (customerId, text, limit = 15) =>
      findSkus((await upkeep.skus(customerId.toLowerCase())).skus, text, limit),
    skus: (customerId) => upkeep.skus(customerId.toLowerCase()),
    licensesOf: (customerId, userId) => remote.licenses(customerId, userId),
    ensureCustomer: (customerId) => upkeep.ensure(customerId.toLowerCase()),
    refresh: (customerId) => upkeep.refresh(customerId.toLowerCase()),
    freshness: (customerId) => upkeep.freshness(customerId.toLowerCase()),
    idle: async () => {
      await listReader.idle();
      await reader.idle();
    },
  };
}
