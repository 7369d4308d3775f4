import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditKeys } from '../../src/requests/audit-chain.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import { auditEventOf } from '../../src/requests/audit-trail.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { createAuditStore } from '../../src/storage/audit-store.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createPeopleStore } from '../../src/storage/people-store.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { countExpired, deleteExpired } from '../../src/storage/retention.ts';
import { aBundle } from '../support/a-bundle.ts';
import { aLicenseRequest, SARAH } from '../support/builders.ts';
import { onEachEngine } from '../support/postgres.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';

const KEYS: AuditKeys = [{ id: 'k1', bytes: new Uint8Array(32).fill(1) }];
const OLD = '2025-01-10T10:00:00.000Z';
const YOUNG = '2026-11-10T10:00:00.000Z';
const PLAN = {
  before: '2026-01-01T00:00:00.000Z',
  draftsBefore: '2026-10-01T00:00:00.000Z',
  now: '2026-11-20T10:00:00.000Z',
  keptPeople: ['named'],
};
const PLACE = { serviceUrl: 'https://smba.example/', conversationId: 'a:1' };

describe('personal data by age', () => {
  onEachEngine((open) => {
    let database: Database;
    beforeEach(async () => {
      database = await open();
    });
    afterEach(() => database.destroy());

    const insert = async (id: string, status: LicenseRequest['status'], at: string, updatedAt = at) => {
      const request = { ...aLicenseRequest({ id, status }), createdAt: at, updatedAt };
      const event = { ...auditEventOf(request, { kind: 'submitted', actor: SARAH }), at };
      const notices = [{ kind: 'card', requestId: id, to: { kind: 'thread' } } as const];
      assert(await createRequestStore(database, KEYS).insert(request, { event, notices }));
      await createCardCopyStore(database).put({
        requestId: id,
        lane: 'thread',
        place: PLACE,
        activityId: '1',
      });
    };
    const meet = async (objectId: string, at: string, hasChat: boolean) => {
      const sighting = { tenantId: 't', objectId, name: objectId, teamsId: `29:${objectId}` };
      const chat = hasChat ? PLACE : null;
      await createPeopleStore(database, () => new Date(at)).remember({ ...sighting, chat });
    };
    const draft = (key: string, updated_at: string) =>
      database.insertInto('bot_state').values({ key, value: '{}', version: 1, updated_at }).execute();

    const fill = async () => {
      await insert('AAAAAA', 'completed', OLD);
      await insert('BBBBBB', 'rejected', OLD);
      await insert('CCCCCC', 'awaiting_seats', OLD);
      await insert('DDDDDD', 'completed', YOUNG);
      await meet('left', OLD, false);
      await meet('here', OLD, true);
      await meet('lately', YOUNG, false);
      await meet('named', OLD, false);
      await draft('old', OLD);
      await draft('young', YOUNG);
      await database
        .insertInto('step_ups')
        .values({ person: 't:left', claims: '{}', since: OLD, is_token_useless: 0 })
        .execute();
    };
    const audit = () => createAuditStore(database, KEYS);
    const idsIn = async (table: 'requests' | 'card_copies' | 'outbox') => {
      const rows =
        table === 'requests'
          ? await database.selectFrom(table).select('id').execute()
          : await database.selectFrom(table).select('request_id as id').execute();
      return rows.map(({ id }) => id).toSorted();
    };

    it('is deleted when it ended long ago, and kept while it is open, young or in use', async () => {
      await fill();
      const report = await deleteExpired(database, audit(), PLAN);
      assert(report.auditFields > 0);
      assert.deepEqual(
        { ...report, auditFields: 0 },
        { requests: 2, drafts: 1, people: 1, stepUps: 1, auditFields: 0 },
      );
      for (const table of ['requests', 'card_copies', 'outbox'] as const) {
        assert.deepEqual(await idsIn(table), ['CCCCCC', 'DDDDDD'], table);
      }
      const people = await database.selectFrom('people').select('object_id').execute();
      assert.deepEqual(people.map((one) => one.object_id).toSorted(), ['here', 'lately', 'named']);
    });

    it('of a request is kept by its last change, not by when it was asked for', async () => {
      await insert('LATELY', 'completed', OLD, YOUNG);
      await insert('LONGAGO', 'completed', OLD);
      assert.equal((await countExpired(database, PLAN)).requests, 1);
      assert.equal((await deleteExpired(database, audit(), PLAN)).requests, 1);
      assert.deepEqual(await idsIn('requests'), ['LATELY']);
    });

    it('of a bundle is kept until all its requests have ended, and not lately', async () => {
      const put = async (requests: readonly LicenseRequest[], lastChange = OLD) => {
        const entries = requests.map((one, index) => {
          const updatedAt = index === 0 ? lastChange : OLD;
          const request = { ...one, createdAt: OLD, updatedAt };
          const event = { ...auditEventOf(request, { kind: 'submitted', actor: SARAH }), at: OLD };
          const notices = [{ kind: 'card', requestId: request.id, to: { kind: 'thread' } } as const];
          return { request, effects: { event, notices } };
        });
        assert(await createRequestStore(database, KEYS).insertAll(entries));
      };
      await put(
        aBundle(
          [
            { id: 'OPEN01', status: 'completed' },
            { id: 'OPEN02', status: 'failed' },
          ],
          'OPENED',
        ),
      );
      await put(
        aBundle(
          [
            { id: 'DONE01', status: 'completed' },
            { id: 'DONE02', status: 'expired' },
          ],
          'DONE00',
        ),
      );
      await put(
        aBundle(
          [
            { id: 'LATE01', status: 'completed' },
            { id: 'LATE02', status: 'rejected' },
          ],
          'LATELY',
        ),
        YOUNG,
      );
      assert.equal((await countExpired(database, PLAN)).requests, 2);
      assert.equal((await deleteExpired(database, audit(), PLAN)).requests, 2);
      assert.deepEqual(await idsIn('requests'), ['LATE01', 'LATE02', 'OPEN01', 'OPEN02']);
      assert.deepEqual(await idsIn('outbox'), ['LATELY', 'OPENED']);
    });

    it('is counted before, without deleting anything', async () => {
      await fill();
      const expected = await countExpired(database, PLAN);
      assert.deepEqual(await idsIn('requests'), ['AAAAAA', 'BBBBBB', 'CCCCCC', 'DDDDDD']);
      assert.deepEqual(await deleteExpired(database, audit(), PLAN), expected);
      const rest = await countExpired(database, PLAN);
      assert(Object.values(rest).every((count) => count === 0));
    });

    it('is gone from beside the audit trail, whose chain can still be verified', async () => {
      await fill();
      await deleteExpired(database, audit(), PLAN);
      const check = new AuditCheck(KEYS, { expectedEnd: await audit().head() });
      let kept = 0;
      for await (const { event, fields } of audit().read()) {
        if (event.at < PLAN.before) assert.equal(fields.length, 0);
        kept += fields.length;
        check.add(event, fields);
      }
      const { problems, erased } = check.finish();
      assert.deepEqual(problems, []);
      assert(erased > 0);
      assert(kept > 0, 'what is young is still there');
    });
  });
});

describe('npm run retention', () => {
  const folder = makeThrowAwayFolder('retention');
  const file = join(folder, 'desk.db');
  after(() => rmSync(folder, { recursive: true }));

  const run = (words: readonly string[] = [], variables: Readonly<Record<string, string>> = {}) => {
    const entry = new URL('../../src/retention.ts', import.meta.url).pathname;
    const env = { DATABASE_FILE: file, ...variables };
    return spawnSync(process.execPath, [entry, ...words], { env, encoding: 'utf8' });
  };

  it('says what it deleted, and refuses to delete what is young', async () => {
    const database = openDatabase(file);
    await migrate(database);
    await database
      .insertInto('bot_state')
      .values({ key: 'k', value: '{}', version: 1, updated_at: OLD })
      .execute();
    await database.destroy();
    const { status, stdout, stderr } = run();
    assert.equal(status, 0, stderr);
    assert.match(stdout, /drafts: 1/);
    assert.match(stderr, /POLICY_FILE is not set/);
    assert.equal(run(['--days', '3']).status, 2);
  });

  it('keeps everybody whom the policy names, for whatever it is', async () => {
    const POLICY_FILE = join(folder, 'policy.yaml');
    const named = ['operator', 'lead', 'head', 'own.head', 'deputy', 'away', 'sales', 'customer.lead'];
    writeFileSync(
      POLICY_FILE,
      `operators: [operator@partner.example]
delegates: [{ of: away@partner.example, to: deputy@partner.example, from: 2026-12-21, until: 2027-01-03 }]
requesters: [{ who: [Sales@partner.example, members of team 19:a@thread.tacv2] }]
approval:
  stages: [{ anyOf: [lead@partner.example], escalation: { after: 1d, to: [own.head@partner.example] } }]
  escalation: { after: 2d, to: [head@partner.example] }
customers:
  - id: 00000000-0000-0000-0000-000000000001
    stages: [{ anyOf: [customer.lead@partner.example] }]
`,
    );
    const database = openDatabase(file);
    await migrate(database);
    const people = createPeopleStore(database, () => new Date(OLD));
    for (const name of [...named, 'nobody']) {
      const sighting = { tenantId: 't', objectId: name, name, teamsId: `29:${name}`, chat: null };
      await people.remember({ ...sighting, upn: `${name}@partner.example` });
    }
    const ended = run([], { POLICY_FILE });
    assert.deepEqual([ended.status, ended.stderr], [0, '']);
    const kept = await database.selectFrom('people').select('object_id').execute();
    await database.destroy();
    assert.deepEqual(kept.map((one) => one.object_id).toSorted(), named.toSorted());
  });

  it('deletes nothing when the policy that is set cannot be read', () => {
    const POLICY_FILE = join(folder, 'broken.yaml');
    writeFileSync(POLICY_FILE, 'approval: 1');
    for (const path of [POLICY_FILE, join(folder, 'none.yaml')]) {
      const { status, stdout, stderr } = run([], { POLICY_FILE: path });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^POLICY_FILE .* cannot be read, .* nothing was deleted/);
      assert.doesNotMatch(stderr, /at .*\.ts:\d+/);
    }
  });
});
