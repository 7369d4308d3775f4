import { ageText } from '../i18n/age-text.ts';
import { listText } from '../i18n/list-text.ts';
import { moneyText } from '../i18n/money-text.ts';
import { plainAddress, plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPlan } from '../requests/approval-policy.ts';
import { isSameSku, type LicenseAssignment, type SkuReference } from '../requests/license-change.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { seatCounts, seatLine } from './finding-lines.ts';

/** As many licenses as stand before or after a change, as long as that hides none that comes or goes. */
const MOST_LICENSES = 4;

/** The user's licenses before and after the change, in words; null where they are not known, or will not change. */
export function comparisonOf({ status, change, preflight }: LicenseRequest, text: Translate) {
  const { held } = preflight;
  if (held === null || cameToNothing(status)) return null;
  const assigned = change.assign.map(({ sku }) => sku);
  const named = skuNames([...held, ...assigned, ...change.remove]);
  const removed = held.filter((sku) => isIn(change.remove, sku));
  const kept = held.filter((sku) => !isIn(change.remove, sku));
  const renewed = kept.filter((sku) => isIn(assigned, sku));
  // With a plain space behind it the sign would be read as that of a Markdown list.
  const sign = ({ sku }: LicenseAssignment) => (isIn(held, sku) ? '' : '+\u00A0');
  const untouched = kept.filter((sku) => !isIn(assigned, sku)).map(named);
  return {
    beforeTitle: text(status === 'completed' ? 'request.before' : 'request.now'),
    afterTitle: text('request.after'),
    arrow: '→',
    before: linesOf(
      removed.map((sku) => `− ${named(sku)}`),
      [...renewed.map(named), ...untouched],
      text,
    ),
    after: linesOf(
      change.assign.map((one) => `${sign(one)}${assignmentLabel(one, named, text)}`),
      untouched,
      text,
    ),
  };
}

/** Whether a request has ended and changes nobody's licenses. */
export function cameToNothing(status: RequestStatus): boolean {
  return ['rejected', 'cancelled', 'expired'].includes(status);
}

/** At whom and where the change is made: what tells people of one name apart. */
export function subjectOf({ change: { user, customer } }: LicenseRequest): string {
  return `${plainAddress(user.upn)} · ${plainName(customer.name)}`;
}

/** What is asked for, where it cannot be shown as licenses before and after. */
export function changesOf({ change }: LicenseRequest, text: Translate) {
  const named = skuNames([...change.assign.map(({ sku }) => sku), ...change.remove]);
  return [
    ...change.assign.map((one) => ({
      title: text('request.field.assign'),
      value: assignmentLabel(one, named, text),
    })),
    ...change.remove.map((sku) => ({ title: text('request.field.remove'), value: named(sku) })),
  ];
}

/** What the change costs: licenses that are free, and money. */
export function consequencesOf(
  request: LicenseRequest,
  plan: ApprovalPlan,
  text: Translate,
): readonly string[] {
  const seats = request.status === 'pending' ? seatsOf(request, text) : [];
  const price = plan.amount ? [text('request.price', { amount: moneyText(plan.amount, text) })] : [];
  return seats.length > 1 ? [...seats, ...price] : [[...seats, ...price].join(' · ')].filter(Boolean);
}

/** The one product that it is about stands beside them: no need to name it again. */
function seatsOf({ preflight, change }: LicenseRequest, text: Translate): readonly string[] {
  const counts = seatCounts(preflight, change);
  const [only] = counts;
  const isAboutOne = (change.assign.length || change.remove.length) === 1;
  if (!only || !isAboutOne) return counts.map((counted) => seatLine(counted, text));
  return [text('request.seats', { count: only.count, after: only.after })];
}

/** Why it is asked, by whom, and how long ago, for who looks at it now. */
export function factsOf(
  { reason, requester, follows, createdAt }: LicenseRequest,
  now: Date | null,
  text: Translate,
) {
  // Beside a long value a client would break the title at its space.
  const fact = (field: string, value: string) => ({
    title: text(`request.field.${field}`).replaceAll(' ', '\u00A0'),
    value,
  });
  const age = now ? [ageText(createdAt, now, text)] : [];
  return [
    ...(reason ? [fact('reason', plainText(reason))] : []),
    ...(follows ? [fact('follows', follows)] : []),
    fact('requester', [plainName(requester.name), ...age].join(' · ')),
  ];
}

/** What comes and goes is marked by a sign and by its weight. */
type LicenseLine = { readonly text: string; readonly weight: 'Default' | 'Bolder' };

function linesOf(
  changed: readonly string[],
  unchanged: readonly string[],
  text: Translate,
): readonly LicenseLine[] {
  const plain = (line: string): LicenseLine => ({ text: line, weight: 'Default' });
  if (changed.length + unchanged.length === 0) return [plain(text('request.noLicenses'))];
  const room = Math.max(MOST_LICENSES - changed.length, 0);
  const count = unchanged.length > room ? unchanged.length - Math.max(room - 1, 0) : 0;
  return [
    ...changed.map((line): LicenseLine => ({ text: line, weight: 'Bolder' })),
    ...unchanged.slice(0, unchanged.length - count).map(plain),
    ...(count > 0 ? [plain(text('request.more', { count }))] : []),
  ];
}

function assignmentLabel(
  { sku, excludedPlans }: LicenseAssignment,
  nameOf: (sku: SkuReference) => string,
  text: Translate,
): string {
  if (excludedPlans.length === 0) return nameOf(sku);
  const plans = listText(
    excludedPlans.map(({ name }) => plainName(name)),
    text,
  );
  return `${nameOf(sku)} ${text('request.without', { plans })}`;
}

/** How licenses that stand together are called: by their name, and by their part number where two share a name. */
export function skuNames(skus: readonly SkuReference[]): (sku: SkuReference) => string {
  return (sku) => {
    const isShared = skus.some((other) => other.name === sku.name && !isSameSku(other, sku));
    return isShared ? skuLabel(sku) : plainName(sku.name);
  };
}

/** A license by its name and by what Partner Center calls it. */
export function skuLabel({ name, partNumber }: SkuReference): string {
  return partNumber ? `${plainName(name)} (${plainName(partNumber)})` : plainName(name);
}

function isIn(list: readonly SkuReference[], sku: SkuReference): boolean {
  return list.some((one) => isSameSku(one, sku));
}
