import assert from 'node:assert/strict';
import { CompiledQuery } from 'kysely';
import { UNCHECKED } from '../../src/requests/preflight-report.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { roleRefusalEvents } from '../../src/storage/role-refusals.ts';
import { aLicenseRequest, later, NOW } from '../support/builders.ts';
import { MemoryRequestStore } from '../support/memory-request-store.ts';
import { channelChoiceContract } from './channel-choice-contract.ts';
import { delegationStoreContract } from './delegation-store-contract.ts';
import { outboxContract } from './outbox-contract.ts';
import { requestStoreContract } from './request-store-contract.ts';
import { roleRefusalsContract } from './role-refusals-contract.ts';
import { teamsStoresContract } from './teams-stores-contract.ts';
import { waitingClockContract } from './waiting-clock-contract.ts';

const anEvent = (requestId: string) => ({ requestId, at: NOW, kind: 'test', actor: null, facts: {} });

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
delegationStoreContract('in SQLite', openSqlite);
channelChoiceContract('in SQLite', openSqlite);
roleRefusalsContract('in SQLite', openSqlite);
waitingClockContract('in SQLite', openSqlite);
teamsStoresContract('in SQLite', openSqlite);

// The fake that other tests use keeps what the real one keeps.
requestStoreContract('of the tests', async () => ({
  store: new MemoryRequestStore(),
  close: async () => {},
}));

describe('a record of before', () => {
  it('is read as one that nobody was reminded of', async () => {
    const database = await openSqlite();
    const store = createRequestStore(database);
    const request = aLicenseRequest({ status: 'approved', updatedAt: later(5) });
    await store.insert(request, { event: anEvent(request.id), notices: [] });
    const { wait, escalations, nudgedAt, history, preflight, ...older } = request;
    const decisions = request.decisions.map(({ onBehalfOf, ...decision }) => decision);
    const record = JSON.stringify({
      ...older,
      decisions,
      preflight: [{ kind: 'seats', severity: 'info', sku: null, count: 2 }],
    });
    await database.updateTable('requests').set({ record }).execute();
    const since = later(5);
    assert.deepEqual(await store.find(request.id), {
      ...request,
      wait: { ...wait, since },
      preflight: { ...UNCHECKED, unknown: [] },
    });
    await database.destroy();
  });
});

describe('the missing roles at one customer', () => {
  it('are found without a look at all of its events', async () => {
    const database = await openSqlite();
    const { sql: text, parameters } = roleRefusalEvents(database, 'c').compile();
    const { rows } = await database.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
    );
    await database.destroy();
    assert.match(rows.map(({ detail }) => detail).join(' '), /USING INDEX audit_events_of_roles/);
  });
});
