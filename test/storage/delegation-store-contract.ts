import assert from 'node:assert/strict';
import type { DelegationEffects, KeptDelegation } from '../../src/requests/delegation-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createDelegationStore } from '../../src/storage/delegation-store.ts';
import { GRACE, KENJI, later, MEHMET, NOW } from '../support/builders.ts';
import { DAY, HOUR } from '../support/movable-clock.ts';

export function aKeptDelegation(delegation: Partial<KeptDelegation> = {}): KeptDelegation {
  return {
    id: 'one',
    delegator: GRACE,
    delegate: KENJI,
    firstDay: '2026-03-02',
    lastDay: '2026-03-06',
    from: NOW,
    until: later(5 * DAY),
    wasStopped: false,
    ...delegation,
  };
}

const effects = (ended: readonly KeptDelegation[]): DelegationEffects => ({
  event: { requestId: null, at: NOW, kind: 'delegated', actor: GRACE, facts: { ended: ended.length } },
  notes: [
    {
      kind: 'note',
      requestId: null,
      to: { kind: 'person', person: KENJI },
      text: 'delegation.told.now',
      values: {},
    },
  ],
});

/** What the store of delegations has to keep on every database. */
export function delegationStoreContract(where: string, open: () => Promise<Database>): void {
  describe(`the delegations ${where}`, () => {
    let database: Database;
    let store: ReturnType<typeof createDelegationStore>;
    beforeEach(async () => {
      database = await open();
      store = createDelegationStore(database);
    });
    afterEach(() => database.destroy());

    const give = (delegation: KeptDelegation, at = NOW) =>
      store.replace(delegation.delegator, delegation, { at, effects });
    const count = async (table: 'audit_events' | 'outbox') =>
      (await database.selectFrom(table).selectAll().execute()).length;

    it('come back as they were given, with what is told and written down', async () => {
      assert.deepEqual(await give(aKeptDelegation()), []);
      assert.deepEqual(await store.all(), [aKeptDelegation()]);
      assert.deepEqual([await count('audit_events'), await count('outbox')], [1, 1]);
    });

    it('are one for each delegator: a new one ends the one before, in force or to come', async () => {
      const other = aKeptDelegation({ id: 'other', delegator: MEHMET });
      await give(other);
      await give(aKeptDelegation());
      const next = aKeptDelegation({ id: 'next', delegate: MEHMET, from: later(DAY) });
      const ended = await give(next, later(HOUR));
      const cut = aKeptDelegation({ until: later(HOUR), wasStopped: true });
      assert.deepEqual(ended, [cut]);
      const all = (await store.all()).toSorted((one, two) => one.id.localeCompare(two.id));
      assert.deepEqual(all, [next, cut, other]);
    });

    it('are ended without another, once', async () => {
      await give(aKeptDelegation());
      const stop = () => store.replace(GRACE, null, { at: later(HOUR), effects });
      assert.equal((await stop()).length, 1);
      assert.equal((await stop()).length, 0);
      assert.equal(await count('audit_events'), 2, 'nothing is written down where nothing changed');
    });

    it('are one also when two are given at the same instant', async () => {
      await Promise.all([
        give(aKeptDelegation({ id: 'first' })),
        give(aKeptDelegation({ id: 'second', delegate: MEHMET })),
      ]);
      const inForce = (await store.all()).filter(({ until }) => until > NOW);
      assert.equal(inForce.length, 1);
    });

    it('are forgotten when their end was acted upon; the time of that never goes back', async () => {
      assert.equal(await store.watchedUntil(), null);
      await give(aKeptDelegation());
      await store.watched(later(DAY), []);
      await store.watched(later(HOUR), []);
      assert.equal(await store.watchedUntil(), later(DAY));
      assert.equal((await store.all()).length, 1);
      await store.watched(later(5 * DAY), []);
      assert.deepEqual(await store.all(), []);
    });

    it('are told of once, however many look at the same time', async () => {
      const { notes } = effects([]);
      await Promise.all([store.watched(later(DAY), notes), store.watched(later(DAY), notes)]);
      await store.watched(later(HOUR), notes);
      assert.equal(await count('outbox'), 1);
      await store.watched(later(2 * DAY), notes);
      assert.equal(await count('outbox'), 2);
    });
  });
}
