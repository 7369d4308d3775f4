import { changeTitle, titleOf } from '../i18n/change-title.ts';
import { dayText } from '../i18n/day-text.ts';
import { listText } from '../i18n/list-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import type { TextValues, Translate } from '../i18n/translator.ts';
import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line, NoticeValues } from '../requests/notice.ts';
import { teamOf } from '../requests/policy-people.ts';
import { isOfWholeBundle } from '../requests/request-notices.ts';
import { blockerSentences } from './finding-lines.ts';
import { problemSentences, problemValues, problemWords, remarkText } from './request-problem.ts';

/** Writes the sentence of a line notice, in the language of the place where it will stand. */
export function renderLine(notice: Line, request: LicenseRequest, text: Translate): string {
  const { change, executor, requester } = request;
  const isOfAll = isOfWholeBundle(notice);
  return text(notice.text, {
    id: isOfAll ? cardSubjectOf(request) : request.id,
    title: isOfAll ? titleOf(change, text) : changeTitle(change, text),
    customer: plainName(change.customer.name),
    user: plainName(change.user.name),
    requester: plainName(requester.name),
    executor: plainName(executor?.name ?? ''),
    warnings: remarksText(request, text),
    blockers: blockerSentences(request.preflight, change, text),
    ...problemTexts(notice, request, text),
    ...shownValues(notice.values, text),
  });
}

/** One remark of Partner Center stands in the line; of several the card tells. */
function remarksText(request: LicenseRequest, text: Translate): string {
  const [only, ...others] = request.result?.warnings ?? [];
  if (!only) return '';
  return others.length > 0 ? text('line.remarksOnCard') : remarkText(only, request, text);
}

/** The values of a sentence as its reader writes names, lists and days. */
export function shownValues(values: NoticeValues, text: Translate): TextValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value, text)]));
}

function shown(value: NoticeValues[string], text: Translate): string | number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return plainText(value);
  if ('day' in value) return dayText(value.day, text);
  return listText(
    value.map((name) => readableName(name, text)),
    text,
  );
}

/** A name; where the policy names somebody by an id and nobody is known by it, that is said instead of the id alone. */
function readableName(name: string, text: Translate): string {
  if (teamOf(name)) return text('request.unknownTeam');
  return GUID.test(name) ? text('request.unknownPerson', { id: name.slice(0, 8) }) : plainName(name);
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function problemTexts({ values }: Line, request: LicenseRequest, text: Translate): Record<string, string> {
  const { meaning } = values;
  if (typeof meaning !== 'string') return {};
  const names = problemValues(request, text);
  const { problem } = request;
  const words = problem?.meaning === meaning ? problemWords(problem) : meaning;
  const said = problemSentences(words, names, text);
  return { problemTitle: said.title, problemText: said.text, problemTodo: said.todo };
}
