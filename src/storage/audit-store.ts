import { randomBytes } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import {
  type AuditKey,
  type AuditKeys,
  type KeptField,
  NO_KEY,
  type SealedEvent,
  sealEvent,
} from '../requests/audit-chain.ts';
import { ERASED_KIND } from '../requests/audit-check.ts';
import type {
  AuditHeadSchedule,
  AuditQuery,
  AuditStore,
  Erasure,
  KeptEvent,
} from '../requests/audit-store.ts';
import type { AuditEvent } from '../requests/audit-trail.ts';
import { personKey } from '../requests/person.ts';
import { builtOnce, builtOncePerCount } from './built-once.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

const THE_ONE = 1;
const PAGE = 500;
/** So many fields are erased in one transaction, and named in one event. */
const ERASED_AT_ONCE = 200;

/** The keys of a trail that no key protects. */
export const NO_AUDIT_KEYS: AuditKeys = [NO_KEY];

/**
 * Adds an event to the end of the trail. The row of the head makes writers wait for each other until their transactions
 * end, so this comes last in a transaction.
 */
export async function appendAuditEvent(
  transaction: Transaction<Tables>,
  event: AuditEvent,
  key: AuditKey,
): Promise<void> {
  const { rows } = await takeSeq(transaction, {});
  const [head] = rows;
  if (!head) throw new Error('the audit trail has no head');
  const { seq, mac: previous } = head;
  const newSalt = () => randomBytes(16).toString('hex');
  const { sealed, fields } = sealEvent(event, { seq: seq - 1, mac: previous }, { key, newSalt });
  await insertEvent(transaction, sealed);
  if (fields.length > 0) await insertFields(transaction, fields);
  await setMac(transaction, { mac: sealed.mac });
}

const takeSeq = builtOnce((database) =>
  database
    .updateTable('audit_head')
    .set((row) => ({ seq: row('seq', '+', 1) }))
    .where('id', '=', THE_ONE)
    .returning(['seq', 'mac']),
);

const insertEvent = builtOnce((database, event: SealedEvent) =>
  database.insertInto('audit_events').values(rowOf(event)),
);

const insertFields = builtOncePerCount((database, fields: readonly KeptField[]) =>
  database
    .insertInto('audit_personal')
    .values(fields.map(({ seq, field, value, salt, about }) => ({ seq, field, value, salt, about }))),
);

const setMac = builtOnce((database, { mac }: { readonly mac: string }) =>
  database.updateTable('audit_head').set({ mac }).where('id', '=', THE_ONE),
);

/** Reads the trail, and erases personal fields from beside it. */
export function createAuditStore(database: Database, [key]: AuditKeys): AuditStore {
  return {
    read: (query = {}) => readEvents(database, query),

    async head() {
      return database
        .selectFrom('audit_head')
        .select(['seq', 'mac'])
        .where('id', '=', THE_ONE)
        .executeTakeFirstOrThrow();
    },

    async erase(erasure, at) {
      for (let erased = 0; ; ) {
        const count = await database.transaction().execute(async (transaction) => {
          const fields = await erasable(transaction, erasure);
          if (fields.length > 0) await eraseFields(transaction, fields, { at, key });
          return fields.length;
        });
        if (count === 0) return erased;
        erased += count;
      }
    },
  };
}

/** Keeps in SQL when the head is to be posted. */
export function createAuditHeadSchedule(database: Database): AuditHeadSchedule {
  const postAt = async (dueAt: Date) => {
    await database
      .updateTable('audit_head')
      .set({ post_due_at: dueAt.toISOString() })
      .where('id', '=', THE_ONE)
      .execute();
  };
  return {
    async take(now, leaseMs) {
      return database
        .updateTable('audit_head')
        .set({ post_due_at: new Date(now.getTime() + leaseMs).toISOString() })
        .where('id', '=', THE_ONE)
        .where((row) => row.or([row('post_due_at', 'is', null), row('post_due_at', '<=', now.toISOString())]))
        .returning(['seq', 'mac'])
        .executeTakeFirst();
    },
    done: postAt,
    async nextDueAt() {
      const row = await database
        .selectFrom('audit_head')
        .select('post_due_at')
        .where('id', '=', THE_ONE)
        .executeTakeFirst();
      return row?.post_due_at ?? null;
    },
  };
}

async function* readEvents(database: Database, query: AuditQuery): AsyncGenerator<KeptEvent> {
  for (let after = 0; ; ) {
    const rows = await pageOf(database, query, after);
    const seqs = rows.map((row) => row.seq);
    const last = seqs.at(-1);
    if (last === undefined) return;
    const fields = await database
      .selectFrom('audit_personal')
      .selectAll()
      .where('seq', 'in', seqs)
      .orderBy('field')
      .execute();
    const bySeq = Map.groupBy(fields, (field) => field.seq);
    for (const row of rows) yield { event: eventOf(row), fields: bySeq.get(row.seq) ?? [] };
    after = last;
  }
}

function pageOf(database: Database, { customerId, from, until, upTo }: AuditQuery, after: number) {
  let rows = database.selectFrom('audit_events').selectAll().where('seq', '>', after);
  if (customerId) rows = rows.where('customer_id', '=', customerId.toLowerCase());
  if (from) rows = rows.where('at', '>=', from);
  if (until) rows = rows.where('at', '<', until);
  if (upTo !== undefined) rows = rows.where('seq', '<=', upTo);
  return rows.orderBy('seq').limit(PAGE).execute();
}

function erasable(transaction: Transaction<Tables>, erasure: Erasure) {
  const fields = transaction
    .selectFrom('audit_personal')
    .select(['audit_personal.seq', 'field'])
    .orderBy('audit_personal.seq')
    .limit(ERASED_AT_ONCE);
  if ('about' in erasure) return fields.where('about', 'like', `%${personKey(erasure.about)}%`).execute();
  return fields
    .innerJoin('audit_events', 'audit_events.seq', 'audit_personal.seq')
    .where('at', '<', erasure.before)
    .execute();
}

async function eraseFields(
  transaction: Transaction<Tables>,
  fields: readonly Pick<KeptField, 'seq' | 'field'>[],
  { at, key }: { readonly at: string; readonly key: AuditKey },
): Promise<void> {
  for (const [seq, ofEvent] of Map.groupBy(fields, (one) => one.seq)) {
    await transaction
      .deleteFrom('audit_personal')
      .where('seq', '=', seq)
      .where(
        'field',
        'in',
        ofEvent.map((one) => one.field),
      )
      .execute();
  }
  const references = fields.map(({ seq, field }) => `${seq}:${field}`).join(' ');
  const facts = { count: fields.length, fields: references };
  await appendAuditEvent(transaction, { requestId: null, at, kind: ERASED_KIND, actor: null, facts }, key);
}

function rowOf(event: SealedEvent): Tables['audit_events'] {
  return {
    seq: event.seq,
    request_id: event.requestId,
    customer_id: event.customerId,
    at: event.at,
    kind: event.kind,
    actor: event.actor,
    facts: event.facts,
    digests: event.digests,
    key_id: event.keyId,
    previous: event.previous,
    mac: event.mac,
  };
}

function eventOf(row: Selectable<Tables['audit_events']>): SealedEvent {
  return {
    seq: row.seq,
    requestId: row.request_id,
    customerId: row.customer_id,
    at: row.at,
    kind: row.kind,
    actor: row.actor,
    facts: row.facts,
    digests: row.digests,
    keyId: row.key_id,
    previous: row.previous,
    mac: row.mac,
  };
}
