import type { ApprovalPlan } from './approval-policy.ts';
import type { LicenseRequest } from './license-request.ts';
import { needsOtherExecutor } from './needs-other-executor.ts';
import type { Line, Notice, NoticeValues, Recipient } from './notice.ts';
import { isSamePerson, type Person } from './person.ts';
import { approversOf } from './sign-off.ts';
import { awaitedPeople } from './waiting.ts';

const THREAD = { kind: 'thread' } as const;
const HELPDESK = { kind: 'helpdesk' } as const;

/** The card of a request in every place that shows one: the thread, each approver's chat, the helpdesk channel. */
export function cardsEverywhere(request: LicenseRequest, plan: ApprovalPlan): readonly Notice[] {
  const people = approversOf(plan, request).filter((person) => !isSamePerson(person, request.requester));
  const places: Recipient[] = [
    THREAD,
    ...people.map((person): Recipient => ({ kind: 'person', person })),
    HELPDESK,
  ];
  return places.map((to): Notice => ({ kind: 'card', requestId: request.id, to }));
}

/** Lines that speak of a whole bundle where there is one. */
const OF_ALL = [
  'line.threadGone',
  'line.signInUnreachable',
  'line.requesterUnreachable',
  'line.remind.',
  'line.nudge.',
  'line.escalated',
];

/** Whether a line says the same of each request of a bundle, so that one of them says it for all. */
export function isOfWholeBundle({ text }: Pick<Line, 'text'>): boolean {
  return OF_ALL.some((key) => text.startsWith(key));
}

/**
 * What is told of a change beside the cards. A request of a bundle speaks in its thread, and to the helpdesk, with the others
 * in one voice: thirty requests are not thirty lines.
 */
export function linesFor(request: LicenseRequest, lines: readonly Notice[]): readonly Notice[] {
  if (!request.bundle) return lines;
  const own = lines.filter(
    (line) => line.kind === 'line' && line.to.kind !== 'person' && !isOfWholeBundle(line),
  );
  const news = [THREAD, HELPDESK]
    .filter((place) => own.some(({ to }) => to.kind === place.kind))
    .map((to): Notice => ({ kind: 'news', requestId: request.id, to }));
  return [...lines.filter((line) => !own.includes(line)), ...news];
}

/** One sentence in the thread where the request was made. */
export function lineInThread(request: LicenseRequest, text: string, values: NoticeValues = {}): Notice {
  return { kind: 'line', requestId: request.id, to: THREAD, text, values };
}

/** One sentence in the helpdesk channel's thread of the request. */
export function lineToHelpdesk(request: LicenseRequest, text: string, values: NoticeValues = {}): Notice {
  return { kind: 'line', requestId: request.id, to: HELPDESK, text, values };
}

/** The private card that asks the executor for a Partner Center sign-in; a claims challenge needs the sign-in page. */
export function signInCard(request: LicenseRequest, claims: string | null): readonly Notice[] {
  if (!request.executor) return [];
  const to: Recipient = { kind: 'person', person: request.executor };
  return [{ kind: 'sign-in', requestId: request.id, to, claims, isSilentFirst: claims === null }];
}

/**
 * Reminds those for whom a request waits, in their own chats: one line, and its card below it. A `nudge` is said to come
 * from the requester.
 */
export function reminders(
  request: LicenseRequest,
  plan: ApprovalPlan,
  why: 'remind' | 'nudge' = 'remind',
): readonly Notice[] {
  return awaitedPeople(request, plan).flatMap((person): readonly Notice[] => {
    const about = { requestId: request.id, to: { kind: 'person', person } } as const;
    const reminder = (text: string): Notice => ({ ...about, kind: 'reminder', text, values: {} });
    if (request.status === 'pending') {
      return [reminder(`line.${why}.decide`), { ...about, kind: 'card-below' }];
    }
    if (needsOtherExecutor(request)) return [reminder(`line.${why}.run`), { ...about, kind: 'card-below' }];
    const signIn = { ...about, kind: 'sign-in', claims: null, isSilentFirst: false, isBelow: true } as const;
    return [reminder(`line.${why}.signIn`), signIn];
  });
}

/** Says that others may decide as well: in the thread, to the helpdesk, and to each of them. */
export function escalated(request: LicenseRequest, to: readonly Person[]): readonly Notice[] {
  const names = to.map(({ name }) => name);
  return [
    ...inThreadAndToHelpdesk(request, 'line.escalated', { names, count: names.length }),
    ...to.map((person): Notice => {
      const recipient: Recipient = { kind: 'person', person };
      return {
        kind: 'reminder',
        requestId: request.id,
        to: recipient,
        text: 'line.escalatedToYou',
        values: {},
      };
    }),
  ];
}

/** Names approvers that cannot be written to, so that somebody can fetch them. */
export function approversUnreachable(request: LicenseRequest, names: readonly string[]): readonly Notice[] {
  if (names.length === 0) return [];
  return inThreadAndToHelpdesk(request, 'line.approverUnreachable', {
    names,
    count: names.length,
  });
}

/** Says that the executor was asked to sign in where nobody reads it. */
export function signInUnreachable(request: LicenseRequest): readonly Notice[] {
  return inThreadAndToHelpdesk(request, 'line.signInUnreachable');
}

/** Asks the helpdesk to tell the requester what could not be told. */
export function requesterUnreachable(request: LicenseRequest): readonly Notice[] {
  return [lineToHelpdesk(request, 'line.requesterUnreachable')];
}

function inThreadAndToHelpdesk(
  request: LicenseRequest,
  text: string,
  values: NoticeValues = {},
): readonly Notice[] {
  return [lineInThread(request, text, values), lineToHelpdesk(request, text, values)];
}
