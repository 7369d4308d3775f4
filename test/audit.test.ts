import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { runAuditCommand } from '../src/audit-command.ts';
import { readAuditKeys } from '../src/audit-keys.ts';
import { headText } from '../src/requests/audit-chain.ts';
import { auditEventOf } from '../src/requests/audit-trail.ts';
import { createAuditStore } from '../src/storage/audit-store.ts';
import { type Database, migrate, openDatabase } from '../src/storage/database.ts';
import { createRequestStore } from '../src/storage/request-store.ts';
import { aLicenseRequest, CONTOSO, SARAH } from './support/builders.ts';

class Collector extends Writable {
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const AUDIT_KEYS = `a1:${Buffer.alloc(32, 1).toString('base64')}`;

describe('npm run audit', () => {
  let folder: string;
  let file: string;
  let database: Database;
  const keys = readAuditKeys({ AUDIT_KEYS });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'license-desk-audit-'));
    file = join(folder, 'desk.db');
    database = openDatabase(file);
    await migrate(database);
    const requests = createRequestStore(database, keys);
    for (const id of ['AAAAAA', 'BBBBBB', 'CCCCCC']) {
      const request = aLicenseRequest({ id });
      const event = auditEventOf(request, { kind: 'submitted', actor: SARAH });
      await requests.insert(request, { event, notices: [] });
    }
  });

  after(async () => {
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  type Ended = { readonly code: number; readonly out: string; readonly error: string };

  async function audit(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    const [out, error] = [new Collector(), new Collector()];
    const variables = { DATABASE_FILE: file, AUDIT_KEYS, ...env };
    const code = await runAuditCommand({ args, env: variables, out, error });
    return { code, out: out.text, error: error.text };
  }

  it('verifies the database while it is in use, and a head that was posted', async () => {
    const head = headText(await createAuditStore(database, keys).head());
    const [verified, withHead, ended] = await Promise.all([
      audit(['verify']),
      audit(['verify', '--head', head]),
      audit(['head']),
    ]);
    assert.deepEqual([verified.code, verified.error], [0, '']);
    assert.match(verified.out, /The trail is intact: 3 events\./);
    assert.equal(withHead.code, 0);
    assert.equal(ended.out.trim(), head);
  });

  it('ends with 1 and says what is wrong when the trail is not what was posted', async () => {
    const { mac } = await createAuditStore(database, keys).head();
    const [cut, other, keyless] = await Promise.all([
      audit(['verify', '--head', `9:${mac}`]),
      audit(['verify', '--head', `2:${mac}`]),
      audit(['verify'], { AUDIT_KEYS: '' }),
    ]);
    assert.equal(cut.code, 1);
    assert.match(cut.out, /The trail was cut: it goes on with event 4, which is not there\./);
    assert.match(other.out, /Event 2 is not the one that was recorded/);
    assert.equal(keyless.code, 1);
    assert.match(keyless.out, /Event 1 was sealed with a key that is not among AUDIT_KEYS and TOKEN_KEYS/);
  });

  it('exports what concerns one customer, which is verified elsewhere, without the database', async () => {
    const [lines, table, nobody] = await Promise.all([
      audit(['export', '--customer', CONTOSO.id, '--format', 'jsonl']),
      audit(['export', '--format', 'csv']),
      audit(['export', '--customer', 'No Such Ltd']),
    ]);
    assert.equal(lines.out.trimEnd().split('\n').length, 4);
    assert.equal(table.out.trimEnd().split('\r\n').length, 4);
    assert.equal(nobody.code, 2);
    assert.match(nobody.error, /not exactly one customer/);
    const exported = join(folder, 'contoso.jsonl');
    writeFileSync(exported, lines.out);
    const verified = await audit(['verify', '--export', exported], { DATABASE_FILE: '/nowhere' });
    assert.deepEqual([verified.code, verified.error], [0, '']);
    writeFileSync(exported, lines.out.replace('submitted', 'cancelled'));
    const changed = await audit(['verify', '--export', exported], { DATABASE_FILE: '/nowhere' });
    assert.equal(changed.code, 1);
    assert.match(changed.out, /Event 1 was changed/);
  });

  it('is a program of its own', async () => {
    const script = join(import.meta.dirname, '../src/audit.ts');
    const env = { DATABASE_FILE: file, AUDIT_KEYS };
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'head'], { env });
    assert.match(stdout, /^3:[0-9a-f]{64}\n$/);
  });

  it('erases what is about a person; the trail stays intact and tells of it', async () => {
    const person = `${SARAH.tenantId}:${SARAH.objectId}`;
    const erased = await audit(['erase', '--person', person]);
    assert.match(erased.out, /6 personal fields are erased/);
    const verified = await audit(['verify']);
    assert.equal(verified.code, 0);
    assert.match(verified.out, /6 personal fields were erased; the trail says so itself/);
  });

  it('says how it is used, and never makes a database', async () => {
    const [none, wrong, nowhere] = await Promise.all([
      audit([]),
      audit(['verify', '--hed', 'x']),
      audit(['verify'], { DATABASE_FILE: join(folder, 'none.db') }),
    ]);
    for (const { code, error } of [none, wrong]) {
      assert.equal(code, 2);
      assert.match(error, /^Usage:/);
    }
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.error, /There is no file/);
  });

  it('ends with 2 and a sentence when it could not look, never as if the trail were not intact', async () => {
    const [text, foreign] = ['text.db', 'foreign.db'].map((name) => join(folder, name));
    assert(text && foreign);
    writeFileSync(text, 'This is no database. '.repeat(100));
    const other = openDatabase(foreign);
    await sql`create table songs (title text)`.execute(other);
    await other.destroy();
    const places: readonly Record<string, string>[] = [
      { DATABASE_FILE: text },
      { DATABASE_FILE: foreign },
      { DATABASE_FILE: folder },
      { DATABASE_URL: 'postgres://desk:hunter2@127.0.0.1:1/desk' },
    ];
    for (const place of places) {
      const { code, out, error } = await audit(['verify'], place);
      assert.deepEqual([code, out], [2, ''], JSON.stringify(place));
      assert.match(error, /^The audit trail could not be looked at: \S.*\n$/);
      assert.doesNotMatch(error, /hunter2/);
    }
  });
});
