import assert from 'node:assert/strict';
import { auditEventOf } from '../../src/requests/audit-trail.ts';
import { type LicenseRequest, moved } from '../../src/requests/license-request.ts';
import type { Notice } from '../../src/requests/notice.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createOutboxStore } from '../../src/storage/outbox-store.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { createSeenActivityStore } from '../../src/storage/seen-activity-store.ts';
import { aLicenseRequest, anAttempt, later } from '../support/builders.ts';
import { describeOnPostgres, newPostgresDatabase } from '../support/postgres.ts';

const TIMES = 30;
const numbers = Array.from({ length: TIMES }, (_, number) => number);
const idOf = (letter: string, number: number) => `${letter}${String(number).padStart(5, '0')}`;

describeOnPostgres('what several instances want at the same moment', () => {
  let instances: readonly [Database, Database, Database];

  beforeEach(async () => {
    const address = await newPostgresDatabase();
    instances = [openDatabase(address), openDatabase(address), openDatabase(address)];
    await migrate(instances[0]);
  });

  afterEach(async () => {
    await Promise.all(instances.map((database) => database.destroy()));
  });

  const effectsOf = (request: LicenseRequest, notices: readonly Notice[] = []) => ({
    event: auditEventOf(request, { kind: 'test', actor: null }),
    notices,
  });

  it('is claimed by one of them: a request', async () => {
    const stores = instances.map((database) => createRequestStore(database));
    for (const number of numbers) {
      const approved = aLicenseRequest({ id: idOf('A', number), status: 'approved' });
      await stores[0]?.insert(approved, effectsOf(approved));
      const claimed = moved(approved, 'executing', later(1), { attempt: anAttempt() });
      const saved = await Promise.all(stores.map((store) => store.save(claimed, effectsOf(claimed))));
      assert.equal(saved.filter((isSaved) => isSaved).length, 1);
    }
  });

  it('is claimed by one of them: the license of a user that two requests are about', async () => {
    const stores = instances.map((database) => createRequestStore(database));
    for (const number of numbers) {
      const change = { ...aLicenseRequest().change, user: { id: idOf('u', number), name: 'U', upn: 'u@x' } };
      const both = ['A', 'B', 'C'].map((letter) =>
        aLicenseRequest({ id: idOf(letter, number), status: 'approved', change }),
      );
      for (const request of both) await stores[0]?.insert(request, effectsOf(request));
      const saved = await Promise.all(
        both.map((request, index) => {
          const claimed = moved(request, 'executing', later(1), { attempt: anAttempt() });
          return stores[index]?.save(claimed, effectsOf(claimed), { openAttempts: 0 });
        }),
      );
      assert.equal(saved.filter((isSaved) => isSaved).length, 1);
    }
  });

  it('is asked for by one of them: a license for a user', async () => {
    const stores = instances.map((database) => createRequestStore(database));
    for (const number of numbers) {
      const one = { ...aLicenseRequest().change, user: { id: idOf('u', number), name: 'U', upn: 'u@x' } };
      const other = { ...one, user: { ...one.user, id: idOf('v', number) } };
      const saved = await Promise.all(
        stores.map((store, index) => {
          // Bundles for the same users, who stand in another order in each.
          const changes = index === 1 ? [other, one] : [one, other];
          const entries = changes.map((change, position) => {
            const request = aLicenseRequest({
              id: idOf('ABCDEF'[index * 2 + position] ?? '', number),
              change,
            });
            return { request, effects: effectsOf(request) };
          });
          return store.insertAll(entries, { openSeen: [] });
        }),
      );
      assert.equal(saved.filter((isSaved) => isSaved).length, 1);
    }
  });

  it('is sent by one of them: a message, and in order', async () => {
    const store = createRequestStore(instances[0]);
    const lines = (request: LicenseRequest): Notice[] =>
      ['one', 'two', 'three'].map((text) => ({
        kind: 'line',
        requestId: request.id,
        to: { kind: 'thread' },
        text,
        values: {},
      }));
    for (const number of numbers) {
      const thread = { key: `chat ${number}`, reference: null };
      const request = aLicenseRequest({ id: idOf('A', number), thread });
      await store.insert(request, effectsOf(request, lines(request)));
    }
    const sent: string[] = [];
    const work = async (database: Database) => {
      const outbox = createOutboxStore(database);
      for (let idle = 0; idle < 3; ) {
        const claimed = await outbox.claim(new Date(later(10)), 60_000, 16);
        idle = claimed.length === 0 ? idle + 1 : 0;
        for (const { id, notice } of claimed) {
          sent.push(`${notice.requestId} ${notice.kind === 'line' ? notice.text : ''}`);
          await outbox.remove(id);
        }
      }
    };
    await Promise.all(instances.map(work));
    assert.equal(sent.length, TIMES * 3);
    for (const number of numbers) {
      const own = sent.filter((line) => line.startsWith(idOf('A', number)));
      assert.deepEqual(
        own.map((line) => line.split(' ')[1]),
        ['one', 'two', 'three'],
      );
    }
  });

  it('is recognised by all but one of them: an activity delivered again', async () => {
    const stores = instances.map((database) => createSeenActivityStore(database));
    for (const number of numbers) {
      const marks = await Promise.all(stores.map((store) => store.mark(`activity ${number}`, new Date())));
      assert.equal(marks.filter((isNew) => isNew).length, 1);
    }
  });
});
