import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { openSqlite } from '../../src/storage/sqlite.ts';

type Notes = { notes: { text: string } };

/** A disk that takes its time: each flush ends when the test says so. */
class SlowDisk {
  readonly flushes: PromiseWithResolvers<void>[] = [];

  readonly flushFile = (): Promise<void> => {
    const flush = Promise.withResolvers<void>();
    this.flushes.push(flush);
    return flush.promise;
  };
}

/** Lets everything run that waits for nothing but its turn. */
const allElse = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  await allElse();
  const open = Symbol('open');
  return (await Promise.race([promise, open])) === open;
}

describe('what was committed to SQLite', () => {
  let folder: string;
  let disk: SlowDisk;
  let database: Kysely<Notes>;
  /** Ends the flushes under way as they come, until something is done. */
  const withQuickDisk = async (done: Promise<unknown>) => {
    while (await isOpen(done)) disk.flushes.at(-1)?.resolve();
    return done;
  };
  const write = (text: string) =>
    database.transaction().execute(async (transaction) => {
      await transaction.insertInto('notes').values({ text }).execute();
    });
  const read = async () => {
    const rows = await database.selectFrom('notes').select('text').execute();
    return rows.map(({ text }) => text);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'license-desk-log-flush-'));
    disk = new SlowDisk();
    const dialect = openSqlite(join(folder, 'desk.db'), { flushFile: disk.flushFile });
    database = new Kysely<Notes>({ dialect });
    await withQuickDisk(database.schema.createTable('notes').addColumn('text', 'text').execute());
    disk.flushes.length = 0;
  });

  afterEach(async () => {
    await withQuickDisk(database.destroy().catch(() => undefined));
    rmSync(folder, { recursive: true });
  });

  it('is not told before it is on disk', async () => {
    const written = write('one');
    assert.equal(await isOpen(written), true);
    assert.equal(disk.flushes.length, 1);
    disk.flushes[0]?.resolve();
    await written;
  });

  it('is shown to nobody before it is on disk', async () => {
    const written = write('one');
    const seen = read();
    assert.equal(await isOpen(seen), true);
    disk.flushes[0]?.resolve();
    assert.deepEqual(await seen, ['one']);
    await written;
  });

  it('is not held up by the flush of others, and shares the next one with them', async () => {
    const first = write('one');
    await allElse();
    const second = write('two');
    const third = write('three');
    await allElse();
    disk.flushes[0]?.resolve();
    await first;
    assert.equal(await isOpen(second), true);
    assert.equal(disk.flushes.length, 2);
    disk.flushes[1]?.resolve();
    await Promise.all([second, third]);
    assert.equal(disk.flushes.length, 2);
  });

  it('is flushed where a single statement writes it, too', async () => {
    const written = database.insertInto('notes').values({ text: 'one' }).returning('text').execute();
    assert.equal(await isOpen(written), true);
    disk.flushes[0]?.resolve();
    assert.equal((await written)[0]?.text, 'one');
  });

  it('needs no flush to be read again', async () => {
    const written = write('one');
    await allElse();
    disk.flushes[0]?.resolve();
    await written;
    assert.deepEqual(await read(), ['one']);
    assert.equal(disk.flushes.length, 1);
  });

  it('is never told nor shown after the disk has failed, and nothing else is', async () => {
    const written = write('one');
    await allElse();
    disk.flushes[0]?.reject(new Error('EIO: i/o error, fdatasync'));
    await assert.rejects(written, /EIO/);
    await assert.rejects(read(), /EIO/);
    await assert.rejects(write('two'), /EIO/);
    assert.equal(disk.flushes.length, 1);
  });
});
