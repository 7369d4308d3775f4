import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { describeOnPostgres, newPostgresDatabase } from '../support/postgres.ts';
import { channelChoiceContract } from './channel-choice-contract.ts';
import { delegationStoreContract } from './delegation-store-contract.ts';
import { outboxContract } from './outbox-contract.ts';
import { requestStoreContract } from './request-store-contract.ts';
import { roleRefusalsContract } from './role-refusals-contract.ts';
import { teamsStoresContract } from './teams-stores-contract.ts';
import { waitingClockContract } from './waiting-clock-contract.ts';

async function openPostgres() {
  const database = openDatabase(await newPostgresDatabase());
  await migrate(database);
  return database;
}

describeOnPostgres('the stores', () => {
  requestStoreContract('in PostgreSQL', async () => {
    const database = await openPostgres();
    return { store: createRequestStore(database), close: () => database.destroy() };
  });
  outboxContract('in PostgreSQL', openPostgres);
  delegationStoreContract('in PostgreSQL', openPostgres);
  channelChoiceContract('in PostgreSQL', openPostgres);
  roleRefusalsContract('in PostgreSQL', openPostgres);
  waitingClockContract('in PostgreSQL', openPostgres);
  teamsStoresContract('in PostgreSQL', openPostgres);
});
