import { listText, openListText } from '../i18n/list-text.ts';
import { addressLabel, plainAddress, shortLabel, shortPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { byUser } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';

/** The requests of one user of a bundle: two where a swap goes across license groups. */
export type BundleRow = {
  readonly members: readonly LicenseRequest[];
  /** The one that says how it stands for this user. */
  readonly telling: LicenseRequest;
};

/** As many names as a sentence carries. */
export const MOST_NAMES = 6;

const LONGEST_NAME = 40;

/** The users of a bundle in the order in which they were named. */
export function rowsOf(members: readonly LicenseRequest[]): readonly BundleRow[] {
  return byUser(members).flatMap((row) => {
    const telling = row.find(({ status }) => status !== 'completed') ?? row.at(-1);
    return telling ? [{ members: row, telling }] : [];
  });
}

/** How it stands for a user, in a word or two. */
export function rowStatus({ telling }: BundleRow, text: Translate): string {
  return text(`request.status.${needsOtherExecutor(telling) ? 'awaiting_executor' : telling.status}`);
}

/** A user as an entry of a list to choose from. */
export function rowChoice({ telling: { change } }: BundleRow, longest = LONGEST_NAME): string {
  const { name, upn } = change.user;
  return `${shortLabel(name, longest)} (${addressLabel(upn, longest)})`;
}

/** The position by which a card names a user: that of their first request. */
export function positionOf({ members }: BundleRow): string {
  return String(members[0]?.bundle?.position ?? 0);
}

/** What people are called beside the others of their bundle: by their address as well where two have one name. */
export function personNames(
  rows: readonly BundleRow[],
  all: readonly BundleRow[],
  longest = LONGEST_NAME,
): readonly string[] {
  return rows.map(({ telling: { change } }) => {
    const { name, upn } = change.user;
    const isShared = all.filter(({ telling }) => telling.change.user.name === name).length > 1;
    const shown = shortPlain(name, longest);
    return isShared ? `${shown} (${plainAddress(upn, longest)})` : shown;
  });
}

/** Names in one sentence; of many, the first ones and how many more there are, which is never one alone. */
export function namesText(requests: readonly LicenseRequest[], text: Translate): string {
  const names = [
    ...new Map(
      requests.map(({ change: { user } }) => [user.id, shortPlain(user.name, LONGEST_NAME)]),
    ).values(),
  ];
  if (names.length <= MOST_NAMES) return listText(names, text);
  const shown = names.slice(0, MOST_NAMES - 1);
  return text('bundle.andMore', {
    names: openListText(shown, text),
    count: names.length - shown.length,
  });
}

/** How many users stand where, such as "Done: 28 · Rejected: 2". */
export function countsText(rows: readonly BundleRow[], text: Translate): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const status = rowStatus(row, text);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => text('bundle.count', { status, count })).join('\u00A0· ');
}
