import assert from 'node:assert/strict';
import type { RequestLeases } from '../../src/fulfilment/request-leases.ts';
import { auditEventOf } from '../../src/requests/audit-trail.ts';
import { type LicenseRequest, touched } from '../../src/requests/license-request.ts';
import type { RequestStore } from '../../src/requests/request-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createRequestLeases } from '../../src/storage/request-leases.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { aLicenseRequest, later } from '../support/builders.ts';
import { onEachEngine } from '../support/postgres.ts';

const at = (milliseconds: number) => new Date(later(milliseconds));

describe('a request in the hand of an instance', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: RequestStore;
    let leases: RequestLeases;
    let request: LicenseRequest;

    beforeEach(async () => {
      database = await open();
      store = createRequestStore(database);
      leases = createRequestLeases(database);
      request = aLicenseRequest({ dueAt: later(0) });
      await store.insert(request, effectsOf(request));
    });

    afterEach(() => database.destroy());

    const effectsOf = (one: LicenseRequest) => ({
      event: auditEventOf(one, { kind: 'test', actor: null }),
      notices: [],
    });
    const take = (now = 0, one = request) => leases.take(one, { now: at(now), until: at(now + 1000) });

    it('is in the hand of one of many', async () => {
      const taken = await Promise.all([1, 2, 3, 4].map(() => take()));
      assert.equal(taken.filter((isTaken) => isTaken).length, 1);
    });

    it('is due to nobody meanwhile, and again when its instance was not heard of for too long', async () => {
      assert.equal(await store.nextDueAt(), later(0));
      await take();
      assert.deepEqual(await store.due(later(999), 5), []);
      assert.equal(await store.nextDueAt(), later(1000));
      assert.equal((await store.due(later(1000), 5)).length, 1);
      assert.equal(await take(1000), true);
    });

    it('is in nobody’s hand any more after a write', async () => {
      await take();
      const next = touched(request, later(10), { dueAt: later(20) });
      assert.equal(await store.save(next, effectsOf(next)), true);
      assert.equal(await store.nextDueAt(), later(20));
      assert.equal((await store.due(later(20), 5)).length, 1);
    });

    it('is not taken as it was before a write', async () => {
      const next = touched(request, later(10), { dueAt: later(0) });
      await store.save(next, effectsOf(next));
      assert.equal(await take(), false);
      assert.equal(await take(0, next), true);
    });

    it('is due to nobody when it waits for no time', async () => {
      await take();
      const next = touched(request, later(10), { dueAt: null });
      await store.save(next, effectsOf(next));
      assert.equal(await store.nextDueAt(), null);
      assert.deepEqual(await store.due(later(60_000), 5), []);
    });
  });
});
