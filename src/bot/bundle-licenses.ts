import { listText } from '../i18n/list-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { type BundleRow, personNames } from './bundle-rows.ts';
import { cameToNothing, comparisonOf } from './request-facts.ts';

const MOST_IN_HEAD = 3;

/** Everybody whose licenses change in the same way. */
type LicenseGroup = {
  readonly rows: readonly BundleRow[];
  /** What they hold now and afterwards; null while what they hold is not known. */
  readonly comparison: Comparison | null;
  /** What comes and goes, in a line. */
  readonly change: string;
};

type Comparison = NonNullable<ReturnType<typeof comparisonOf>>;

/** The people of the whole bundle, and how much may be told. */
type Within = { readonly all: readonly BundleRow[]; readonly room: Room };

const NOTHING = { beforeTitle: '', afterTitle: '', arrow: '', before: [], after: [] };

/**
 * The licenses of everybody now and after the change: those who have the same in common are told together, the largest
 * group first. `shown` is drawn, `folded` is for the details.
 */
export function bundleLicenses(rows: readonly BundleRow[], room: Room, text: Translate) {
  const groups = groupsOf(rows, text);
  const isAll = groups[0]?.rows.length === rows.length;
  // What all of them get while nobody knows what they hold: the facts say that.
  const told = isAll && groups[0]?.comparison === null ? [] : groups;
  const drawn = told.length > room.drawn ? told.slice(0, Math.max(room.drawn - 1, 0)) : told;
  const folded = told.slice(drawn.length);
  const count = folded.flatMap((group) => group.rows).length;
  return {
    namesEverybody: !isAll && drawn.flatMap((group) => group.rows).length === rows.length,
    shown: drawn.map(({ rows: concerned, comparison, change }) => ({
      ...headOf(isAll ? [] : concerned, { all: rows, room }, text),
      hasComparison: comparison !== null,
      comparison: comparison ?? NOTHING,
      change,
    })),
    more: count > 0 ? text('bundle.otherLicenses', { count }) : '',
    folded: foldedLines(folded, { all: rows, room }, text),
  };
}

function foldedLines(groups: readonly LicenseGroup[], within: Within, text: Translate) {
  const lines: { readonly text: string }[] = [];
  let left = within.room.folded;
  for (const [index, { rows, comparison, change }] of groups.entries()) {
    const shown = comparison
      ? `${inLine(comparison.before, text)} → ${inLine(comparison.after, text)}`
      : change;
    const line = { text: `**${namesOf(rows, within, text)}**: ${shown}` };
    left -= Buffer.byteLength(JSON.stringify(line));
    if (left < 0) {
      const count = groups.slice(index).flatMap((group) => group.rows).length;
      return [...lines, { text: text('bundle.unshownLicenses', { count }) }];
    }
    lines.push(line);
  }
  return lines;
}

function groupsOf(rows: readonly BundleRow[], text: Translate): readonly LicenseGroup[] {
  const changed = rows.flatMap((row) => {
    const whole = wholeOf(row);
    return whole ? [{ row, whole }] : [];
  });
  const groups = Map.groupBy(changed, ({ whole }) =>
    JSON.stringify([comparisonOf(whole, text), changeLine(whole, text)]),
  );
  return [...groups.values()]
    .flatMap((same) => groupOf(same, text))
    .toSorted((one, other) => other.rows.length - one.rows.length);
}

type Changed = { readonly row: BundleRow; readonly whole: LicenseRequest };

/** What they held is told as past only where the change is made for all of them. */
function groupOf(changed: readonly Changed[], text: Translate): readonly LicenseGroup[] {
  const [first] = changed;
  if (!first) return [];
  const rows = changed.map(({ row }) => row);
  const isMade = rows.every((row) => effectiveIn(row).every(({ status }) => status === 'completed'));
  const whole = { ...first.whole, status: isMade ? ('completed' as const) : first.whole.status };
  return [{ rows, comparison: comparisonOf(whole, text), change: changeLine(whole, text) }];
}

function effectiveIn({ members }: BundleRow): readonly LicenseRequest[] {
  return members.filter(({ status }) => !cameToNothing(status));
}

/** All that is changed for a person as if it were one request; undefined where nothing will be. */
function wholeOf(row: BundleRow): LicenseRequest | undefined {
  const effective = effectiveIn(row);
  const [first] = effective;
  if (!first) return undefined;
  const assign = effective.flatMap(({ change }) => change.assign);
  const remove = effective.flatMap(({ change }) => change.remove);
  return { ...first, status: 'pending', change: { ...first.change, assign, remove } };
}

/** What comes and goes, where it is not known what stays. */
function changeLine(request: LicenseRequest, text: Translate): string {
  const { assign, remove } = request.change;
  const alone = comparisonOf({ ...request, preflight: { ...request.preflight, held: remove } }, text);
  return inLine(
    [...(assign.length > 0 ? (alone?.after ?? []) : []), ...(remove.length > 0 ? (alone?.before ?? []) : [])],
    text,
  );
}

function inLine(lines: Comparison['before'], text: Translate): string {
  return listText(
    lines.map((line) => line.text),
    text,
  );
}

/** Who they are: few by their names alone, more with how many they are. */
function headOf(rows: readonly BundleRow[], within: Within, text: Translate) {
  const names = rows.length > 0 ? namesOf(rows, within, text) : '';
  const isLong = rows.length > MOST_IN_HEAD;
  return {
    hasHead: rows.length > 0,
    head: isLong ? text('bundle.people', { count: rows.length }) : names,
    hasNames: isLong,
    names: isLong ? names : '',
  };
}

function namesOf(rows: readonly BundleRow[], { all, room }: Within, text: Translate): string {
  return listText(personNames(rows, all, room.names), text);
}
