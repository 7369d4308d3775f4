import type { Storage, StoreItems } from 'botbuilder';
import type { Database } from './database.ts';

/**
 * Keeps dialog state for the Bot Framework. The SDK saves state with eTag `*`, so the last write wins: turns of one
 * conversation run one after the other, and nothing of value lives here.
 */
export function createBotStateStorage(database: Database, clock: () => Date): Storage {
  return {
    async read(keys) {
      const rows = await database
        .selectFrom('bot_state')
        .selectAll()
        .where('key', 'in', [...keys])
        .execute();
      const items: StoreItems = {};
      for (const row of rows) items[row.key] = { ...JSON.parse(row.value), eTag: String(row.version) };
      return items;
    },

    async write(changes) {
      for (const [key, item] of Object.entries(changes)) {
        const { eTag, ...value } = item;
        await writeOne({ key, value: JSON.stringify(value), eTag });
      }
    },

    async delete(keys) {
      await database
        .deleteFrom('bot_state')
        .where('key', 'in', [...keys])
        .execute();
    },
  };

  async function writeOne({
    key,
    value,
    eTag,
  }: {
    key: string;
    value: string;
    eTag: unknown;
  }): Promise<void> {
    const updated_at = clock().toISOString();
    const written = await database
      .insertInto('bot_state')
      .values({ key, value, version: 1, updated_at })
      .onConflict((conflict) => {
        const update = conflict
          .column('key')
          .doUpdateSet((builder) => ({ value, updated_at, version: builder('bot_state.version', '+', 1) }));
        return typeof eTag === 'string' && eTag !== '*'
          ? update.where('bot_state.version', '=', Number(eTag))
          : update;
      })
      .executeTakeFirst();
    // The SDK recognises a conflict by these words.
    if (Number(written.numInsertedOrUpdatedRows ?? 0) === 0) throw new Error(`state ${key}: eTag conflict`);
  }
}
