import assert from 'node:assert/strict';
import { createChannelChoiceStore } from '../../src/storage/channel-choice-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { GRACE, NOW } from '../support/builders.ts';

const event = { requestId: null, at: NOW, kind: 'helpdesk-channel-chosen', actor: GRACE, facts: {} };

/** What the store of chosen channels has to keep on every database. */
export function channelChoiceContract(where: string, open: () => Promise<Database>): void {
  describe(`the chosen channels ${where}`, () => {
    let database: Database;
    let store: ReturnType<typeof createChannelChoiceStore>;
    beforeEach(async () => {
      database = await open();
      store = createChannelChoiceStore(database);
    });
    afterEach(() => database.destroy());

    it('are one for each customer and one for everything, the last one chosen', async () => {
      await store.choose({ customerId: 'contoso', channelId: '19:a' }, event);
      await store.choose({ customerId: null, channelId: '19:a' }, event);
      await store.choose({ customerId: 'contoso', channelId: '19:b' }, event);
      assert.deepEqual(
        (await store.all()).toSorted((one, other) => one.channelId.localeCompare(other.channelId)),
        [
          { customerId: null, channelId: '19:a' },
          { customerId: 'contoso', channelId: '19:b' },
        ],
      );
    });

    it('are taken back by their channel, and each change is written down', async () => {
      await store.choose({ customerId: 'contoso', channelId: '19:a' }, event);
      await store.choose({ customerId: null, channelId: '19:a' }, event);
      assert.deepEqual([await store.forget('19:a', event), await store.forget('19:a', event)], [2, 0]);
      assert.deepEqual(await store.all(), []);
      const events = await database.selectFrom('audit_events').selectAll().execute();
      assert.equal(events.length, 3);
    });
  });
}
