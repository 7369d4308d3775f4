import { clientTime } from '../i18n/client-time.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, Passage, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { endedWithFirst } from './request-problem.ts';
import { seatName } from './request-sign-off.ts';

/** Something that happened, and when (ISO time). */
export type StoryLine = { readonly text: string; readonly at: string };

/** A long story keeps what people decided and how it ended. */
const MOST_SAID = 9;
const MOST_PASSAGES = 4;

/** What happened to a request, oldest first, with times that each reader's client shows in their own zone. */
export function timelineOf(request: LicenseRequest, text: Translate) {
  return storyOf(request, text).map((line) => ({ text: line.text, at: clientTime(line.at) }));
}

/** What happened to a request, oldest first. */
export function storyOf(request: LicenseRequest, text: Translate): readonly StoryLine[] {
  const said = [...decisions(request, text), ...ended(request, text)].slice(-MOST_SAID);
  const passages = withoutRepeats(request.history).flatMap((passage) => passed(passage, text));
  const told = [
    asked(request, text),
    ...said,
    ...escalations(request, text),
    ...passages.slice(-MOST_PASSAGES),
  ];
  return told.toSorted((one, other) => one.at.localeCompare(other.at));
}

function asked({ requester, createdAt }: LicenseRequest, text: Translate): StoryLine {
  return { text: text('request.timeline.asked', { name: plainName(requester.name) }), at: createdAt };
}

function escalations(request: LicenseRequest, text: Translate): readonly StoryLine[] {
  return request.escalations.map(({ at }) => ({ text: text('request.timeline.escalated'), at }));
}

function decisions(request: LicenseRequest, text: Translate): readonly StoryLine[] {
  return request.decisions.map((decision) => {
    const key = decision.reason ? `${decision.kind}WithReason` : decision.kind;
    const name = seatName({ ...decision, person: decision.by }, text);
    const values = { name, reason: plainText(decision.reason ?? '') };
    return { text: text(`request.timeline.${key}`, values), at: decision.at };
  });
}

/** What a status means for the story, where no other line tells it. */
const TOLD_STATUSES: readonly RequestStatus[] = [
  'executing',
  'awaiting_sign_in',
  'awaiting_seats',
  'unconfirmed',
  'failed',
  'pending',
  'expired',
];

function passed(passage: Passage, text: Translate): readonly StoryLine[] {
  const { status, at, executor } = passage;
  if (!TOLD_STATUSES.includes(status)) return [];
  const key = needsOtherExecutor(passage) ? 'awaiting_executor' : status;
  return [{ text: text(`request.timeline.${key}`, { executor: plainName(executor ?? '') }), at }];
}

/** Tries that came to nothing for want of a license are told once: since when it waits. */
function withoutRepeats(history: readonly Passage[]): readonly Passage[] {
  return history.filter(({ status }, index) => {
    const before = history.slice(0, index).findLast((one) => !TRYING.includes(one.status));
    const after = history.slice(index + 1).find((one) => !TRYING.includes(one.status));
    const isWaitedFor = before?.status === 'awaiting_seats';
    if (status === 'executing') return !(isWaitedFor && after?.status === 'awaiting_seats');
    return !(status === 'awaiting_seats' && isWaitedFor);
  });
}

const TRYING: readonly RequestStatus[] = ['approved', 'executing'];

function ended(request: LicenseRequest, text: Translate): readonly StoryLine[] {
  const { result, status, updatedAt, requester, problem } = request;
  if (status === 'cancelled' && !endedWithFirst(problem)) {
    const name = plainName(requester.name);
    return [{ text: text('request.timeline.cancelled', { name }), at: updatedAt }];
  }
  if (!result) return [];
  const done = {
    text: text(`request.timeline.${result.wasInPlace ? 'inPlace' : 'completed'}`),
    at: result.at,
  };
  const seen = verificationText(request, text);
  return seen === null ? [done] : [done, { text: seen, at: updatedAt }];
}

/** What the user's licenses looked like when they were read back; null where nobody looked. */
export function verificationText({ result, change }: LicenseRequest, text: Translate): string | null {
  if (!result?.verification || result.wasInPlace) return null;
  return text(`request.timeline.${result.verification}`, { user: plainName(change.user.name) });
}
