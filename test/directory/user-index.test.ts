import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Findable } from '../../src/directory/directory-store.ts';
import { patternsOf, ranked, searchTextOf } from '../../src/directory/search-text.ts';
import { fold } from '../../src/directory/text-fold.ts';
import { UserIndex } from '../../src/directory/user-index.ts';
import { turnsDuring } from '../support/turns.ts';

const aUser = (id: string, name: string): Findable => ({
  id,
  searchText: searchTextOf([name]),
  sortKey: fold(name),
});

/** Users by customer, and how often they were read. */
class FakeUsers {
  readonly byCustomer = new Map<string, Findable[]>();
  readings = 0;

  async findableUsers(customerId: string, afterId: string, limit: number): Promise<readonly Findable[]> {
    if (afterId === '') this.readings++;
    const users = [...(this.byCustomer.get(customerId) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    return users.filter((user) => user.id > afterId).slice(0, limit);
  }
}

describe('the users in memory', () => {
  let users: FakeUsers;
  let index: UserIndex;

  beforeEach(() => {
    users = new FakeUsers();
    users.byCustomer.set('a', [aUser('1', 'Ada Aksoy'), aUser('2', 'Adam Wright')]);
    index = new UserIndex(users, 1000);
  });

  const search = (text: string, version = 1, customer = 'a') =>
    index.search({ id: customer, version }, patternsOf(text) ?? null, 15);

  it('are read once, even for several who ask at the same time', async () => {
    await Promise.all([search('ada'), search('adam'), search('')]);
    assert.deepEqual(await search('ada'), ['1', '2']);
    assert.equal(users.readings, 1);
  });

  it('are read to the end, however many there are, with other work in between', async () => {
    const many = Array.from({ length: 1234 }, (_, number) => aUser(String(number), `User ${number}`));
    users.byCustomer.set('a', many);
    const turns = await turnsDuring(() => search(''));
    assert.ok(turns >= 12, `${turns} turns`);
    assert.deepEqual(await search('user 1233'), ['1233']);
    assert.equal(index.size, 1234);
  });

  it('are kept in step with what is written here', async () => {
    await search('ada');
    index.put('a', [aUser('3', 'Ada Lovelace'), aUser('2', 'Someone Else')], 2);
    assert.deepEqual(await search('ada', 2), ['1', '3']);
    assert.equal(users.readings, 1);
  });

  it('are read again after a write elsewhere, while the old ones still answer', async () => {
    await search('ada');
    users.byCustomer.set('a', [aUser('9', 'Ada Byron')]);
    assert.deepEqual(await search('ada', 5), ['1', '2']);
    assert.equal(users.readings, 2);
    for (let turns = 0; turns < 20; turns++) await turn();
    assert.deepEqual(await search('ada', 5), ['9']);
    assert.equal(users.readings, 2);
  });

  it('of the customer used longest ago are forgotten when there are too many', async () => {
    index = new UserIndex(users, 5);
    for (const customer of ['a', 'b', 'c']) {
      users.byCustomer.set(customer, [aUser('1', 'Ada'), aUser('2', 'Bob')]);
    }
    await search('ada', 1, 'a');
    await search('ada', 1, 'b');
    await search('ada', 1, 'a');
    await search('ada', 1, 'c');
    assert.equal(index.size, 4);
    await search('ada', 1, 'a');
    assert.equal(users.readings, 3, 'a was used last and is still there');
    await search('ada', 1, 'b');
    assert.equal(users.readings, 4);
  });

  it('of one customer may be more than fit', async () => {
    index = new UserIndex(users, 1);
    assert.deepEqual(await search('ada'), ['1', '2']);
  });

  it('are ranked as if each had been looked at', async () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc田'.split('')), minLength: 1, maxLength: 4 });
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    const names = fc.array(name, { maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(names, name, fc.integer({ min: 1, max: 20 }), async (all, query, limit) => {
        const patterns = patternsOf(query) ?? null;
        const findable = all.map((text, number) => aUser(String(number), text));
        const fresh = new UserIndex(users, 1000);
        users.byCustomer.set('x', findable);
        const found = await fresh.search({ id: 'x', version: 1 }, patterns, limit);
        const expected = ranked(findable, patterns).slice(0, limit);
        assert.deepEqual(
          found,
          expected.map((user) => user.id),
        );
      }),
    );
  });
});
