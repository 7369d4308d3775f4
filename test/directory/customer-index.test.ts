import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CustomerIndex } from '../../src/directory/customer-index.ts';
import type { ChangedCustomer } from '../../src/directory/directory-store.ts';
import { patternsOf, searchTextOf } from '../../src/directory/search-text.ts';
import { fold } from '../../src/directory/text-fold.ts';
import { turnsDuring } from '../support/turns.ts';

/** The customers of a database, and how often it was asked what has changed. */
class FakeCustomers {
  readonly rows = new Map<string, ChangedCustomer>();
  asked = 0;
  isDown = false;
  #lastChange = 0;
  /** Answers wait for it. */
  gate: Promise<void> = Promise.resolve();

  put(id: string, name: string, isHidden = false): void {
    const change = ++this.#lastChange;
    this.rows.set(id, { id, searchText: searchTextOf([name]), sortKey: fold(name), change, isHidden });
  }

  async changedCustomers(afterChange: number, limit: number): Promise<readonly ChangedCustomer[]> {
    this.asked += 1;
    if (this.isDown) throw new Error('the database is down');
    const changed = [...this.rows.values()].filter(({ change }) => change > afterChange);
    await this.gate;
    return changed.sort((a, b) => a.change - b.change).slice(0, limit);
  }
}

describe('the customers in memory', () => {
  let customers: FakeCustomers;
  let index: CustomerIndex;

  beforeEach(() => {
    customers = new FakeCustomers();
    customers.put('a', 'Contoso');
    customers.put('b', 'Fabrikam');
    index = new CustomerIndex(customers);
  });

  const search = (text: string, among: readonly string[] | 'all' = 'all', asked = index) =>
    asked.search({ patterns: patternsOf(text) ?? null, among, limit: 15 });

  it('are all read once, however many there are, and then what has changed', async () => {
    for (let number = 0; number < 1234; number++) customers.put(`n${number}`, `Northwind ${number}`);
    assert.deepEqual(await search('northwind 1233'), ['n1233']);
    const { asked } = customers;
    assert.deepEqual(await search('contoso'), ['a']);
    assert.equal(customers.asked, asked + 1);
  });

  it('are the same for every instance after a write by any', async () => {
    const other = new CustomerIndex(customers);
    assert.deepEqual(await search('co', 'all', other), ['a']);
    customers.put('c', 'Adventure Corp');
    customers.put('a', 'Northwind');
    customers.put('b', 'Fabrikam', true);
    for (const instance of [index, other]) {
      assert.deepEqual(await search('co', 'all', instance), ['c']);
      assert.deepEqual(await search('north', 'all', instance), ['a']);
      assert.deepEqual(await search('fabrikam', 'all', instance), []);
      assert.deepEqual(await search('', 'all', instance), ['c', 'a']);
    }
    customers.put('b', 'Fabrikam');
    assert.deepEqual(await search('fabrikam', 'all', other), ['b']);
  });

  it('are never shown to whom they are not allowed', async () => {
    assert.deepEqual(await search('', ['b']), ['b']);
    assert.deepEqual(await search('contoso', ['b']), []);
    assert.deepEqual(await search('', []), []);
    customers.put('b', 'Contoso too');
    assert.deepEqual(await search('contoso', ['b', 'unknown']), ['b']);
  });

  it('are found as soon as they are written, even while earlier ones are being read', async () => {
    let open = () => {};
    customers.gate = new Promise((resolve) => {
      open = resolve;
    });
    const early = search('north');
    await turn();
    assert.equal(customers.asked, 1);
    customers.put('c', 'Northwind');
    const late = [search('north'), search('wind')];
    open();
    assert.deepEqual(await Promise.all(late), [['c'], ['c']]);
    await early;
    assert.equal(customers.asked, 2, 'those who come later share one reading');
  });

  it('are found as soon as they are written while thousands are being read', async () => {
    for (let number = 0; number < 3000; number++) customers.put(`n${number}`, `Northwind ${number}`);
    const searches: Promise<readonly (readonly string[])[]>[] = [];
    for (let number = 0; number < 40; number++) {
      customers.put(`n${number}`, `Tailspin x${number}x`);
      searches.push(Promise.all([search(`x${number}x`), search(`northwind ${number}`, [`n${number}`])]));
      await turn();
    }
    const expected = searches.map((_, number) => [[`n${number}`], []]);
    assert.deepEqual(await Promise.all(searches), expected);
  });

  it('are read with other work in between', async () => {
    for (let number = 0; number < 3000; number++) customers.put(`n${number}`, `Northwind ${number}`);
    const turns = await turnsDuring(() => index.catchUp());
    assert.ok(turns >= 30, `${turns} turns`);
  });

  it('are read again after a failure of the database', async () => {
    customers.isDown = true;
    await assert.rejects(search('contoso'), /down/);
    customers.isDown = false;
    assert.deepEqual(await search('contoso'), ['a']);
  });
});
