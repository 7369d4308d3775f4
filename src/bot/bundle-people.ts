import { listText } from '../i18n/list-text.ts';
import { plainText, shortPlain } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { type BundleRow, LONGEST_IN_ROW, personNames, rowStatus } from './bundle-rows.ts';
import { endedWithFirst, problemValues, warningText } from './request-problem.ts';
import { verificationText } from './request-timeline.ts';
import { STATUS_COLORS } from './status-colors.ts';

/** More people than these are told together where they stand at the same. */
const MOST_LINES = 6;

/**
 * How it stands for each person: a line each, or of many those together who stand at the same. Where all do, the card says
 * it at its top already, and `areNamed` whether it has named them, too.
 */
export function peopleViews(
  rows: readonly BundleRow[],
  { all, areNamed }: { readonly all: readonly BundleRow[]; readonly areNamed: boolean },
  text: Translate,
) {
  const isSame = rows.length === all.length && new Set(rows.map((row) => rowStatus(row, text))).size === 1;
  const isTold = isSame && rows.every((row) => detailOf(row, text) === '');
  // Who it is about stands at the top of the card of one person.
  if (isTold && (all.length === 1 || (areNamed && rows.length > MOST_LINES)))
    return { lines: [], groups: [] };
  if (rows.length <= MOST_LINES)
    return { lines: rows.map((row) => lineOf(row, { showsStatus: !isSame }, text)), groups: [] };
  const groups = Map.groupBy(rows, (row) => `${rowStatus(row, text)}\n${detailOf(row, text)}`);
  const ordered = [...groups.values()].toSorted((one, other) => other.length - one.length);
  return {
    lines: [],
    groups: ordered.flatMap((group) => groupOf(group, { all, showsStatus: !isSame }, text)),
  };
}

function lineOf(row: BundleRow, { showsStatus }: { readonly showsStatus: boolean }, text: Translate) {
  const { name, upn } = row.telling.change.user;
  const detail = detailOf(row, text);
  return {
    name: shortPlain(name, LONGEST_IN_ROW),
    upn: shortPlain(upn, LONGEST_IN_ROW),
    showsStatus,
    status: rowStatus(row, text),
    color: STATUS_COLORS[row.telling.status],
    hasDetail: detail !== '',
    detail,
  };
}

type Whole = { readonly all: readonly BundleRow[]; readonly showsStatus: boolean };

function groupOf(rows: readonly BundleRow[], { all, showsStatus }: Whole, text: Translate) {
  const [first] = rows;
  if (!first) return [];
  const detail = detailOf(first, text);
  return {
    showsStatus,
    status: text('bundle.count', { status: rowStatus(first, text), count: rows.length }),
    color: STATUS_COLORS[first.telling.status],
    names: listText(personNames(rows, all), text),
    hasDetail: detail !== '',
    detail,
  };
}

/** What there is to know of a person beside where they stand. */
function detailOf({ telling, members }: BundleRow, text: Translate): string {
  const { status, problem, decisions, result } = telling;
  const rejection = decisions.find(({ kind, reason }) => kind === 'reject' && reason);
  const isMoot = ['completed', 'rejected', 'expired', 'approved'].includes(status);
  const isStuck = problem && !isMoot && (status !== 'cancelled' || endedWithFirst(problem));
  const isUnseen = result?.verification === 'not_yet_seen' || result?.verification === 'could_not_read';
  return sentencesText([
    ...(status === 'rejected' && rejection ? [plainText(rejection.reason ?? '')] : []),
    ...(isStuck ? [text(`problem.${problem.meaning}.title`, problemValues(telling, text))] : []),
    ...(isUnseen ? [verificationText(telling, text) ?? ''] : []),
    ...members.flatMap((member) =>
      (member.result?.warnings ?? []).map((warning) => warningText(warning, text)),
    ),
  ]);
}
