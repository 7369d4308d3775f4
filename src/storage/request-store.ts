import type { Transaction } from 'kysely';
import { v7 as uuid } from 'uuid';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import type { Notice, Recipient } from '../requests/notice.ts';
import { personKey } from '../requests/person.ts';
import type { Effects, RequestQuery, RequestStore } from '../requests/request-store.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** Keeps requests in SQL; the record is JSON, the columns beside it exist for queries only. */
export function createRequestStore(database: Database): RequestStore {
  return {
    async find(id) {
      const row = await database
        .selectFrom('requests')
        .select('record')
        .where('id', '=', id)
        .executeTakeFirst();
      return row && parseRecord(row.record);
    },

    async list(query) {
      const rows = await filtered(database, query).execute();
      return rows.map((row) => parseRecord(row.record));
    },

    async due(now, limit) {
      const rows = await database
        .selectFrom('requests')
        .select('record')
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map((row) => parseRecord(row.record));
    },

    async nextDueAt() {
      const row = await database
        .selectFrom('requests')
        .select((builder) => builder.fn.min('due_at').as('earliest'))
        .executeTakeFirst();
      return row?.earliest ?? null;
    },

    async insert(request, effects) {
      return database.transaction().execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('requests')
          .values({ ...columnsOf(request), id: request.id, created_at: request.createdAt })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0) return false;
        await writeEffects(transaction, request, effects);
        return true;
      });
    },

    async save(next, effects) {
      return database.transaction().execute(async (transaction) => {
        const updated = await transaction
          .updateTable('requests')
          .set(columnsOf(next))
          .where('id', '=', next.id)
          .where('version', '=', next.version - 1)
          .executeTakeFirst();
        if (Number(updated.numUpdatedRows) === 0) return false;
        await writeEffects(transaction, next, effects);
        return true;
      });
    },
  };
}

function filtered(database: Database, query: RequestQuery) {
  let rows = database
    .selectFrom('requests')
    .select('record')
    .orderBy('created_at', 'desc')
    .limit(query.limit);
  if (query.requester) rows = rows.where('requester', '=', personKey(query.requester));
  if (query.executor) rows = rows.where('executor', '=', personKey(query.executor));
  if (query.statuses) rows = rows.where('status', 'in', [...query.statuses]);
  if (query.customerId) rows = rows.where('customer_id', '=', query.customerId.toLowerCase());
  if (query.userId) rows = rows.where('user_id', '=', query.userId.toLowerCase());
  return rows;
}

function columnsOf(request: LicenseRequest) {
  return {
    version: request.version,
    status: request.status,
    customer_id: request.change.customer.id.toLowerCase(),
    user_id: request.change.user.id.toLowerCase(),
    requester: personKey(request.requester),
    executor: request.executor && personKey(request.executor),
    due_at: request.dueAt,
    record: JSON.stringify(request),
  };
}

/** Records are written by this store alone, in the shape of the type: they are read back without a schema. */
function parseRecord(record: string): LicenseRequest {
  return JSON.parse(record);
}

async function writeEffects(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  effects: Effects,
): Promise<void> {
  await appendEvent(transaction, effects);
  for (const notice of effects.notices) await putNotice(transaction, request, notice);
}

async function appendEvent(transaction: Transaction<Tables>, { event }: Effects): Promise<void> {
  const last = await transaction
    .selectFrom('audit_events')
    .select((builder) => builder.fn.max('seq').as('seq'))
    .executeTakeFirst();
  await transaction
    .insertInto('audit_events')
    .values({
      seq: Number(last?.seq ?? 0) + 1,
      request_id: event.requestId,
      at: event.at,
      kind: event.kind,
      actor: event.actor && personKey(event.actor),
      facts: JSON.stringify(event.facts),
    })
    .execute();
}

/** States that are over within moments: their card waits a little, so that the next state need not be sent twice. */
const PASSING: readonly RequestStatus[] = ['approved', 'executing'];
const PASSING_CARD_WAITS_MS = 1500;

/** Queues a notice. A card that waits already in the same place speaks for both: it is drawn when it is sent. */
async function putNotice(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  notice: Notice,
): Promise<void> {
  const lane = laneOf(request, notice.to);
  const isPassing = notice.kind === 'card' && PASSING.includes(request.status);
  const dueAt = isPassing
    ? Date.parse(request.updatedAt) + PASSING_CARD_WAITS_MS
    : Date.parse(request.updatedAt);
  await transaction
    .insertInto('outbox')
    .values({
      id: uuid(),
      lane,
      request_id: request.id,
      notice: JSON.stringify(notice),
      due_at: new Date(dueAt).toISOString(),
      attempts: 0,
      card_key: notice.kind === 'card' ? `${request.id} ${lane}` : null,
    })
    .onConflict((conflict) =>
      conflict.column('card_key').doUpdateSet((builder) => ({
        due_at: builder
          .case()
          .when('outbox.due_at', '>', builder.ref('excluded.due_at'))
          .then(builder.ref('excluded.due_at'))
          .else(builder.ref('outbox.due_at'))
          .end(),
      })),
    )
    .execute();
}

/** The conversation in which notices keep their order. */
function laneOf(request: LicenseRequest, to: Recipient): string {
  switch (to.kind) {
    case 'thread':
      return `thread ${request.thread.key}`;
    case 'person':
      return `person ${personKey(to.person)}`;
    case 'helpdesk':
      return 'helpdesk';
  }
}
