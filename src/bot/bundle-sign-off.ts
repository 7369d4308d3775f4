import { listText } from '../i18n/list-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { isAmong, type PersonId } from '../requests/person.ts';
import { mayCompleteSignOff, standingOf } from '../requests/sign-off.ts';
import type { PlannedMember } from './bundle-facts.ts';
import { namesText } from './bundle-rows.ts';
import type { AccountHealth } from './executor-health.ts';
import { TOLD_BY_PROBLEM } from './request-card.ts';
import { nextLineFor, seatName, stageLines, stageNow, whyLines } from './request-sign-off.ts';

/** What a bundle waits for, what matters most first. */
const WAITING_FOR: readonly RequestStatus[] = [
  'pending',
  'awaiting_sign_in',
  'approved',
  'executing',
  'unconfirmed',
  'awaiting_seats',
  'failed',
  'expired',
];
const MOST_LINES = 2;
const NOTHING_TOLD: Told = { reader: null, explained: new Set() };

/** To whom an outlook is told, and the requests whose problem is explained beside it, with what happens then. */
type Told = { readonly reader: PersonId | null; readonly explained: ReadonlySet<string> };

/** What happens next, and who is expected to act, as far as the card does not explain it already. */
export function outlookLines(
  members: readonly PlannedMember[],
  text: Translate,
  told: Told = NOTHING_TOLD,
): readonly string[] {
  const isTold = ({ id, status }: LicenseRequest) =>
    told.explained.has(id) && TOLD_BY_PROBLEM.includes(status);
  const lines = WAITING_FOR.flatMap((status) => {
    const waiting = members.filter(
      ({ request }) => request.status === status && !isHeld(request, members) && !isTold(request),
    );
    return status === 'pending'
      ? pendingLines(waiting, text)
      : waiting.map((one) => lineOf(one, { waiting, reader: told.reader }, text));
  });
  return [...new Set(lines)].slice(0, MOST_LINES);
}

/** How far the stage has come that all stand at who wait for a decision; empty where one approval is all, or they differ. */
export function bundleStageNow(members: readonly PlannedMember[], text: Translate): string {
  const pending = members.filter(({ request }) => request.status === 'pending');
  const [line = '', ...others] = new Set(pending.map(({ request, plan }) => stageNow(request, plan, text)));
  return others.length === 0 ? line : '';
}

/** How far the sign-off has come; where it has not come equally far for all, with whom each line is about. */
export function bundleStages(members: readonly PlannedMember[], text: Translate): readonly string[] {
  const groups = new Map<string, { readonly lines: readonly string[]; readonly of: LicenseRequest[] }>();
  for (const { request, plan } of members) {
    const lines = stageLines(request, plan, text);
    const known = groups.get(lines.join('\n'));
    if (known) known.of.push(request);
    else if (lines.length > 0) groups.set(lines.join('\n'), { lines, of: [request] });
  }
  const told = [...groups.values()];
  if (told.length <= 1) return told.flatMap(({ lines }) => lines);
  return told.flatMap(({ lines, of }) => [`**${namesText(of, text)}**`, ...lines]);
}

/** Why somebody who may decide is asked to, and whose account their approval would use. */
export function bundleWhy(
  members: readonly PlannedMember[],
  { person, health }: { readonly person: PersonId; readonly health: AccountHealth | null },
  text: Translate,
): readonly string[] {
  const lines = members
    .filter(
      ({ request, plan }) =>
        request.status === 'pending' && isAmong(standingOf(plan, request).eligible, person),
    )
    .flatMap(({ request, plan }) => {
      const own = mayCompleteSignOff(plan, request, person) ? health : null;
      return whyLines(request, { plan, person, health: own }, text);
    });
  return [...new Set(lines)];
}

/** A linked request does nothing while the one before it is not made. */
function isHeld({ status, after }: LicenseRequest, members: readonly PlannedMember[]): boolean {
  const first = members.find(({ request }) => request.id === after)?.request;
  return status === 'approved' && first !== undefined && first.status !== 'completed';
}

function pendingLines(pending: readonly PlannedMember[], text: Translate): readonly string[] {
  if (pending.length === 0) return [];
  const seats = pending.flatMap(({ request, plan }) => standingOf(plan, request).seats);
  const names = [...new Set(seats.map((seat) => seatName(seat, text)))];
  if (names.length === 0) return [text('request.next.pendingNobody')];
  return [text('request.next.pending', { approvers: listText(names, text, 'any') })];
}

function lineOf(
  { request, plan }: PlannedMember,
  { waiting, reader }: { readonly waiting: readonly PlannedMember[]; readonly reader: PersonId | null },
  text: Translate,
): string {
  if (request.status === 'unconfirmed') {
    const user = namesText(
      waiting.map((one) => one.request),
      text,
    );
    return text('request.next.unconfirmed', { user });
  }
  // A bundle is carried out one by one: who talks to Partner Center right now is passing.
  const shown = request.status === 'executing' ? ({ ...request, status: 'approved' } as const) : request;
  return nextLineFor(reader, { request: shown, plan }, text);
}
