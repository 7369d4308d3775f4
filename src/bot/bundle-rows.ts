import { changeTitle } from '../i18n/change-title.ts';
import { listText } from '../i18n/list-text.ts';
import { plainName, plainText, shortLabel, shortPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { byUser } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { problemValues, warningText } from './request-problem.ts';
import { STATUS_COLORS } from './status-colors.ts';

/** The requests of one user of a bundle: two where a swap goes across license groups. */
export type BundleRow = {
  readonly members: readonly LicenseRequest[];
  /** The one that says how it stands for this user. */
  readonly telling: LicenseRequest;
};

/** As many names as a sentence carries. */
const MOST_NAMES = 5;

/** Thirty rows have to fit into one card. */
const LONGEST_IN_ROW = 40;

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

/** One line for a user, with what there is to know beside the status. */
export function rowView(row: BundleRow, text: Translate) {
  const { telling } = row;
  const { user } = telling.change;
  const details = [...detailsOf(row, text)].join(' ');
  return {
    user: `${shortPlain(user.name, LONGEST_IN_ROW)} (${shortPlain(user.upn, LONGEST_IN_ROW)})`,
    status: rowStatus(row, text),
    color: STATUS_COLORS[telling.status],
    hasDetail: details !== '',
    detail: details,
  };
}

/** A user as an entry of a list to choose from. */
export function rowChoice({ telling: { change } }: BundleRow): string {
  const { name, upn } = change.user;
  return `${shortLabel(name, LONGEST_IN_ROW)} (${shortLabel(upn, LONGEST_IN_ROW)})`;
}

/** Names in one sentence; of many, the first ones and how many more there are. */
export function namesText(requests: readonly LicenseRequest[], text: Translate): string {
  const names = [
    ...new Map(requests.map(({ change }) => [change.user.id, plainName(change.user.name)])).values(),
  ];
  const rest = names.length - MOST_NAMES;
  if (rest <= 0) return listText(names, text);
  return text('bundle.andMore', { names: names.slice(0, MOST_NAMES).join(', '), count: rest });
}

/** How many users stand where, such as "Done: 28 · Rejected: 2". */
export function countsText(rows: readonly BundleRow[], text: Translate): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const status = rowStatus(row, text);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => text('bundle.count', { status, count })).join(' · ');
}

/** Whether the requests of a bundle do not all ask for the same. */
export function isMixed(rows: readonly BundleRow[]): boolean {
  const asked = rows.map(({ members }) =>
    members.flatMap(({ change }) => [
      ...change.assign.map(({ sku, excludedPlans }) => [sku.id, ...excludedPlans.map(({ id }) => id)].join()),
      ...change.remove.map(({ id }) => `-${id}`),
    ]),
  );
  return new Set(asked.map((skus) => skus.join(' '))).size > 1;
}

/** A user's own change in words, where users of one bundle get different ones. */
export function ownChange({ members }: BundleRow, text: Translate): string {
  return members.map(({ change }) => changeTitle(change, text)).join(' · ');
}

function detailsOf({ telling, members }: BundleRow, text: Translate): readonly string[] {
  const { status, problem, decisions } = telling;
  const rejection = decisions.find(({ kind, reason }) => kind === 'reject' && reason);
  const isShown = problem && !['completed', 'rejected', 'expired', 'approved'].includes(status);
  return [
    ...(status === 'rejected' && rejection ? [plainText(rejection.reason ?? '')] : []),
    ...(isShown ? [text(`problem.${problem.meaning}.title`, problemValues(telling, text))] : []),
    ...(status === 'approved' && telling.after !== null ? [text('bundle.afterFirst')] : []),
    ...members.flatMap(({ result }) => (result?.warnings ?? []).map((warning) => warningText(warning, text))),
  ];
}
