import assert from 'node:assert/strict';
import type { DirectoryStore } from '../../src/directory/directory-store.ts';
import type { DirectorySyncStore } from '../../src/directory/directory-sync-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import { onEachEngine } from '../support/postgres.ts';

const day = (number: number) => new Date(Date.UTC(2026, 10, number)).toISOString();

describe('the store of the synchronisation', () => {
  onEachEngine((open) => {
    let database: Database;
    let directory: DirectoryStore;
    let store: DirectorySyncStore;

    beforeEach(async () => {
      database = await open();
      directory = createDirectoryStore(database);
      store = createDirectorySyncStore(database);
    });

    afterEach(() => database.destroy());

    it('gives the lease to one, renews it for that one, and gives it on when it is over', async () => {
      assert.equal(await store.takeLease('one', day(1), day(2)), true);
      assert.equal(await store.takeLease('two', day(1), day(2)), false);
      assert.equal(await store.takeLease('one', day(1), day(3)), true);
      assert.equal(await store.takeLease('two', day(3), day(4)), false);
      assert.equal(await store.takeLease('two', day(4), day(5)), true);
      await store.releaseLease('one');
      assert.equal(await store.takeLease('one', day(4), day(5)), false);
      await store.releaseLease('two');
      assert.equal(await store.takeLease('one', day(4), day(5)), true);
    });

    it('names customers in use that are due, those never read first', async () => {
      await directory.noteDetails('late', { usedAt: day(9), dueAt: day(10) });
      await directory.noteDetails('later', { usedAt: day(9), dueAt: day(12) });
      await directory.noteDetails('unused', { usedAt: day(1), dueAt: day(2) });
      await directory.noteDetails('never', { usedAt: day(9) });
      assert.deepEqual(await store.dueCustomers(day(5), day(11), 10), ['never', 'late']);
      assert.deepEqual(await store.dueCustomers(day(5), day(11), 1), ['never']);
    });

    it('tells when the next customer is due', async () => {
      assert.equal(await store.nextCustomerDueAt(day(5)), null);
      await directory.noteDetails('a', { usedAt: day(9), dueAt: day(12) });
      await directory.noteDetails('b', { usedAt: day(9), dueAt: day(11) });
      await directory.noteDetails('c', { usedAt: day(1), dueAt: day(2) });
      assert.equal(await store.nextCustomerDueAt(day(5)), day(11));
      await directory.noteDetails('d', { usedAt: day(9) });
      assert.equal(await store.nextCustomerDueAt(day(5)), '');
    });

    it('forgets unused customers bit by bit, and leaves the others', async () => {
      const users = Array.from({ length: 700 }, (_, number) => ({
        ...{ id: `u${number}`, name: 'User', upn: `u${number}@x.com`, usageLocation: null },
        ...{ isActive: true, asOf: day(1), searchText: '[<user>]', sortKey: 'user' },
      }));
      await directory.putUsers('old', users);
      await directory.noteDetails('old', { usedAt: day(1), usersAsOf: day(1), dueAt: day(2) });
      await directory.putUsers('new', users.slice(0, 1));
      await directory.noteDetails('new', { usedAt: day(9) });
      const { usersVersion } = await directory.details('old');
      let steps = 0;
      while (await store.forgetUnused(day(5))) steps++;
      assert.equal(steps, 2);
      assert.deepEqual(await directory.findableUsers('old', '', 10), []);
      const left = await directory.details('old');
      assert.deepEqual([left.usedAt, left.usersAsOf], [null, null]);
      assert.ok(left.usersVersion > usersVersion);
      assert.equal((await directory.findableUsers('new', '', 10)).length, 1);
    });

    it('gives an overview with the customers that refuse', async () => {
      const asListed = (id: string, name: string) => ({
        ...{ id, name, domain: null, searchText: `[<${name}>]`, sortKey: name },
      });
      await directory.putCustomers([asListed('a', 'one'), asListed('b', 'two')], day(1));
      await directory.hideCustomer('b');
      const refusal = {
        meaning: 'missing-role',
        httpStatus: 403,
        code: '900308',
        correlationId: null,
        at: day(1),
      };
      await directory.noteDetails('a', { usedAt: day(1), refusal });
      await directory.noteDetails('b', { refusal });
      assert.deepEqual(await store.overview(), {
        ...{ customers: 1, customersInUse: 1 },
        refused: [{ id: 'a', name: 'one', domain: null, refusal }],
      });
    });
  });
});
