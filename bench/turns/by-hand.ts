import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { v7 as uuid } from 'uuid';
import { NO_KEY, sealEvent } from '../../src/requests/audit-chain.ts';
import { type AuditEvent, auditEventOf } from '../../src/requests/audit-trail.ts';
import { type LicenseRequest, touched } from '../../src/requests/license-request.ts';
import type { Notice } from '../../src/requests/notice.ts';
import { isSamePerson, type Person, personKey } from '../../src/requests/person.ts';
import { approverOf, asPerson, customerNumberOf, noticesOf, planOf } from '../bench-world.ts';

/**
 * What a turn of License Desk writes, written by hand: the same rows in as few prepared statements as can be, each
 * commit flushed to disk. The programs that it is compared with use this.
 */
export class ByHand {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof statementsOf>;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 5000 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    this.#statements = statementsOf(this.#database);
  }

  find(id: string): LicenseRequest {
    const row = this.#statements.find.get(id);
    if (!row) throw new Error(`there is no request ${id}`);
    return JSON.parse(String(row['record']));
  }

  /** Remembers a message; false when it was seen before. */
  markSeen(mark: string): boolean {
    return this.#statements.seen.run(mark, new Date().toISOString()).changes === 1;
  }

  /** Records the first approval: the request, what is to be told, the audit event, in one transaction. */
  approve(id: string, revision: number, objectId: string): LicenseRequest {
    const request = this.find(id);
    const customer = customerNumberOf(request);
    const by = [approverOf(customer, 0), approverOf(customer, 1)]
      .map(asPerson)
      .find((one) => one.objectId === objectId);
    if (!by || request.status !== 'pending' || request.revision !== revision)
      throw new Error('nothing to decide');
    const next = approvedBy(request, by, planOf(customer).digest);
    const event = auditEventOf(next, {
      kind: 'approved-stage',
      actor: by,
      facts: { shownRevision: revision },
      before: request,
    });
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#write(next, noticesOf(next, customer), event);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    return next;
  }

  #write(next: LicenseRequest, notices: readonly Notice[], event: AuditEvent): void {
    const { save, queue, lanes, takeSeq, addEvent, addField, setMac } = this.#statements;
    const saved = save.run(
      next.version,
      next.status,
      next.dueAt,
      JSON.stringify(next),
      next.id,
      next.version - 1,
    );
    if (saved.changes !== 1) throw new Error('somebody else was faster');
    for (const notice of notices) {
      const lane = laneOf(next, notice);
      queue.run(uuid(), lane, next.id, JSON.stringify(notice), next.updatedAt, `${next.id} ${lane}`);
    }
    lanes.all(next.id, next.id);
    const head = takeSeq.get();
    const seq = Number(head?.['seq']) - 1;
    const newSalt = () => randomBytes(16).toString('hex');
    const { sealed, fields } = sealEvent(
      event,
      { seq, mac: String(head?.['mac']) },
      { key: NO_KEY, newSalt },
    );
    addEvent.run(
      ...[
        sealed.seq,
        sealed.requestId,
        sealed.customerId,
        sealed.at,
        sealed.kind,
        sealed.actor,
        sealed.facts,
      ],
      ...[sealed.digests, sealed.keyId, sealed.previous, sealed.mac],
    );
    for (const { field, value, salt, about } of fields) addField.run(sealed.seq, field, value, salt, about);
    setMac.run(sealed.mac);
  }
}

function statementsOf(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    find: prepare('SELECT record FROM requests WHERE id = ?'),
    seen: prepare('INSERT INTO seen_activities VALUES (?, ?) ON CONFLICT DO NOTHING'),
    save: prepare(
      `UPDATE requests SET version = ?, status = ?, due_at = ?, leased_until = NULL, record = ? WHERE id = ? AND version = ?`,
    ),
    queue: prepare(
      `INSERT INTO outbox (id, lane, request_id, notice, due_at, attempts, is_doubtful, card_key)
       VALUES (?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT (card_key) DO UPDATE SET due_at = min(due_at, excluded.due_at)`,
    ),
    lanes: prepare(
      'SELECT lane FROM card_copies WHERE request_id = ? UNION SELECT lane FROM outbox WHERE request_id = ?',
    ),
    takeSeq: prepare('UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, mac'),
    addEvent: prepare(
      `INSERT INTO audit_events (seq, request_id, customer_id, at, kind, actor, facts, digests, key_id, previous, mac)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addField: prepare('INSERT INTO audit_personal (seq, field, value, salt, about) VALUES (?, ?, ?, ?, ?)'),
    setMac: prepare('UPDATE audit_head SET mac = ? WHERE id = 1'),
  };
}

function approvedBy(request: LicenseRequest, by: Person, policyDigest: string): LicenseRequest {
  const at = new Date().toISOString();
  const decision = { by, onBehalfOf: null, kind: 'approve', reason: null, at, policyDigest } as const;
  return touched(request, at, { decisions: [...request.decisions, decision] });
}

function laneOf(request: LicenseRequest, { to }: Notice): string {
  switch (to.kind) {
    case 'thread':
      return `thread ${request.thread.key}`;
    case 'person':
      return `person ${personKey(to.person)}`;
    case 'helpdesk':
      return `helpdesk ${request.id}`;
  }
}

/** Whether somebody may see a request: who asked for it, and who approves it. */
export function maySee(request: LicenseRequest, person: Pick<Person, 'tenantId' | 'objectId'>): boolean {
  return (
    isSamePerson(request.requester, person) ||
    planOf(customerNumberOf(request)).stages.some(({ approvers }) =>
      approvers.some((one) => isSamePerson(one, person)),
    )
  );
}
