import type { ExpressionBuilder, SelectQueryBuilder, Transaction } from 'kysely';
import type { AuditKey, AuditKeys } from '../requests/audit-chain.ts';
import { type LicenseRequest, OPEN_STATUSES } from '../requests/license-request.ts';
import { personKey } from '../requests/person.ts';
import { UNCHECKED } from '../requests/preflight-report.ts';
import type {
  Effects,
  InsertCondition,
  NewRequest,
  RequestQuery,
  RequestStore,
  SaveCondition,
} from '../requests/request-store.ts';
import { waitFrom } from '../requests/wait.ts';
import { appendAuditEvent, NO_AUDIT_KEYS } from './audit-store.ts';
import { builtOnce } from './built-once.ts';
import type { Database } from './database.ts';
import { queueNotices } from './notice-queue.ts';
import { asOnlyWriter } from './one-writer.ts';
import type { Tables } from './tables.ts';

/**
 * Keeps requests in SQL; the record is JSON, the columns beside it exist for queries only.
 * @param auditKeys seal the audit trail; without them it shows accidents, and no intruder
 */
export function createRequestStore(database: Database, [key]: AuditKeys = NO_AUDIT_KEYS): RequestStore {
  return {
    async find(id) {
      const { rows } = await byId(database, { id });
      return rows[0] && parseRecord(rows[0].record);
    },

    async list(query) {
      const rows = await listed(database, query).execute();
      return rows.map((row) => parseRecord(row.record));
    },

    async customers(query) {
      const one = filtered(database.selectFrom('requests'), query)
        .select((builder) => builder.fn.max('id').as('id'))
        .groupBy('customer_id');
      const rows = await database.selectFrom('requests').select('record').where('id', 'in', one).execute();
      return rows.map((row) => parseRecord(row.record).change.customer);
    },

    async due(now, limit) {
      const rows = await database
        .selectFrom('requests')
        .select('record')
        .where('due_at', '<=', now)
        .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', now)]))
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map((row) => parseRecord(row.record));
    },

    async nextDueAt() {
      const free = await database
        .selectFrom('requests')
        .select('due_at')
        .where('due_at', 'is not', null)
        .where('leased_until', 'is', null)
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst();
      const leased = await database
        .selectFrom('requests')
        .select((builder) => builder.fn.min(workableAt(builder)).as('earliest'))
        .where('due_at', 'is not', null)
        .where('leased_until', 'is not', null)
        .executeTakeFirst();
      return earlier(free?.due_at ?? null, leased?.earliest ?? null);
    },

    async insert(request, effects, condition) {
      return insertAll(database, [{ request, effects }], { key, condition });
    },

    async insertAll(entries, condition) {
      return insertAll(database, entries, { key, condition });
    },

    async save(next, effects, condition) {
      return database.transaction().execute(async (transaction) => {
        if (condition && !(await isAsSeen(transaction, next, condition))) return false;
        const write = { ...columnsOf(next), id: next.id, before: next.version - 1 };
        const { numAffectedRows } = await updateOne(transaction, write);
        if (Number(numAffectedRows) === 0) return false;
        await writeEffects(transaction, next, { effects, key });
        return true;
      });
    },
  };
}

const byId = builtOnce((database, { id }: { readonly id: string }) =>
  database.selectFrom('requests').select('record').where('id', '=', id),
);

type Write = ReturnType<typeof columnsOf> & { readonly id: string; readonly before: number };

const updateOne = builtOnce((database, given: Write) =>
  database
    .updateTable('requests')
    .set({
      version: given.version,
      status: given.status,
      customer_id: given.customer_id,
      user_id: given.user_id,
      requester: given.requester,
      executor: given.executor,
      bundle_id: given.bundle_id,
      due_at: given.due_at,
      leased_until: null,
      record: given.record,
    })
    .where('id', '=', given.id)
    .where('version', '=', given.before),
);

/** Lets one transaction at a time count the requests of the users whom these requests are for. */
async function asOnlyWriterFor(
  transaction: Transaction<Tables>,
  requests: readonly LicenseRequest[],
): Promise<void> {
  const users = requests.map(({ change }) => `user ${change.customer.id} ${change.user.id}`.toLowerCase());
  // In one order everywhere, so that nobody waits for somebody who waits for them.
  for (const user of [...new Set(users)].toSorted()) await asOnlyWriter(transaction, user);
}

/** Thrown to undo what a transaction has written so far. */
class NotInserted extends Error {}

/** People name requests and bundles by their ids alike, so none may be both. */
async function insertAll(
  database: Database,
  entries: readonly NewRequest[],
  { key, condition }: { readonly key: AuditKey; readonly condition: InsertCondition | undefined },
): Promise<boolean> {
  const ids = [...new Set(entries.flatMap(({ request }) => [request.id, request.bundle?.id ?? request.id]))];
  try {
    await database.transaction().execute(async (transaction) => {
      if (
        condition &&
        (await isUnseenOpen(
          transaction,
          entries.map(({ request }) => request),
          condition,
        ))
      )
        throw new NotInserted();
      const taken = await transaction
        .selectFrom('requests')
        .select('id')
        .where((row) => row.or([row('id', 'in', ids), row('bundle_id', 'in', ids)]))
        .limit(1)
        .execute();
      if (taken.length > 0) throw new NotInserted();
      for (const { request, effects } of entries) {
        const inserted = await transaction
          .insertInto('requests')
          .values({ ...columnsOf(request), id: request.id, created_at: request.createdAt })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst();
        if (Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0) throw new NotInserted();
        await writeEffects(transaction, request, { effects, key });
      }
    });
    return true;
  } catch (error) {
    if (error instanceof NotInserted) return false;
    throw error;
  }
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** Whether a request is open for one of the users that was not looked at. Nobody else can insert one until the end. */
async function isUnseenOpen(
  transaction: Transaction<Tables>,
  requests: readonly LicenseRequest[],
  { openSeen }: InsertCondition,
): Promise<boolean> {
  await asOnlyWriterFor(transaction, requests);
  for (const { change } of requests) {
    const open = await transaction
      .selectFrom('requests')
      .select('id')
      .where('customer_id', '=', change.customer.id.toLowerCase())
      .where('user_id', '=', change.user.id.toLowerCase())
      .where('status', 'in', [...OPEN_STATUSES])
      .execute();
    if (open.some(({ id }) => !openSeen.includes(id))) return true;
  }
  return false;
}

/** When a request can be taken up: when it is due, and no instance has it in hand any more. */
function workableAt(builder: ExpressionBuilder<Tables, 'requests'>) {
  return builder
    .case()
    .when('leased_until', '>', builder.ref('due_at'))
    .then(builder.ref('leased_until'))
    .else(builder.ref('due_at'))
    .end();
}

/** Whether what `SaveCondition` speaks of is still as it was seen. Two requests for one user must not both be found alone. */
async function isAsSeen(
  transaction: Transaction<Tables>,
  next: LicenseRequest,
  condition: SaveCondition,
): Promise<boolean> {
  if ('openSeen' in condition) return !(await isUnseenOpen(transaction, [next], condition));
  await asOnlyWriterFor(transaction, [next]);
  return (await openAttemptsBeside(transaction, next)) === condition.openAttempts;
}

/** Counts what `SaveCondition` speaks of. */
async function openAttemptsBeside(
  transaction: Transaction<Tables>,
  { id, change }: LicenseRequest,
): Promise<number> {
  const { open } = await transaction
    .selectFrom('requests')
    .select((builder) => builder.fn.countAll().as('open'))
    .where('customer_id', '=', change.customer.id.toLowerCase())
    .where('user_id', '=', change.user.id.toLowerCase())
    .where('status', 'in', ['executing', 'unconfirmed'])
    .where('id', '!=', id)
    .executeTakeFirstOrThrow();
  return Number(open);
}

/** Those asked for, in their order; ids decide between requests of the same moment. */
function listed(database: Database, { order = 'newest', after, limit, ...query }: RequestQuery) {
  const [direction, isBehind] = order === 'newest' ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const rows = filtered(database.selectFrom('requests').select('record'), query)
    .orderBy('created_at', direction)
    .orderBy('id', direction)
    .limit(limit);
  if (!after) return rows;
  return rows
    .where('created_at', order === 'newest' ? '<=' : '>=', after.createdAt)
    .where((row) => row.or([row('created_at', isBehind, after.createdAt), row('id', isBehind, after.id)]));
}

function filtered<Row>(
  requests: SelectQueryBuilder<Tables, 'requests', Row>,
  query: Omit<RequestQuery, 'limit' | 'order' | 'after'>,
): SelectQueryBuilder<Tables, 'requests', Row> {
  let rows = requests;
  if (query.requester) rows = rows.where('requester', '=', personKey(query.requester));
  if (query.executor) rows = rows.where('executor', '=', personKey(query.executor));
  if (query.statuses) rows = rows.where('status', 'in', [...query.statuses]);
  if (query.customerId) rows = rows.where('customer_id', '=', query.customerId.toLowerCase());
  if (query.customerIds) {
    // SQL has no empty lists; no customer has an empty id.
    const ids = ['', ...query.customerIds.map((id) => id.toLowerCase())];
    rows = rows.where('customer_id', 'in', ids);
  }
  if (query.bundleId) rows = rows.where('bundle_id', '=', query.bundleId);
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
    bundle_id: request.bundle?.id ?? null,
    due_at: request.dueAt,
    leased_until: null,
    record: JSON.stringify(request),
  };
}

/** Records are written by this store alone, in the shape of the type; what older ones lack is filled in. */
function parseRecord(record: string): LicenseRequest {
  const request: LicenseRequest = JSON.parse(record);
  return {
    ...request,
    bundle: request.bundle ?? null,
    after: request.after ?? null,
    follows: request.follows ?? null,
    decisions: request.decisions.map((decision) => ({
      ...decision,
      onBehalfOf: decision.onBehalfOf ?? null,
    })),
    history: (request.history ?? []).map((passage) => ({ ...passage, problem: passage.problem ?? null })),
    wait: request.wait ?? waitFrom(request.updatedAt),
    escalations: request.escalations ?? [],
    nudgedAt: request.nudgedAt ?? null,
    // An older form of findings, and what they found is out of date.
    preflight: Array.isArray(request.preflight) ? { ...UNCHECKED, unknown: [] } : request.preflight,
  };
}

async function writeEffects(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  { effects, key }: { readonly effects: Effects; readonly key: AuditKey },
): Promise<void> {
  await queueNotices(transaction, request, effects.notices);
  await appendAuditEvent(transaction, effects.event, key);
}
