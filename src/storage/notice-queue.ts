import type { Transaction } from 'kysely';
import { v7 as uuid } from 'uuid';
import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import type { Note, Notice, Recipient } from '../requests/notice.ts';
import { personKey } from '../requests/person.ts';
import { isOfWholeBundle } from '../requests/request-notices.ts';
import { builtOnce, builtOncePerCount } from './built-once.ts';
import type { Tables } from './tables.ts';

/**
 * Queues what a change tells, in the transaction that makes the change. Where cards are redrawn, those are too that
 * stand with somebody who is no approver any more: whoever was shown a request is shown its end.
 */
export async function queueNotices(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  notices: readonly Notice[],
): Promise<void> {
  const cards = notices.filter(({ kind }) => kind === 'card');
  const shown = cards.length > 0 ? await lanesOfPeople(transaction, cardSubjectOf(request)) : [];
  const told = new Set(cards.map(({ to }) => laneOf(request, to)));
  const further = shown
    .filter((lane) => !told.has(lane))
    .map(
      (lane): Notice => ({
        kind: 'card',
        requestId: request.id,
        to: { kind: 'person', person: personOf(lane) },
      }),
    );
  await putNotices(transaction, request, [...notices, ...further]);
}

/** Queues what is about no request, in the transaction of its change; it keeps its place among all that a person is told. */
export async function queueNotes(
  transaction: Transaction<Tables>,
  notes: readonly Note[],
  at: string,
): Promise<void> {
  const rows = notes.map((note) => ({
    id: uuid(),
    lane: `${PERSON}${personKey(note.to.person)}`,
    request_id: '',
    notice: JSON.stringify(note),
    due_at: at,
    attempts: 0,
    is_doubtful: 0,
    card_key: null,
  }));
  if (rows.length > 0) await transaction.insertInto('outbox').values(rows).execute();
}

/** People with a card of the request or its bundle, or with one on its way. */
async function lanesOfPeople(transaction: Transaction<Tables>, subject: string): Promise<readonly string[]> {
  const { rows } = await lanes(transaction, { subject });
  return rows.map(({ lane }) => lane).filter((lane) => lane.startsWith(PERSON));
}

const lanes = builtOnce((database, { subject }: { readonly subject: string }) =>
  database
    .selectFrom('card_copies')
    .select('lane')
    .where('request_id', '=', subject)
    .union(database.selectFrom('outbox').select('lane').where('request_id', '=', subject)),
);

const PERSON = 'person ';

function personOf(lane: string) {
  const [tenantId = '', objectId = ''] = lane.slice(PERSON.length).split(':');
  return { tenantId, objectId };
}

/** States that are over within moments: their card waits a little, so that the next state need not be sent twice. */
const PASSING: readonly RequestStatus[] = ['approved', 'executing'];
const PASSING_CARD_WAITS_MS = 1500;

/** Whether what is told will be told again within moments: the requests of a bundle move on side by side. */
function isPassing(request: LicenseRequest, notice: Notice): boolean {
  const { kind } = notice;
  if (kind === 'news' || isSharedReminder(request, kind) || isSharedLine(request, notice)) return true;
  return kind === 'card' && (PASSING.includes(request.status) || isOfMoving(request));
}

/** Whoever has to sign in is waited for, and waits for nothing. */
function isOfMoving({ bundle, version, status }: LicenseRequest): boolean {
  return bundle !== null && version > 1 && status !== 'awaiting_sign_in';
}

/**
 * Queues notices. A card that waits already in the same place speaks for both: it is drawn when it is sent. So do the news
 * of a bundle, and the reminders of it.
 */
async function putNotices(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  notices: readonly Notice[],
): Promise<void> {
  const rows = notices.map((notice) => rowOf(request, notice));
  const keys = rows.map((row) => row.card_key);
  const first = rows.filter(({ card_key: key }, index) => key === null || keys.indexOf(key) === index);
  if (first.length === 0) return;
  await insertRows(transaction, first);
}

const insertRows = builtOncePerCount((database, rows: readonly ReturnType<typeof rowOf>[]) =>
  database
    .insertInto('outbox')
    .values(
      rows.map((row) => ({
        id: row.id,
        lane: row.lane,
        request_id: row.request_id,
        notice: row.notice,
        due_at: row.due_at,
        attempts: row.attempts,
        is_doubtful: row.is_doubtful,
        card_key: row.card_key,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('card_key').doUpdateSet((builder) => ({
        due_at: builder
          .case()
          .when('outbox.due_at', '>', builder.ref('excluded.due_at'))
          .then(builder.ref('excluded.due_at'))
          .else(builder.ref('outbox.due_at'))
          .end(),
      })),
    ),
);

function rowOf(request: LicenseRequest, notice: Notice) {
  const lane = laneOf(request, notice.to);
  const subject = cardSubjectOf(request);
  const waitMs = isPassing(request, notice) ? PASSING_CARD_WAITS_MS : 0;
  return {
    id: uuid(),
    lane,
    request_id: subject,
    notice: JSON.stringify(notice),
    due_at: new Date(Date.parse(request.updatedAt) + waitMs).toISOString(),
    attempts: 0,
    is_doubtful: 0,
    card_key: keyOf(request, notice, `${subject} ${lane}`),
  };
}

/** Of what waits under the same key, the first speaks for all. */
function keyOf(request: LicenseRequest, notice: Notice, place: string): string | null {
  const { kind } = notice;
  if (kind === 'card') return place;
  if (kind === 'sign-in' && request.bundle) return `sign-in ${notice.claims ?? ''} ${place}`;
  // Who is named may differ from request to request.
  if (isSharedLine(request, notice)) return `${notice.text} ${JSON.stringify(notice.values)} ${place}`;
  return kind === 'news' || isSharedReminder(request, kind) ? `${kind} ${place}` : null;
}

/** Nobody is reminded of each request of a bundle for itself. */
function isSharedReminder({ bundle }: LicenseRequest, kind: Notice['kind']): boolean {
  return bundle !== null && (kind === 'reminder' || kind === 'card-below');
}

/** What each request of a bundle says of all of them is said once. */
function isSharedLine(
  { bundle }: LicenseRequest,
  notice: Notice,
): notice is Extract<Notice, { kind: 'line' }> {
  return bundle !== null && notice.kind === 'line' && isOfWholeBundle(notice);
}

/** The conversation in which notices keep their order. */
function laneOf(request: LicenseRequest, to: Recipient): string {
  switch (to.kind) {
    case 'thread':
      return `thread ${request.thread.key}`;
    case 'person':
      return `${PERSON}${personKey(to.person)}`;
    case 'helpdesk':
      return `helpdesk ${cardSubjectOf(request)}`;
  }
}
