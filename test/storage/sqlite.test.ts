import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { MemoryRequestStore } from '../support/memory-request-store.ts';
import { outboxContract } from './outbox-contract.ts';
import { requestStoreContract } from './request-store-contract.ts';
import { teamsStoresContract } from './teams-stores-contract.ts';

async function openSqlite() {
  const database = openDatabase(':memory:');
  await migrate(database);
  return database;
}

requestStoreContract('in SQLite', async () => {
  const database = await openSqlite();
  return { store: createRequestStore(database), close: () => database.destroy() };
});
outboxContract('in SQLite', openSqlite);
teamsStoresContract('in SQLite', openSqlite);

// The fake that other tests use keeps what the real one keeps.
requestStoreContract('of the tests', async () => ({
  store: new MemoryRequestStore(),
  close: async () => {},
}));
