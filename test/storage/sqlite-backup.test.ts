import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createSeenActivityStore } from '../../src/storage/seen-activity-store.ts';
import { BackupError, backUp, restore } from '../../src/storage/sqlite-backup.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';

const AT = new Date('2026-11-20T10:00:00Z');

/** How many activities a database file remembers. */
function remembered(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare('select count(*) as n from seen_activities').get()?.['n']);
  } finally {
    database.close();
  }
}

const hasCode = (code: BackupError['code']) => (error: unknown) =>
  error instanceof BackupError && error.code === code;

describe('a backup of the database', () => {
  let folder: string;
  let file: string;
  let database: Database;
  const copy = () => join(folder, 'copy.db');

  beforeEach(async () => {
    folder = makeThrowAwayFolder('backup');
    file = join(folder, 'desk.db');
    database = openDatabase(file);
    await migrate(database);
  });
  afterEach(async () => {
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  it('is taken while the database is written to, and holds one moment of it', async () => {
    const store = createSeenActivityStore(database);
    let isOver = false;
    const writing = (async () => {
      for (let count = 0; !isOver; count += 1) {
        await store.mark(`activity ${count}`, AT);
        // Writes are synchronous: the copy gets its turn in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await store.mark('before', AT);
    await backUp(file, copy());
    isOver = true;
    await writing;
    assert(remembered(copy()) >= 1);
    assert(remembered(copy()) <= remembered(file));
  });

  it('is restored, and the database goes on from there', async () => {
    const store = createSeenActivityStore(database);
    await store.mark('kept', AT);
    await backUp(file, copy());
    await store.mark('lost', AT);
    await database.destroy();
    const kept = restore(copy(), file, AT) ?? '';
    assert.equal(remembered(file), 1);
    assert.equal(remembered(kept), 2);
    // Whoever took the wrong copy first has still what was there.
    assert.notEqual(restore(copy(), file, new Date(AT.getTime() + 1)), kept);
    assert.equal(remembered(kept), 2);
    database = openDatabase(file);
    await migrate(database);
    assert.equal(await createSeenActivityStore(database).mark('kept', AT), false);
  });

  it('is not restored while the database is in use, and nothing is changed', async () => {
    await backUp(file, copy());
    await createSeenActivityStore(database).mark('later', AT);
    assert.throws(() => restore(copy(), file, AT), hasCode('in-use'));
    assert(!existsSync(`${file}.part`));
    assert.equal(remembered(file), 1);
  });

  it('is not restored when it is damaged', async () => {
    await backUp(file, copy());
    const bytes = readFileSync(copy());
    bytes.fill(0, 4096, 4096 * 3);
    writeFileSync(copy(), bytes);
    await database.destroy();
    assert.throws(() => restore(copy(), file, AT), hasCode('damaged'));
    assert(existsSync(file));
  });

  it('is restored where nothing was before, for the program alone', async () => {
    await backUp(file, copy());
    const anew = join(folder, 'new machine', 'desk.db');
    assert.equal(restore(copy(), anew, AT), null);
    assert.equal(remembered(anew), 0);
    assert.equal(statSync(anew).mode & 0o777, 0o600);
    assert.equal(statSync(anew).uid, statSync(join(folder, 'new machine')).uid);
  });

  it('is not restored from another program, or from a newer version', async () => {
    const other = join(folder, 'other.db');
    const foreign = new DatabaseSync(other);
    foreign.exec('create table a (b)');
    assert.throws(() => restore(other, file, AT), hasCode('not-ours'));
    foreign.exec('create table kysely_migration (name text, timestamp text)');
    foreign.exec(`insert into kysely_migration values ('001-requests', ''), ('999-later', '')`);
    foreign.close();
    assert.throws(() => restore(other, file, AT), hasCode('too-new'));
  });

  it('overwrites nothing, and is not taken of what is not there', async () => {
    await backUp(file, copy());
    await assert.rejects(backUp(file, copy()), hasCode('exists'));
    await assert.rejects(backUp(join(folder, 'no.db'), join(folder, 'x.db')), hasCode('no-database'));
    assert(!readdirSync(folder).some((name) => name.endsWith('.part')));
  });
});

describe('npm run backup and npm run restore', () => {
  const folder = makeThrowAwayFolder('backup-script');
  const file = join(folder, 'desk.db');
  const backups = join(folder, 'backups');
  after(() => rmSync(folder, { recursive: true }));

  const run = (...words: readonly string[]): SpawnSyncReturns<string> => {
    const entry = new URL('../../src/backup.ts', import.meta.url).pathname;
    return spawnSync(process.execPath, [entry, ...words], { env: { DATABASE_FILE: file }, encoding: 'utf8' });
  };

  it('keep so many copies, and put one back', async () => {
    const database = openDatabase(file);
    await migrate(database);
    for (const _ of [1, 2, 3]) assert.equal(run('make', '--folder', backups, '--keep', '2').status, 0);
    await database.destroy();
    const copies = readdirSync(backups);
    assert.equal(copies.length, 2, copies.join());
    const restored = run('restore', join(backups, copies[0] ?? ''));
    assert.equal(restored.status, 0, restored.stderr);
    assert.match(restored.stdout, /before-restore/);
  });

  it('say what is wrong', () => {
    assert.equal(run('restore', join(folder, 'no.db')).status, 1);
    assert.match(run('restore', join(folder, 'no.db')).stderr, /There is no .*no\.db\./);
    assert.equal(run('restore').status, 2);
  });
});
