import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { RequestAction } from './request-action.ts';

/** What came of each of several requests. */
export type Outcome = {
  /** How many were done, were decided before, and were not done, in one sentence. */
  readonly summary: string;
  /** One sentence for each request, in the order in which they were named. */
  readonly lines: readonly string[];
  readonly isAllDone: boolean;
  /** The requests with which it was not done. */
  readonly notDone: readonly string[];
};

/** What came of one of them; `decided` is what somebody had decided before: nothing is left to do, and nothing went wrong. */
export type Line = { readonly came: 'done' | 'decided' | 'not-done'; readonly text: string };

/** What came of all, by the line of each. */
export function outcomeOf(
  actions: readonly RequestAction[],
  lines: readonly Line[],
  text: Translate,
): Outcome {
  const left = actions.filter((_, index) => lines[index]?.came === 'not-done');
  const done = lines.filter(({ came }) => came === 'done').length;
  const counts = { done, decided: lines.length - done - left.length, notDone: left.length };
  return {
    summary: summaryOf(actions[0]?.verb ?? '', counts, text),
    lines: lines.map((line) => line.text),
    isAllDone: done === lines.length,
    notDone: left.map(({ requestId }) => requestId),
  };
}

/** Nothing was done, for somebody has to be asked first. */
export function askedFirst(actions: readonly RequestAction[], question: string, text: Translate): Outcome {
  const counts = { done: 0, decided: 0, notDone: actions.length };
  const summary = summaryOf(actions[0]?.verb ?? '', counts, text);
  return { summary, lines: [question], isAllDone: false, notDone: actions.map(idOf) };
}

/** Why it was not done with one. */
export function notDone(text: string): Line {
  return { came: 'not-done', text };
}

/** Why somebody came too late: to people who may know, as every refusal of this kind is. */
export function standingLine(error: RequestError, request: LicenseRequest, text: Translate): Line {
  const { id, status } = request;
  if (error.code === 'changed-meanwhile') return notDone(text('many.changed', { id }));
  if (error.code === 'nothing-to-decide') return notDone(text('many.nothing', { id }));
  const decision = decisionOn(request);
  if (!decision) return notDone(text('reply.done', { id, status: text(`request.status.${status}`) }));
  const sentence = decision.kind === 'reject' ? 'many.rejectedBefore' : 'many.approvedBefore';
  return { came: 'decided', text: text(sentence, { id, approver: plainName(decision.by.name) }) };
}

/** The decision that settled a request; undefined while it waits for one, or where it ended without. */
export function decisionOn({ status, decisions }: LicenseRequest) {
  const isDecided = status !== 'pending' && status !== 'cancelled' && status !== 'expired';
  return isDecided ? decisions.findLast(({ kind }) => kind !== 'run') : undefined;
}

/** The number that was named, as it is shown. */
export function idOf(action: RequestAction | undefined): string {
  return plainText((action?.requestId ?? '').toUpperCase());
}

function summaryOf(
  verb: string,
  { done, decided, notDone }: { readonly done: number; readonly decided: number; readonly notDone: number },
  text: Translate,
): string {
  const what = SUMMARIES[verb] ?? 'many.done';
  const parts = [
    ...(done > 0 ? [text(what, { count: done })] : []),
    ...(decided > 0 ? [text('many.decided', { count: decided })] : []),
    ...(notDone > 0 ? [text('many.notDone', { count: notDone })] : []),
  ];
  return parts.join(' · ');
}

const SUMMARIES: Readonly<Record<string, string>> = {
  'request.approve': 'many.approved',
  'request.reject': 'many.rejected',
  'request.cancel': 'many.cancelled',
};
