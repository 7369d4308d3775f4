import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTranslator } from './i18n/translator.ts';
import { BackupError, backUp, fileTime, restore } from './storage/sqlite-backup.ts';

const text = createTranslator().for(null);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: 'backups' },
    keep: { type: 'string', default: '14' },
  },
});

try {
  process.exitCode = await run(positionals);
} catch (error) {
  if (!(error instanceof BackupError)) throw error;
  process.stderr.write(
    `${text(`backup.${error.code}`, { file: error.message.slice(error.code.length + 2) })}\n`,
  );
  process.exitCode = 1;
}

/** `make` copies the database into the folder, `restore FILE` puts a copy in its place. */
async function run([command, file]: readonly string[]): Promise<number> {
  const keep = Number(values.keep);
  const isMake = command === 'make' && Number.isInteger(keep) && keep > 0;
  if (process.env['DATABASE_URL']?.trim() || (!isMake && !(command === 'restore' && file))) {
    process.stderr.write(`${text(process.env['DATABASE_URL'] ? 'backup.postgres' : 'backup.usage')}\n`);
    return 2;
  }
  const database = process.env['DATABASE_FILE']?.trim() || 'data/license-desk.db';
  if (command === 'restore' && file) {
    const kept = restore(file, database, new Date());
    const told = kept
      ? text('backup.restored', { file, database, kept })
      : text('backup.restoredAnew', { file, database });
    process.stdout.write(`${told}\n`);
    return 0;
  }
  mkdirSync(values.folder, { recursive: true, mode: 0o700 });
  const copy = join(values.folder, `license-desk-${fileTime(new Date())}.db`);
  await backUp(database, copy);
  process.stdout.write(`${text('backup.made', { file: copy })}\n`);
  for (const old of copiesIn(values.folder).slice(0, -keep)) rmSync(join(values.folder, old));
  return 0;
}

function copiesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^license-desk-[\dTZ-]+\.db$/.test(name))
    .toSorted();
}
