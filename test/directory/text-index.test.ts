import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Findable } from '../../src/directory/directory-store.ts';
import { patternsOf, ranked, searchTextOf } from '../../src/directory/search-text.ts';
import { fold } from '../../src/directory/text-fold.ts';
import { TextIndex } from '../../src/directory/text-index.ts';
import { turnsDuring } from '../support/turns.ts';

const patternsFor = (text: string) => patternsOf(text) ?? null;

const named = (id: string, name: string, domain: string | null = null): Findable => ({
  id,
  searchText: searchTextOf([name, domain]),
  sortKey: fold(name),
});

/** Few letters, so that much is found in many ways. */
const word = fc.string({ unit: fc.constantFrom(...'aabbcdo田中電ー'), minLength: 1, maxLength: 7 });
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const entry = fc.record({ id: fc.integer({ min: 0, max: 700 }), name, domain: fc.option(word) });

describe('the texts in memory', () => {
  it('are found and ranked as if each had been looked at, whatever came, changed and went', async () => {
    const change = fc.record({
      put: fc.array(entry, { maxLength: 400, size: 'max' }),
      remove: fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60, size: 'max' }),
    });
    const changes = fc.array(change, { minLength: 1, maxLength: 5 });
    const queries = fc.array(name, { minLength: 5, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(changes, queries, fc.integer({ min: 1, max: 40 }), async (steps, texts, limit) => {
        const index = new TextIndex();
        const all = new Map<string, Findable>();
        for (const { put, remove } of steps) {
          const entries = put.map((one) => named(String(one.id), one.name, one.domain));
          index.put(entries);
          for (const one of entries) all.set(one.id, one);
          index.remove(remove.map(String));
          for (const id of remove) all.delete(String(id));
          assert.equal(index.size, all.size);
          for (const text of ['', ...texts]) {
            const patterns = patternsFor(text);
            const expected = ranked([...all.values()], patterns).slice(0, limit);
            const ids = expected.map((one) => one.id);
            assert.deepEqual(await index.best(patterns, limit), ids, text);
            assert.deepEqual(await index.bestAmong([...all.keys(), 'x'], patterns, limit), ids, text);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('give the best fifteen where thousands fit', async () => {
    const index = new TextIndex();
    const many = Array.from({ length: 4000 }, (_, number) =>
      named(`m${number}`, `Alpha ${number} Contoso`, `${number}.example`),
    );
    index.put([...many, named('begins', 'Contoso Trading'), named('is', 'Contoso')]);
    const search = (text: string) => index.best(patternsFor(text), 15);
    assert.deepEqual((await search('contoso')).slice(0, 2), ['is', 'begins']);
    assert.equal((await search('contoso')).length, 15);
    assert.deepEqual(await search('alpha 3999 contoso'), ['m3999']);
    assert.deepEqual(await search('3999'), ['m3999']);
    assert.deepEqual(await search('nowhere'), []);
  });

  it('are found among some only', async () => {
    const index = new TextIndex();
    index.put(Array.from({ length: 2000 }, (_, number) => named(`a${number}`, `Ada ${number}`)));
    const patterns = patternsFor('ada');
    assert.deepEqual(await index.bestAmong(['a1999', 'a5', 'gone'], patterns, 15), ['a1999', 'a5']);
    assert.deepEqual(await index.bestAmong([], patterns, 15), []);
    const most = Array.from({ length: 1500 }, (_, number) => `a${number + 500}`);
    assert.deepEqual(await index.bestAmong(most, null, 2), ['a1000', 'a1001']);
  });

  it('are searched as they were when the search began', async () => {
    const index = new TextIndex();
    const many = Array.from({ length: 2000 }, (_, number) => named(`a${number}`, `Ada ${number}`));
    index.put(many);
    const underWay = ['ada 1999', 'ada 5', 'bob'].map((text) => index.best(patternsFor(text), 1));
    index.put(many.map(({ id }) => named(id, `Bob ${id}`)).slice(1));
    index.remove(['a0']);
    assert.deepEqual(await Promise.all(underWay), [['a1999'], ['a5'], []]);
    assert.deepEqual(await index.best(patternsFor('ada'), 1), []);
    assert.deepEqual(await index.best(patternsFor('bob a5'), 1), ['a5']);
  });

  it('are prepared once, and other work goes on meanwhile', async () => {
    const index = new TextIndex();
    index.put(Array.from({ length: 5000 }, (_, number) => named(`a${number}`, `Ada ${number}`)));
    const turns = await turnsDuring(() => index.prepare());
    assert.ok(turns >= 20, `${turns} turns`);
    assert.equal(await turnsDuring(() => index.prepare()), 0);
    index.put([named('b', 'Bob')]);
    const after = await turnsDuring(() => index.best(patternsFor('bob'), 1));
    assert.ok(after >= 1 && after < turns, `${after} turns after one change`);
  });

  it('are gone when all are taken out, and can come again', async () => {
    const index = new TextIndex();
    const many = Array.from({ length: 1000 }, (_, number) => named(`a${number}`, `Ada ${number}`));
    for (let round = 0; round < 2; round++) {
      index.put(many);
      assert.deepEqual(await index.best(patternsFor('ada 999'), 15), ['a999']);
      index.remove(many.map(({ id }) => id));
      assert.deepEqual([index.size, await index.best(null, 15)], [0, []]);
      assert.deepEqual(await index.best(patternsFor('ada'), 15), []);
    }
  });
});
