import type { VaultRow, VaultStore } from './vault-store.ts';

/** A vault that is empty after a restart: for SQLite without a configured key. */
export function createMemoryVault(): VaultStore {
  const rows = new Map<string, VaultRow>();
  return {
    read: async (key) => rows.get(key),
    async write(key, row, expected) {
      if ((rows.get(key)?.revision ?? null) !== expected) return false;
      rows.set(key, row);
      return true;
    },
    remove: async (key) => rows.delete(key),
    keys: async () => [...rows.keys()],
  };
}
