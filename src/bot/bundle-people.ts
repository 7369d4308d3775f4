import { listText } from '../i18n/list-text.ts';
import { cutPlain, plainAddress, plainText, shortPlain } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { Room } from './bundle-room.ts';
import { type BundleRow, personNames, rowStatus } from './bundle-rows.ts';
import { endedWithFirst, problemValues, remarkText } from './request-problem.ts';
import { verificationText } from './request-timeline.ts';
import { STATUS_COLORS } from './status-colors.ts';

/** More people than these are told together where they stand at the same. */
const MOST_LINES = 6;
const MOST_GROUPS = 8;

type Around = {
  readonly all: readonly BundleRow[];
  readonly areNamed: boolean;
  /** The requests whose problem the card explains already, with whose it is. */
  readonly named: ReadonlySet<string>;
  readonly room: Room;
};

type Telling = Pick<Around, 'named' | 'room'>;

/**
 * How it stands for each person: a line each, or of many those together who stand at the same. Where all do, the card says
 * it at its top already, and `areNamed` whether it has named them, too.
 */
export function peopleViews(rows: readonly BundleRow[], around: Around, text: Translate) {
  const { all, areNamed } = around;
  const isSame = rows.length === all.length && new Set(rows.map((row) => rowStatus(row, text))).size === 1;
  const isTold = isSame && rows.every((row) => detailOf(row, around, text) === '');
  // Who it is about stands at the top of the card of one person.
  if (isTold && (all.length === 1 || areNamed)) return { lines: [], groups: [] };
  if (rows.length <= MOST_LINES)
    return { lines: rows.map((row) => lineOf(row, { ...around, showsStatus: !isSame }, text)), groups: [] };
  const whole = { ...around, showsStatus: !isSame };
  return {
    lines: [],
    groups: groupedRows(rows, around, text).flatMap((group) => groupOf(group, whole, text)),
  };
}

/** Those who stand at the same side by side, those with the same to know apart as long as there are not too many kinds of it. */
function groupedRows(rows: readonly BundleRow[], around: Telling, text: Translate) {
  const exact = [
    ...Map.groupBy(rows, (row) => `${rowStatus(row, text)}\n${detailOf(row, around, text)}`).values(),
  ];
  const groups =
    exact.length > MOST_GROUPS ? [...Map.groupBy(rows, (row) => rowStatus(row, text)).values()] : exact;
  return groups.toSorted((one, other) => other.length - one.length);
}

function lineOf(row: BundleRow, whole: Whole, text: Translate) {
  const { room, showsStatus } = whole;
  const { name, upn } = row.telling.change.user;
  const detail = detailOf(row, whole, text);
  return {
    name: shortPlain(name, room.names),
    upn: plainAddress(upn, room.names),
    showsStatus,
    status: rowStatus(row, text),
    color: STATUS_COLORS[row.telling.status],
    hasDetail: detail !== '',
    detail,
  };
}

type Whole = Around & { readonly showsStatus: boolean };

function groupOf(rows: readonly BundleRow[], whole: Whole, text: Translate) {
  const { all, room, showsStatus } = whole;
  const [first] = rows;
  if (!first) return [];
  const details = rows.map((row) => detailOf(row, whole, text)).filter((detail) => detail !== '');
  const isOne = new Set(details).size <= 1 && details.length === rows.length;
  const more = details.length > 0 ? text('bundle.moreFindings', { count: details.length }) : '';
  const detail = isOne ? (details[0] ?? '') : more;
  return {
    showsStatus,
    status: text('bundle.count', { status: rowStatus(first, text), count: rows.length }),
    color: STATUS_COLORS[first.telling.status],
    names: listText(personNames(rows, all, room.names), text),
    hasDetail: detail !== '',
    detail,
  };
}

/** What there is to know of a person beside where they stand. */
function detailOf({ telling, members }: BundleRow, { named, room }: Telling, text: Translate): string {
  const { status, problem, decisions, result } = telling;
  const rejection = decisions.find(({ kind, reason }) => kind === 'reject' && reason);
  const isMoot = ['completed', 'rejected', 'expired', 'approved'].includes(status);
  const isTold = isMoot || named.has(telling.id);
  const isStuck = problem && !isTold && (status !== 'cancelled' || endedWithFirst(problem));
  const isUnseen = result?.verification === 'not_yet_seen' || result?.verification === 'could_not_read';
  const told = sentencesText([
    ...(status === 'rejected' && rejection ? [plainText(rejection.reason ?? '')] : []),
    ...(isStuck ? [text(`problem.${problem.meaning}.title`, problemValues(telling, text))] : []),
    ...(isUnseen ? [verificationText(telling, text) ?? ''] : []),
    ...members.flatMap((member) =>
      (member.result?.warnings ?? []).map((warning) => remarkText(warning, member, text)),
    ),
  ]);
  return cutPlain(told, room.words);
}
