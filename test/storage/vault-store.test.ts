import assert from 'node:assert/strict';
import { createMemoryVault } from '../../src/identity/memory-vault.ts';
import type { VaultStore } from '../../src/identity/vault-store.ts';
import { createVaultStore } from '../../src/storage/vault-store.ts';
import { onEachEngine } from '../support/postgres.ts';

type Opened = { readonly vault: VaultStore; readonly close: () => Promise<void> };

function contract(name: string, open: () => Promise<Opened>): void {
  describe(`the vault ${name}`, () => {
    let vault: VaultStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ vault, close } = await open());
    });

    afterEach(() => close());

    it('is empty at first', async () => {
      assert.equal(await vault.read('a'), undefined);
      assert.deepEqual(await vault.keys(), []);
    });

    it('gives back what was written, apart from other rows', async () => {
      await vault.write('a', { revision: 'r1', sealed: 'one' }, null);
      await vault.write('b', { revision: 'r1', sealed: 'two' }, null);
      assert.deepEqual({ ...(await vault.read('a')) }, { revision: 'r1', sealed: 'one' });
      assert.deepEqual((await vault.keys()).toSorted(), ['a', 'b']);
    });

    it('does not write over a row that was not read', async () => {
      assert.equal(await vault.write('a', { revision: 'r1', sealed: 'one' }, null), true);
      assert.equal(await vault.write('a', { revision: 'r2', sealed: 'two' }, null), false);
      assert.equal(await vault.write('a', { revision: 'r2', sealed: 'two' }, 'r0'), false);
      assert.equal((await vault.read('a'))?.sealed, 'one');
      assert.equal(await vault.write('a', { revision: 'r2', sealed: 'two' }, 'r1'), true);
      assert.equal((await vault.read('a'))?.sealed, 'two');
    });

    it('does not bring a removed row back', async () => {
      await vault.write('a', { revision: 'r1', sealed: 'one' }, null);
      assert.equal(await vault.remove('a'), true);
      assert.equal(await vault.write('a', { revision: 'r2', sealed: 'two' }, 'r1'), false);
      assert.equal(await vault.read('a'), undefined);
      assert.equal(await vault.remove('a'), false);
    });

    it('lets one of many writers win', async () => {
      await vault.write('a', { revision: 'r0', sealed: 'start' }, null);
      const writers = ['r1', 'r2', 'r3', 'r4', 'r5'];
      const wins = await Promise.all(
        writers.map((revision) => vault.write('a', { revision, sealed: revision }, 'r0')),
      );
      assert.equal(wins.filter((isWin) => isWin).length, 1);
      assert.equal((await vault.read('a'))?.revision, writers[wins.indexOf(true)]);
    });
  });
}

onEachEngine((open) => {
  contract('in SQL', async () => {
    const database = await open();
    return { vault: createVaultStore(database), close: () => database.destroy() };
  });
});

contract('in memory', async () => ({ vault: createMemoryVault(), close: async () => {} }));
