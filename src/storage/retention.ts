import { sql } from 'kysely';
import type { AuditStore } from '../requests/audit-store.ts';
import { isEnded, REQUEST_STATUSES } from '../requests/license-request.ts';
import { type Database, isPostgres } from './database.ts';

/** What is deleted: everything that ended before a time (ISO), and drafts that were left alone since another. */
export type RetentionPlan = {
  readonly before: string;
  readonly draftsBefore: string;
  readonly now: string;
  /** Object ids and user principal names, in lower case, of people who are kept whatever their age. */
  readonly keptPeople: readonly string[];
};

/** How much of each kind was deleted, or would be. */
export type RetentionReport = Readonly<Record<RetentionKind, number>>;

/** The kinds of personal data that are deleted by age. */
export const RETENTION_KINDS = ['requests', 'drafts', 'people', 'stepUps', 'auditFields'] as const;

export type RetentionKind = (typeof RETENTION_KINDS)[number];

const ENDED = REQUEST_STATUSES.filter(isEnded);

/** So many requests are deleted in one transaction, so that nobody waits long. */
const AT_ONCE = 200;

/** Counts what a plan would delete, and changes nothing. */
export async function countExpired(database: Database, plan: RetentionPlan): Promise<RetentionReport> {
  const count = async (rows: { execute(): Promise<readonly { readonly n: number | string | bigint }[]> }) =>
    Number((await rows.execute())[0]?.n ?? 0);
  const n = sql<number>`count(*)`.as('n');
  return {
    requests: await count(expiredRequests(database, plan.before).select(n)),
    drafts: await count(
      database.selectFrom('bot_state').select(n).where('updated_at', '<', plan.draftsBefore),
    ),
    people: await count(database.selectFrom('people').select(n).where(isGone(plan))),
    stepUps: await count(database.selectFrom('step_ups').select(n).where('since', '<', plan.before)),
    auditFields: await count(
      database
        .selectFrom('audit_personal')
        .innerJoin('audit_events', 'audit_events.seq', 'audit_personal.seq')
        .select(n)
        .where('at', '<', plan.before),
    ),
  };
}

/**
 * Deletes by age: requests that came to their end with their cards and notices, drafts, people whose app is gone,
 * sign-ins that were owed, and the personal fields beside the audit trail, whose chain stays as it is.
 */
export async function deleteExpired(
  database: Database,
  audit: Pick<AuditStore, 'erase'>,
  plan: RetentionPlan,
): Promise<RetentionReport> {
  const requests = await deleteRequests(database, plan.before);
  const drafts = await database
    .deleteFrom('bot_state')
    .where('updated_at', '<', plan.draftsBefore)
    .executeTakeFirst();
  const people = await database.deleteFrom('people').where(isGone(plan)).executeTakeFirst();
  const stepUps = await database.deleteFrom('step_ups').where('since', '<', plan.before).executeTakeFirst();
  return {
    requests,
    drafts: Number(drafts.numDeletedRows),
    people: Number(people.numDeletedRows),
    stepUps: Number(stepUps.numDeletedRows),
    auditFields: await audit.erase({ before: plan.before }, plan.now),
  };
}

/** People whose app is gone, or who were only seen in a team, unless the policy names them. */
function isGone({ before, keptPeople }: RetentionPlan) {
  const kept = sql.join([sql`''`, ...keptPeople.map((one) => sql`${one}`)]);
  return sql<boolean>`chat is null and updated_at < ${before}
    and lower(object_id) not in (${kept}) and lower(coalesce(upn, '-')) not in (${kept})`;
}

/** Requests that ended and did not change since. Those of a bundle share a card: they go together, after the last of them. */
function expiredRequests(database: Database, before: string) {
  return database
    .selectFrom('requests as old')
    .where('old.status', 'in', ENDED)
    .where('old.created_at', '<', before)
    .where(changedAt(database, 'old.record'), '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('requests as other')
            .select('other.id')
            .whereRef('other.bundle_id', '=', 'old.bundle_id')
            .where((other) =>
              other.or([
                other('other.status', 'not in', ENDED),
                other(changedAt(database, 'other.record'), '>=', before),
              ]),
            ),
        ),
      ),
    );
}

/** When a request last changed stands in its record only. */
function changedAt(database: Database, record: string) {
  return isPostgres(database)
    ? sql<string>`(${sql.ref(record)}::json ->> 'updatedAt')`
    : sql<string>`(${sql.ref(record)} ->> 'updatedAt')`;
}

async function deleteRequests(database: Database, before: string): Promise<number> {
  for (let deleted = 0; ; ) {
    const count = await database.transaction().execute(async (transaction) => {
      const rows = await expiredRequests(transaction, before)
        .select(['old.id', 'old.bundle_id'])
        .limit(AT_ONCE)
        .execute();
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return 0;
      const subjects = [...new Set(rows.flatMap((row) => [row.id, row.bundle_id ?? row.id]))];
      await transaction.deleteFrom('outbox').where('request_id', 'in', subjects).execute();
      await transaction.deleteFrom('card_copies').where('request_id', 'in', subjects).execute();
      await transaction.deleteFrom('requests').where('id', 'in', ids).execute();
      return ids.length;
    });
    if (count === 0) return deleted;
    deleted += count;
  }
}
