import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DirectoryUser } from '../../src/directory/directory-entries.ts';
import type { DirectoryStore, ListedCustomer, ListedUser } from '../../src/directory/directory-store.ts';
import { patternsOf, ranked, searchTextOf } from '../../src/directory/search-text.ts';
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

    const search = async (text: string, limit = 15) => {
      const patterns = patternsOf(text);
      assert.ok(patterns);
      const candidates = await store.customerCandidates(patterns, limit);
      return ranked(candidates, patterns)
        .slice(0, limit)
        .map((candidate) => candidate.id);
    };

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
        assert.equal((await store.firstCustomers(10)).length, 1);
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
        assert.deepEqual(await store.customersByIdPrefix('a', 10), []);
        assert.deepEqual(
          (await store.firstCustomers(10)).map((customer) => customer.id),
          ['b'],
        );
        await store.putCustomers([aCustomer('a', 'Contoso')], at(6));
        assert.deepEqual(await search('contoso'), ['a']);
      });

      it('are listed by name, and found by the beginning of their id', async () => {
        await store.putCustomers(
          [aCustomer('b1', 'Zeta'), aCustomer('b2', 'Ärzte'), aCustomer('c1', 'beta')],
          at(0),
        );
        const names = (found: readonly { name: string }[]) => found.map((customer) => customer.name);
        assert.deepEqual(names(await store.firstCustomers(2)), ['Ärzte', 'beta']);
        assert.deepEqual(names(await store.customersByIdPrefix('b', 10)), ['Zeta', 'Ärzte']);
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

      it('are found like by looking at every one', async () => {
        const word = fc.string({
          unit: fc.constantFrom(...'aabbcdo田中電ー'.split('')),
          minLength: 1,
          maxLength: 5,
        });
        const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
        const names = fc.array(name, { minLength: 1, maxLength: 45, size: 'max' });
        await fc.assert(
          fc.asyncProperty(names, fc.array(name, { minLength: 5, maxLength: 20 }), async (all, queries) => {
            while ((await store.hideCustomersNotSeenSince('9')) > 0);
            const customers = all.map((text, index) => aCustomer(`${index}`.padStart(3, '0'), text));
            await store.putCustomers(customers, at(0));
            for (const query of queries) {
              const patterns = patternsOf(query);
              if (!patterns) continue;
              const expected = ranked(customers, patterns).slice(0, 15);
              assert.deepEqual(
                await search(query),
                expected.map((customer) => customer.id),
                query,
              );
            }
          }),
          { numRuns: 40 },
        );
      });

      it('give the best fifteen where hundreds fit', async () => {
        const many = Array.from({ length: 400 }, (_, index) =>
          aCustomer(`m${index}`, `Alpha ${index} Contoso`, `${index}.example`),
        );
        await store.putCustomers(many, at(0));
        await store.putCustomers([aCustomer('begins', 'Contoso Trading'), aCustomer('is', 'Contoso')], at(0));
        assert.deepEqual((await search('contoso')).slice(0, 2), ['is', 'begins']);
        assert.equal((await search('contoso')).length, 15);
        assert.deepEqual(await search('alpha 399 contoso'), ['m399']);
        assert.deepEqual(await search('399'), ['m399']);
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
