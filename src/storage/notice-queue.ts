import type { Transaction } from 'kysely';
import { v7 as uuid } from 'uuid';
import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import type { Note, Notice, Recipient } from '../requests/notice.ts';
import { personKey } from '../requests/person.ts';
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
  for (const notice of notices) await putNotice(transaction, request, notice);
  if (!notices.some(({ kind }) => kind === 'card')) return;
  const told = new Set(notices.filter(({ kind }) => kind === 'card').map(({ to }) => laneOf(request, to)));
  for (const lane of await lanesOfPeople(transaction, cardSubjectOf(request))) {
    if (told.has(lane)) continue;
    const to: Recipient = { kind: 'person', person: personOf(lane) };
    await putNotice(transaction, request, { kind: 'card', requestId: request.id, to });
  }
}

/** Queues what is about no request, in the transaction of its change; it keeps its place among all that a person is told. */
export async function queueNotes(
  transaction: Transaction<Tables>,
  notes: readonly Note[],
  at: string,
): Promise<void> {
  for (const note of notes) {
    await transaction
      .insertInto('outbox')
      .values({
        id: uuid(),
        lane: `${PERSON}${personKey(note.to.person)}`,
        request_id: '',
        notice: JSON.stringify(note),
        due_at: at,
        attempts: 0,
        is_doubtful: 0,
        card_key: null,
      })
      .execute();
  }
}

/** People with a card of the request or its bundle, or with one on its way. */
async function lanesOfPeople(transaction: Transaction<Tables>, subject: string): Promise<readonly string[]> {
  const rows = await transaction
    .selectFrom('card_copies')
    .select('lane')
    .where('request_id', '=', subject)
    .union(transaction.selectFrom('outbox').select('lane').where('request_id', '=', subject))
    .execute();
  return rows.map(({ lane }) => lane).filter((lane) => lane.startsWith(PERSON));
}

const PERSON = 'person ';

function personOf(lane: string) {
  const [tenantId = '', objectId = ''] = lane.slice(PERSON.length).split(':');
  return { tenantId, objectId };
}

/** States that are over within moments: their card waits a little, so that the next state need not be sent twice. */
const PASSING: readonly RequestStatus[] = ['approved', 'executing'];
const PASSING_CARD_WAITS_MS = 1500;

/** Whether what is told will be told again within moments: the requests of a bundle move on side by side. */
function isPassing(request: LicenseRequest, { kind }: Notice): boolean {
  if (kind === 'news' || isSharedReminder(request, kind)) return true;
  return kind === 'card' && (PASSING.includes(request.status) || isOfMoving(request));
}

/** Whoever has to sign in is waited for, and waits for nothing. */
function isOfMoving({ bundle, version, status }: LicenseRequest): boolean {
  return bundle !== null && version > 1 && status !== 'awaiting_sign_in';
}

/**
 * Queues a notice. A card that waits already in the same place speaks for both: it is drawn when it is sent. So do the news
 * of a bundle, and the reminders of it.
 */
async function putNotice(
  transaction: Transaction<Tables>,
  request: LicenseRequest,
  notice: Notice,
): Promise<void> {
  const lane = laneOf(request, notice.to);
  const subject = cardSubjectOf(request);
  const dueAt = isPassing(request, notice)
    ? Date.parse(request.updatedAt) + PASSING_CARD_WAITS_MS
    : Date.parse(request.updatedAt);
  await transaction
    .insertInto('outbox')
    .values({
      id: uuid(),
      lane,
      request_id: subject,
      notice: JSON.stringify(notice),
      due_at: new Date(dueAt).toISOString(),
      attempts: 0,
      is_doubtful: 0,
      card_key: keyOf(request, notice, `${subject} ${lane}`),
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

/** Of what waits under the same key, the first speaks for all. */
function keyOf(request: LicenseRequest, notice: Notice, place: string): string | null {
  const { kind } = notice;
  if (kind === 'card') return place;
  if (kind === 'sign-in' && request.bundle) return `sign-in ${notice.claims ?? ''} ${place}`;
  return kind === 'news' || isSharedReminder(request, kind) ? `${kind} ${place}` : null;
}

/** Nobody is reminded of each request of a bundle for itself. */
function isSharedReminder({ bundle }: LicenseRequest, kind: Notice['kind']): boolean {
  return bundle !== null && (kind === 'reminder' || kind === 'card-below');
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
