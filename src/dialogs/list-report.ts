import { listText, openListText } from '../i18n/list-text.ts';
import { plainAddress, plainName, shortPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { MOST_USERS } from '../requests/bundle.ts';
import type { Draft, ListedUser, ListFault } from './draft.ts';
import { goodOnes } from './listed-users.ts';

/** As many as are read at a glance; the others are counted, and their rows are named all the same. */
const MOST_NAMED = 8;
const LONGEST_ROW = 80;

type Line = { readonly text: string; readonly color: string };

/**
 * What is wrong with a list comes first, and before it that the list is too long: each row that cannot be asked for, those
 * with the same reason in one line. Then who was found.
 */
export function reportLines(
  list: readonly ListedUser[],
  { customer }: Pick<Draft, 'customer'>,
  text: Translate,
): readonly Line[] {
  const wrong = (sentence: string): Line => ({ text: `✕ ${sentence}`, color: 'Attention' });
  const faulty = list.filter(({ fault }) => fault !== null);
  const groups = Map.groupBy(faulty, ({ fault }) => fault ?? 'unknown');
  const names = { customer: plainName(customer?.name ?? ''), most: MOST_USERS };
  return [
    ...(list.length > MOST_USERS
      ? [wrong(text('draft.list.tooLong', { count: list.length, most: MOST_USERS }))]
      : []),
    ...[...groups].map(([fault, rows]) => wrong(faultText(fault, rows, { names, text }))),
    ...goodOnes(list).map(({ user, sku }) => {
      const name = `${shortPlain(user.name, LONGEST_ROW)} (${plainAddress(user.upn, LONGEST_ROW)})`;
      return { text: `✓ ${sku ? `${name} – ${plainName(sku.name)}` : name}`, color: 'Default' };
    }),
  ];
}

function faultText(
  fault: ListFault,
  rows: readonly ListedUser[],
  { names, text }: { readonly names: Readonly<Record<string, string | number>>; readonly text: Translate },
): string {
  const count = rows.length;
  return text(`draft.list.fault.${fault}`, {
    ...names,
    count,
    rows: text('draft.list.rows', {
      count,
      rows: rangesText(
        rows.map(({ row }) => row),
        text,
      ),
    }),
    people: peopleText(rows, text),
  });
}

/** Rows as they were written: of many, the first ones and how many more there are, which is never one alone. */
function peopleText(rows: readonly ListedUser[], text: Translate): string {
  const people = rows.map((row) => text('draft.list.quoted', { words: shownRow(row) }));
  if (people.length <= MOST_NAMED) return listText(people, text);
  const shown = people.slice(0, MOST_NAMED - 1);
  const names = openListText(shown, text);
  return text('bundle.andMore', { names, count: people.length - shown.length });
}

/** Of a long row, whom it is about: an address is never cut, and people are told apart by it. */
function shownRow({ words, said }: ListedUser): string {
  const user = said?.user ?? '';
  const isLong = [...words].length > LONGEST_ROW;
  return isLong && user.includes('@') ? plainAddress(user, LONGEST_ROW) : shortPlain(words, LONGEST_ROW);
}

/** The numbers of rows, those that follow each other by the first and the last: "2, 5–9". */
function rangesText(rows: readonly number[], text: Translate): string {
  const runs: { readonly from: number; to: number }[] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && row === last.to + 1) last.to = row;
    else runs.push({ from: row, to: row });
  }
  const ranges = runs.flatMap(({ from, to }) => {
    if (to - from > 1) return [`${from}–${to}`];
    return from === to ? [`${from}`] : [`${from}`, `${to}`];
  });
  return openListText(ranges, text);
}
