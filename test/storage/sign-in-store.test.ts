import assert from 'node:assert/strict';
import type { OpenFlow, SignInRecord } from '../../src/identity/sign-in-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createSignInStore } from '../../src/storage/sign-in-store.ts';
import { onEachEngine } from '../support/postgres.ts';

const PERSON = { tenantId: 'T', objectId: 'O' };

const aSignIn = (change: Partial<SignInRecord> = {}): SignInRecord => ({
  idHash: 'id',
  version: 1,
  person: PERSON,
  purpose: { kind: 'approve', requestId: 'LD-1' },
  claims: null,
  loginHint: null,
  locale: 'ja-JP',
  expiresAt: '2026-11-20T12:00:00.000Z',
  flow: null,
  mustChooseAccount: false,
  completedAt: null,
  announceAt: null,
  ...change,
});

const aFlow = (stateHash: string): OpenFlow => ({
  stateHash,
  cookieHash: 'cookie',
  sealed: 'v1.k.x',
  expiresAt: '2026-11-20T11:10:00.000Z',
});

describe('the store of sign-ins', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: ReturnType<typeof createSignInStore>;

    beforeEach(async () => {
      database = await open();
      store = createSignInStore(database);
    });

    afterEach(() => database.destroy());

    it('gives back what was put in', async () => {
      await store.insert(aSignIn());
      assert.deepEqual(await store.find('id'), aSignIn());
      assert.equal(await store.find('other'), undefined);
    });

    it('finds a sign-in by the state of its open flow only', async () => {
      await store.insert(aSignIn());
      await store.save(aSignIn({ version: 2, flow: aFlow('first') }));
      assert.equal((await store.findByState('first'))?.version, 2);
      await store.save(aSignIn({ version: 3, flow: aFlow('second') }));
      assert.equal(await store.findByState('first'), undefined);
      await store.save(aSignIn({ version: 4 }));
      assert.equal(await store.findByState('second'), undefined);
    });

    it('saves only over the version that was read', async () => {
      await store.insert(aSignIn());
      assert.equal(await store.save(aSignIn({ version: 2, locale: 'a' })), true);
      assert.equal(await store.save(aSignIn({ version: 2, locale: 'b' })), false);
      assert.equal(await store.save(aSignIn({ version: 4, locale: 'c' })), false);
      assert.equal((await store.find('id'))?.locale, 'a');
    });

    it('names what is to be told, the longest due first', async () => {
      await store.insert(aSignIn({ idHash: 'a', announceAt: '2026-11-20T10:02:00.000Z' }));
      await store.insert(aSignIn({ idHash: 'b', announceAt: '2026-11-20T10:01:00.000Z' }));
      await store.insert(aSignIn({ idHash: 'c', announceAt: '2026-11-20T10:03:00.000Z' }));
      await store.insert(aSignIn({ idHash: 'd' }));
      const due = await store.toAnnounce('2026-11-20T10:02:00.000Z', 10);
      assert.deepEqual(
        due.map((record) => record.idHash),
        ['b', 'a'],
      );
      assert.equal((await store.toAnnounce('2026-11-21T00:00:00.000Z', 1)).length, 1);
    });

    it('removes what ended, but nothing that is still to be told', async () => {
      await store.insert(aSignIn({ idHash: 'old' }));
      await store.insert(aSignIn({ idHash: 'untold', announceAt: '2026-11-20T10:00:00.000Z' }));
      await store.insert(aSignIn({ idHash: 'new', expiresAt: '2026-11-22T12:00:00.000Z' }));
      await store.purge('2026-11-21T00:00:00.000Z');
      const left = [];
      for (const id of ['old', 'untold', 'new']) left.push((await store.find(id)) !== undefined);
      assert.deepEqual(left, [false, true, true]);
    });

    it('remembers one step-up for each person, whatever the case of the ids', async () => {
      const owed = { claims: '{}', since: '2026-11-20T10:00:00.000Z', isTokenUseless: true };
      assert.equal(await store.stepUp(PERSON), undefined);
      await store.setStepUp(PERSON, { ...owed, isTokenUseless: false });
      await store.setStepUp(PERSON, owed);
      assert.deepEqual(await store.stepUp({ tenantId: 't', objectId: 'o' }), owed);
      assert.equal(await store.stepUp({ tenantId: 't', objectId: 'other' }), undefined);
      await store.setStepUp(PERSON, null);
      assert.equal(await store.stepUp(PERSON), undefined);
    });
  });
});
