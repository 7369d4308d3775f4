import { bundleTitle } from '../i18n/change-title.ts';
import { listText } from '../i18n/list-text.ts';
import { plainName } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { type BundleRow, personNames, rowStatus, rowsOf } from './bundle-rows.ts';

/** What needs somebody's eye although the bundle goes on, or is done. */
const REMARKS = {
  unconfirmed: ({ status }: LicenseRequest) => status === 'unconfirmed',
  notYetSeen: ({ result }: LicenseRequest) => result?.verification === 'not_yet_seen',
  couldNotRead: ({ result }: LicenseRequest) => result?.verification === 'could_not_read',
} as const;

/** The one message that tells the helpdesk of a bundle how it stands for each person. */
export function helpdeskText(members: readonly LicenseRequest[], text: Translate): string {
  const [first] = members;
  const together = first?.change.together;
  if (!first?.bundle || !together) throw new Error('a bundle without requests');
  const rows = rowsOf(members);
  const values = {
    id: first.bundle.id,
    title: bundleTitle({ user: first.change.user, together }, text),
    customer: plainName(first.change.customer.name),
  };
  const namesOf = (some: readonly BundleRow[]) => listText(personNames(some, rows), text);
  const standings = [...Map.groupBy(rows, (row) => rowStatus(row, text))].map(
    ([status, some]) => `**${text('bundle.count', { status, count: some.length })}** – ${namesOf(some)}`,
  );
  const remarks = Object.entries(REMARKS).flatMap(([key, isMeant]) => {
    const concerned = rows.filter((row) => row.members.some(isMeant));
    return concerned.length > 0 ? [text(`line.bundle.${key}`, { names: namesOf(concerned) })] : [];
  });
  return [text('line.bundle.standing', values), ...standings, ...remarks].join('\n\n');
}
