import { DatabaseSync } from 'node:sqlite';
import type { Insertable } from 'kysely';
import { personKey } from '../src/requests/person.ts';
import { migrate, openDatabase } from '../src/storage/database.ts';
import type { Tables } from '../src/storage/tables.ts';
import {
  allApprovers,
  approverOf,
  type BenchPerson,
  customerIdOf,
  requesterOf,
  requestIdOf,
  requestOf,
} from './bench-world.ts';

/** How much there is to be. */
export type Filling = {
  readonly connector: string;
  /** Requests that wait for their first approval. */
  readonly requests: number;
  /** People who asked, each with a chat of their own. */
  readonly people: number;
  /** Ended requests, spread over the same people, with what such a request leaves behind in each table. */
  readonly ended?: number;
};

/** Makes a database as the program would have left it, by the fastest way in: rows in bulk, nothing flushed. */
export async function fillDatabase(file: string, filling: Filling): Promise<void> {
  const database = openDatabase(file);
  await migrate(database);
  await database.destroy();
  const connection = new DatabaseSync(file);
  connection.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN');
  const indexes = dropIndexes(connection);
  insertAll(connection, 'people', peopleRows(filling));
  insertAll(connection, 'requests', requestRows(filling));
  insertAll(connection, 'card_copies', copyRows(filling));
  if (filling.ended) fillPast(connection, filling, filling.ended);
  for (const sql of indexes) connection.exec(sql);
  connection.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  connection.close();
}

/** Indexes are made faster when the rows are there. Returns what makes them again. */
function dropIndexes(connection: DatabaseSync): readonly string[] {
  const rows = connection
    .prepare(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name NOT LIKE 'customer%'`,
    )
    .all();
  for (const { name } of rows) connection.exec(`DROP INDEX "${name}"`);
  return rows.map(({ sql }) => String(sql));
}

/** What each ended request left behind. */
function fillPast(connection: DatabaseSync, filling: Filling, ended: number): void {
  insertAll(connection, 'bot_state', stateRows(filling));
  insertAll(connection, 'seen_activities', seenRows(ended));
  insertAll(connection, 'audit_events', eventRows(filling, ended));
  connection.exec(`UPDATE audit_head SET seq = ${ended}`);
}

function insertAll<Name extends keyof Tables>(
  connection: DatabaseSync,
  table: Name,
  rows: Iterable<Insertable<Tables[Name]>>,
): void {
  let insert: ReturnType<DatabaseSync['prepare']> | undefined;
  for (const row of rows) {
    const values: Record<string, string | number | null> = row;
    const columns = Object.keys(values);
    insert ??= connection.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    insert.run(...Object.values(values));
  }
}

function* peopleRows({ people, connector }: Filling) {
  const at = new Date().toISOString();
  const rowOf = (person: BenchPerson) => ({
    person: personKey(person),
    tenant_id: person.tenantId,
    object_id: person.objectId,
    name: person.name,
    teams_id: person.teamsId,
    upn: person.upn,
    locale: 'en-GB',
    time_zone: 'Europe/London',
    chat: JSON.stringify({ serviceUrl: connector, conversationId: person.chatId }),
    updated_at: at,
  });
  for (const approver of allApprovers()) yield rowOf(approver);
  for (let number = 0; number < people; number += 1) yield rowOf(requesterOf(number));
}

function* requestRows(filling: Filling) {
  const { requests, ended = 0 } = filling;
  const now = Date.now();
  for (let number = 0; number < requests + ended; number += 1) {
    const isEnded = number >= requests;
    const at = new Date(now - 60_000 - (isEnded ? number * 1000 : 0)).toISOString();
    const request = requestOf(number, { ...filling, at });
    const standing = isEnded ? ({ status: 'cancelled', dueAt: null } as const) : {};
    yield rowOfRequest({ ...request, ...standing });
  }
}

function rowOfRequest(request: ReturnType<typeof requestOf>): Tables['requests'] {
  return {
    id: request.id,
    version: request.version,
    status: request.status,
    customer_id: request.change.customer.id,
    user_id: request.change.user.id,
    requester: personKey(request.requester),
    executor: null,
    created_at: request.createdAt,
    due_at: request.dueAt,
    bundle_id: null,
    leased_until: null,
    record: JSON.stringify(request),
  };
}

function* copyRows({ requests, ended = 0, people, connector }: Filling) {
  for (let number = 0; number < requests + ended; number += 1) {
    const standing = (lane: string, { chatId }: BenchPerson) => ({
      request_id: requestIdOf(number),
      lane,
      place: JSON.stringify({ serviceUrl: connector, conversationId: chatId }),
      activity_id: `1${number}`,
    });
    yield standing('thread', requesterOf(number % people));
    // Ended ones are left to one copy, to keep the filling short.
    if (number >= requests) continue;
    for (const which of [0, 1] as const) {
      const approver = approverOf(number, which);
      yield standing(`person ${personKey(approver)}`, approver);
    }
  }
}

function* stateRows({ people }: Filling) {
  const at = new Date().toISOString();
  for (let number = 0; number < people; number += 1) {
    const { chatId, teamsId } = requesterOf(number);
    yield {
      key: `msteams/conversations/${chatId}/users/${teamsId}/`,
      value: '{}',
      version: 1,
      updated_at: at,
    };
  }
}

function* seenRows(ended: number) {
  const at = new Date().toISOString();
  for (let number = 0; number < ended; number += 1) {
    yield { activity: `${requesterOf(number).chatId} message 16${number}`, seen_at: at };
  }
}

function* eventRows(filling: Filling, ended: number) {
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const seal = { digests: '{}', key_id: 'bench', previous: '0'.repeat(64), mac: '0'.repeat(64) };
  const facts = JSON.stringify({ status: 'cancelled', version: 2, revision: 2 });
  for (let seq = 1; seq <= ended; seq += 1) {
    const number = filling.requests + seq - 1;
    const about = { request_id: requestIdOf(number), customer_id: customerIdOf(number) };
    yield { seq, ...about, at, kind: 'cancelled', actor: null, facts, ...seal };
  }
}
