import assert from 'node:assert/strict';
import { readAuditKeys } from '../../src/audit-keys.ts';
import { type ChainHead, parseHead } from '../../src/requests/audit-chain.ts';
import { AuditCheck } from '../../src/requests/audit-check.ts';
import { createAuditStore } from '../../src/storage/audit-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { headerOf, linesIn } from '../support/story-readers.ts';

const HOUR = 3_600_000;

describe('the audit trail of a license', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com because of the network plans');
    await desk.approveSignedIn('grace', id);
  });
  after(() => desk.stop());

  const facts = (kind: string) => {
    const found = desk
      .books()
      .events(id)
      .find((event) => event.kind === kind);
    assert(found, `there is no event ${kind}`);
    return found.facts;
  };

  it('tells who asked for what, who decided on what, whose account it was, and what Partner Center answered', () => {
    const grace = desk.person('grace').objectId;
    const [update] = desk.updates();
    assert(update);
    const kinds = desk
      .books()
      .events(id)
      .map((event) => event.kind);
    assert.deepEqual(kinds, [
      'submitted',
      'approved',
      'awaiting-sign-in',
      'signed-in',
      'executing',
      'completed',
      'read-back',
    ]);
    assert.equal(facts('approved')['shownRevision'], 1);
    assert.equal(facts('approved')['decision'], 'approve');
    assert.equal(facts('executing')['executor'], grace);
    assert.equal(facts('executing')['idempotencyKey'], headerOf(update, 'ms-requestid'));
    assert.equal(facts('executing')['correlationId'], headerOf(update, 'ms-correlationid'));
    assert.equal(facts('completed')['httpStatus'], 201);
    assert.match(String(facts('completed')['digest']), /^[0-9a-f]{64}$/);
    assert.equal(facts('read-back')['verification'], 'seen');
  });

  it('is posted by its head to the helpdesk a day later, and is verified by that', async () => {
    await desk.pass(25 * HOUR);
    const line = linesIn(desk.helpdesk()).findLast((text) => text.includes('npm run audit'));
    const head = parseHead(/`(\d+:[0-9a-f]{64})`/.exec(line ?? '')?.[1] ?? '');
    assert(head);
    assert(desk.log.some((entry) => entry.includes(`"auditHead":"${head.seq}:${head.mac}"`)));
    assert.deepEqual(await problems(head), []);
    assert.deepEqual(await problems({ ...head, seq: head.seq - 1 }), ['other-head']);
  });

  async function problems(head: ChainHead): Promise<readonly string[]> {
    const keys = readAuditKeys(desk.sandbox.variables);
    const database = openDatabase(desk.sandbox.variables['DATABASE_FILE'] ?? '', { readOnly: true });
    const check = new AuditCheck(keys, { head });
    for await (const { event, fields } of createAuditStore(database, keys).read()) check.add(event, fields);
    await database.destroy();
    return check.finish().problems.map(({ kind }) => kind);
  }
});
