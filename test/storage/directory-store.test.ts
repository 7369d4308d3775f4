import assert from 'node:assert/strict';
import { CustomerIndex } from '../../src/directory/customer-index.ts';
import type { DirectoryUser } from '../../src/directory/directory-entries.ts';
import type { DirectoryStore, ListedCustomer, ListedUser } from '../../src/directory/directory-store.ts';
import { patternsOf, searchTextOf } from '../../src/directory/search-text.ts';
import { fold } from '../../src/directory/text-fold.ts';
import type { Database } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { onEachEngine } from '../support/postgres.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();

const aCustomer = (id: string, name: string, domain: string | null = null): ListedCustomer => ({
  id,
  name,
  domain,
  searchText: searchTextOf([name, domain]),
  sortKey: fold(name),
});

const aUser = (id: string, name: string, change: Partial<DirectoryUser> = {}): ListedUser => {
  const upn = change.upn ?? `${id}@contoso.com`;
  const user = { id, name, usageLocation: 'TR', isActive: true, asOf: at(0), ...change, upn };
  return { ...user, searchText: searchTextOf([name, upn]), sortKey: fold(name) };
};

describe('the store of the directory', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: DirectoryStore;

    beforeEach(async () => {
      database = await open();
      store = createDirectoryStore(database);
    });

    afterEach(() => database.destroy());

    /** As an instance searches that has just started. */
    const search = (text: string) =>
      new CustomerIndex(store).search({ patterns: patternsOf(text) ?? null, among: 'all', limit: 15 });

    describe('customers', () => {
      it('are found under their present name only', async () => {
        await store.putCustomers([aCustomer('a', 'Contoso'), aCustomer('b', 'Fabrikam')], at(0));
        await store.putCustomers([aCustomer('a', 'Northwind', 'contoso.com')], at(1));
        assert.deepEqual(await search('northwind'), ['a']);
        assert.deepEqual(await search('contoso.com'), ['a']);
        assert.deepEqual(await search('conto'), ['a']);
        await store.putCustomers([aCustomer('a', 'Northwind')], at(2));
        assert.deepEqual(await search('conto'), []);
        assert.deepEqual(await search('co'), []);
      });

      it('can be written twice, even in one call', async () => {
        await store.putCustomers([aCustomer('a', 'Contoso'), aCustomer('a', 'Contoso')], at(0));
        await store.putCustomers([aCustomer('a', 'Contoso')], at(0));
        assert.deepEqual(await search('contoso'), ['a']);
        assert.deepEqual(await search(''), ['a']);
      });

      it('that were not seen again are hidden everywhere, and shown when they come back', async () => {
        await store.putCustomers([aCustomer('a', 'Contoso'), aCustomer('b', 'Fabrikam')], at(0));
        await store.putCustomers([aCustomer('b', 'Fabrikam')], at(5));
        assert.equal(await store.hideCustomersNotSeenSince(at(5)), 1);
        assert.equal(await store.hideCustomersNotSeenSince(at(5)), 0);
        assert.deepEqual(await search('contoso'), []);
        assert.deepEqual(await search('o'), []);
        assert.equal(await store.findCustomer('a'), undefined);
        assert.deepEqual(await store.customersByIds(['a']), []);
        assert.deepEqual(await store.customerIdsFrom('a', 10), []);
        assert.deepEqual(await search(''), ['b']);
        await store.putCustomers([aCustomer('a', 'Contoso')], at(6));
        assert.deepEqual(await search('contoso'), ['a']);
      });

      it('are listed by name, and found by the beginning of their id', async () => {
        await store.putCustomers(
          [aCustomer('b2', 'Zeta'), aCustomer('b1', 'Ärzte'), aCustomer('c1', 'beta')],
          at(0),
        );
        assert.deepEqual(await search(''), ['b1', 'c1', 'b2']);
        assert.deepEqual(await store.customerIdsFrom('b', 10), ['b1', 'b2']);
        assert.deepEqual(await store.customerIdsFrom('b', 1), ['b1']);
      });

      it('are told to have changed when they are found differently, and not when they are only seen again', async () => {
        const changed = async (after: number) =>
          (await store.changedCustomers(after, 10)).map(({ id, isHidden }) => `${id} ${isHidden}`);
        const last = async () => (await store.changedCustomers(0, 10)).at(-1)?.change ?? 0;
        await store.putCustomers([aCustomer('a', 'Contoso'), aCustomer('b', 'Fabrikam')], at(0));
        const first = await last();
        assert.deepEqual(await changed(0), ['a false', 'b false']);
        await store.putCustomers([aCustomer('a', 'Contoso'), aCustomer('b', 'Fabrikam')], at(1));
        assert.deepEqual(await changed(first), []);
        await store.putCustomers([aCustomer('a', 'Contoso Ltd'), aCustomer('b', 'Fabrikam')], at(2));
        assert.deepEqual(await changed(first), ['a false']);
        const second = await last();
        await store.hideCustomer('b');
        await store.hideCustomer('b');
        assert.deepEqual(await changed(second), ['b true']);
        await store.putCustomers([aCustomer('b', 'Fabrikam')], at(3));
        assert.deepEqual(await changed(second), ['b false']);
        assert.deepEqual(
          (await store.changedCustomers(0, 1)).map(({ id }) => id),
          ['a'],
        );
      });

      it('are given numbers of their own by writers at the same time', async () => {
        const writers = Array.from({ length: 10 }, (_, number) =>
          store.putCustomers(
            [aCustomer(`a${number}`, `Contoso ${number}`), aCustomer('b', `Fabrikam ${number}`)],
            at(0),
          ),
        );
        await Promise.all(writers);
        const changes = (await store.changedCustomers(0, 100)).map(({ change }) => change);
        assert.equal(new Set(changes).size, 11);
      });

      it('keep why they refuse', async () => {
        await store.putCustomers([aCustomer('a', 'Contoso')], at(0));
        const refusal = {
          ...{ meaning: 'conditional-access', httpStatus: 403, code: '900309' },
          ...{ correlationId: null, at: at(1) },
        };
        await store.noteDetails('a', { refusal });
        assert.deepEqual((await store.findCustomer('a'))?.refusal, refusal);
        await store.noteDetails('a', { usedAt: at(2) });
        assert.deepEqual((await store.details('a')).refusal, refusal);
        await store.noteDetails('a', { refusal: null });
        assert.equal((await store.findCustomer('a'))?.refusal, null);
      });
    });

    describe('users', () => {
      it('are found by id and by UPN in any case', async () => {
        await store.putUsers('a', [aUser('u1', 'Ada Aksoy', { upn: 'Ada@Contoso.com' })]);
        assert.equal((await store.findUser('a', 'U1'))?.name, 'Ada Aksoy');
        assert.equal((await store.findUser('a', 'ADA@contoso.COM'))?.upn, 'Ada@Contoso.com');
        assert.equal(await store.findUser('b', 'u1'), undefined);
        assert.deepEqual(
          (await store.usersByIds('a', ['u1', 'u2'])).map((user) => user.id),
          ['u1'],
        );
      });

      it('make their version grow with every write', async () => {
        const first = await store.putUsers('a', [aUser('u1', 'Ada')]);
        const second = await store.putUsers('a', [aUser('u1', 'Ada Aksoy')]);
        const third = await store.removeUser('a', 'u1');
        assert.deepEqual([second - first, third - second], [1, 1]);
        assert.equal((await store.details('a')).usersVersion, third);
      });

      it('who were not read again go, of that customer only', async () => {
        await store.putUsers('a', [aUser('u1', 'Ada'), aUser('u2', 'Bob')]);
        await store.putUsers('b', [aUser('u1', 'Ada')]);
        await store.putUsers('a', [aUser('u2', 'Bob', { asOf: at(5) })]);
        await store.dropUsersNotReadSince('a', at(5));
        assert.equal(await store.findUser('a', 'u1'), undefined);
        assert.equal((await store.findUser('a', 'u2'))?.asOf, at(5));
        assert.ok(await store.findUser('b', 'u1'));
      });

      it('are given out page by page', async () => {
        await store.putUsers(
          'a',
          ['c', 'a', 'b'].map((id) => aUser(id, `User ${id}`)),
        );
        const first = await store.findableUsers('a', '', 2);
        const second = await store.findableUsers('a', first.at(-1)?.id ?? '', 2);
        assert.deepEqual(
          [...first, ...second].map((user) => user.id),
          ['a', 'b', 'c'],
        );
        assert.deepEqual(await store.findableUsers('a', 'c', 2), []);
      });
    });

    it('keeps SKUs as they were read', async () => {
      assert.equal(await store.skus('a'), null);
      const skus = { asOf: at(3), skus: [], licenseGroups: ['group1'] } as const;
      await store.noteDetails('a', { skus });
      assert.deepEqual(await store.skus('a'), skus);
      assert.equal((await store.details('a')).skusAsOf, at(3));
    });

    it('keeps how far the customers were read', async () => {
      const nothing = { asOf: null, since: null, continuationToken: null, dueAt: null, failures: 0 };
      assert.deepEqual(await store.customerReading(), nothing);
      await store.noteCustomerReading({ since: at(0), continuationToken: 'a,b/c=' });
      await store.noteCustomerReading({ failures: 2 });
      assert.deepEqual(await store.customerReading(), {
        ...nothing,
        ...{ since: at(0), continuationToken: 'a,b/c=', failures: 2 },
      });
    });
  });
});
