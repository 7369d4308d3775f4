import assert from 'node:assert/strict';
import type { DirectoryAccountRecord } from '../../src/identity/directory-account-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createDirectoryAccountStore } from '../../src/storage/directory-account-store.ts';
import { onEachEngine } from '../support/postgres.ts';

const ADA = { tenantId: 't', objectId: 'ada' };
const BOB = { tenantId: 't', objectId: 'bob' };
const aRecord = (change: Partial<DirectoryAccountRecord> = {}): DirectoryAccountRecord => ({
  account: ADA,
  connectedAt: '2026-11-20T10:00:00.000Z',
  lastSuccessAt: null,
  lastFailure: null,
  ...change,
});

describe('the store of the directory account', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: ReturnType<typeof createDirectoryAccountStore>;

    beforeEach(async () => {
      database = await open();
      store = createDirectoryAccountStore(database);
    });

    afterEach(() => database.destroy());

    it('holds one account at most', async () => {
      assert.equal(await store.read(), undefined);
      await store.write(aRecord());
      await store.write(aRecord({ account: BOB }));
      assert.deepEqual(await store.read(), aRecord({ account: BOB }));
      await store.write(null);
      assert.equal(await store.read(), undefined);
    });

    it('notes how a use went without touching the rest', async () => {
      const failure = { at: '2026-11-20T11:00:00.000Z', code: 'entra-timeout' };
      await store.write(aRecord());
      await store.note(ADA, { lastFailure: failure });
      await store.note(ADA, { lastSuccessAt: '2026-11-20T12:00:00.000Z' });
      assert.deepEqual(
        await store.read(),
        aRecord({ lastSuccessAt: '2026-11-20T12:00:00.000Z', lastFailure: failure }),
      );
      await store.note(ADA, { lastFailure: null });
      assert.equal((await store.read())?.lastFailure, null);
    });

    it('notes nothing for an account that is not the one any more', async () => {
      await store.note(ADA, { lastSuccessAt: '2026-11-20T12:00:00.000Z' });
      assert.equal(await store.read(), undefined);
      await store.write(aRecord({ account: BOB }));
      await store.note(ADA, { lastSuccessAt: '2026-11-20T12:00:00.000Z' });
      assert.deepEqual(await store.read(), aRecord({ account: BOB }));
    });
  });
});
