import assert from 'node:assert/strict';
import type { TurnLeaseStore } from '../../src/bot/turn-lease-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createTurnLeaseStore } from '../../src/storage/turn-lease-store.ts';
import { later } from '../support/builders.ts';
import { onEachEngine } from '../support/postgres.ts';

const at = (milliseconds: number) => new Date(later(milliseconds));

describe('the turn in a conversation', () => {
  onEachEngine((open) => {
    let database: Database;
    let store: TurnLeaseStore;

    beforeEach(async () => {
      database = await open();
      store = createTurnLeaseStore(database);
    });

    afterEach(() => database.destroy());

    const take = (conversation: string, holder: string, now = 0) =>
      store.take(conversation, { holder, now: at(now), heldUntil: at(now + 1000) });

    it('is held by one of many who want it', async () => {
      const taken = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((holder) => take('chat', holder)));
      assert.equal(taken.filter((isTaken) => isTaken).length, 1);
    });

    it('is free again when it is given back, and not when somebody else gives it back', async () => {
      assert.equal(await take('chat', 'one'), true);
      await store.release('chat', 'two');
      assert.equal(await take('chat', 'two'), false);
      await store.release('chat', 'one');
      assert.equal(await take('chat', 'two'), true);
    });

    it('is free again when its holder was not heard of for too long', async () => {
      assert.equal(await take('chat', 'one'), true);
      assert.equal(await take('chat', 'two', 999), false);
      assert.equal(await take('chat', 'two', 1000), true);
      await store.release('chat', 'one');
      assert.equal(await take('chat', 'three', 1500), false);
    });

    it('of another conversation is another one', async () => {
      assert.equal(await take('chat', 'one'), true);
      assert.equal(await take('channel', 'two'), true);
    });
  });
});
