import assert from 'node:assert/strict';
import type { Database } from '../../src/storage/database.ts';
import { createExchangeStore } from '../../src/storage/exchange-store.ts';
import { onEachEngine } from '../support/postgres.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();

describe('the store of token exchanges', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: ReturnType<typeof createExchangeStore>;

    beforeEach(async () => {
      database = await open();
      store = createExchangeStore(database);
    });

    afterEach(() => database.destroy());

    it('lets one of many begin an exchange', async () => {
      const begun = await Promise.all(Array.from({ length: 5 }, () => store.begin('k', at(10), at(0))));
      assert.equal(begun.filter((isFirst) => isFirst).length, 1);
      assert.deepEqual(await store.find('k'), { key: 'k', startedAt: at(10), outcome: null });
    });

    it('lets another begin what was left unfinished for too long', async () => {
      await store.begin('k', at(10), at(0));
      assert.equal(await store.begin('k', at(20), at(10)), false);
      assert.equal(await store.begin('k', at(30), at(15)), true);
      assert.equal((await store.find('k'))?.startedAt, at(30));
    });

    it('lets nobody begin a finished one again', async () => {
      await store.begin('k', at(10), at(0));
      await store.finish('k', { status: 412, failureDetail: 'mfa' });
      assert.equal(await store.begin('k', at(50), at(40)), false);
      assert.deepEqual((await store.find('k'))?.outcome, { status: 412, failureDetail: 'mfa' });
    });

    it('forgets what is old', async () => {
      await store.begin('old', at(10), at(0));
      await store.begin('new', at(20), at(0));
      await store.purge(at(15));
      assert.equal(await store.find('old'), undefined);
      assert.notEqual(await store.find('new'), undefined);
    });
  });
});
