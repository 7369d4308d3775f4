import { listText } from '../i18n/list-text.ts';
import { moneyText } from '../i18n/money-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPlan } from '../requests/approval-policy.ts';
import { isSameSku, type LicenseAssignment, type SkuReference } from '../requests/license-change.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { seatLines } from './finding-lines.ts';

const MOST_LICENSES = 6;

/** The user's licenses before and after the change, in words; null where they are not known, or will not change. */
export function comparisonOf({ status, change, preflight }: LicenseRequest, text: Translate) {
  const { held } = preflight;
  if (held === null || ['rejected', 'cancelled', 'expired'].includes(status)) return null;
  const isIn = (list: readonly SkuReference[], sku: SkuReference) => list.some((one) => isSameSku(one, sku));
  const assigned = change.assign.map(({ sku }) => sku);
  const before = held.map((sku): LicenseLine => {
    const isRemoved = isIn(change.remove, sku);
    return isRemoved ? { text: `− ${skuLabel(sku)}`, weight: 'Bolder' } : unchanged(sku);
  });
  const kept = held.filter((sku) => !isIn(change.remove, sku) && !isIn(assigned, sku));
  const added = change.assign.map(
    (one): LicenseLine => ({ text: `＋ ${assignmentLabel(one, text)}`, weight: 'Bolder' }),
  );
  return {
    beforeTitle: text(status === 'completed' ? 'request.before' : 'request.now'),
    afterTitle: text('request.after'),
    arrow: '→',
    before: linesOf(before, text),
    after: linesOf([...added, ...kept.map(unchanged)], text),
  };
}

/** Who and what a request is about, beside the licenses themselves. */
export function factsOf(request: LicenseRequest, plan: ApprovalPlan, text: Translate) {
  const { change, reason, requester } = request;
  const { customer, user } = change;
  const fact = (field: string, value: string) => ({ title: text(`request.field.${field}`), value });
  return [
    fact('user', `${plainName(user.name)} (${plainName(user.upn)})`),
    fact('customer', plainName(customer.name)),
    ...(comparisonOf(request, text) ? [] : changeFacts(request, text)),
    ...seatFacts(request, text),
    ...(plan.amount ? [fact('price', moneyText(plan.amount, text))] : []),
    ...(reason ? [fact('reason', plainText(reason))] : []),
    ...(request.follows ? [fact('follows', request.follows)] : []),
    fact('requester', plainName(requester.name)),
  ];
}

function changeFacts({ change }: LicenseRequest, text: Translate) {
  return [
    ...change.assign.map((one) => ({
      title: text('request.field.assign'),
      value: assignmentLabel(one, text),
    })),
    ...change.remove.map((sku) => ({ title: text('request.field.remove'), value: skuLabel(sku) })),
  ];
}

function seatFacts({ status, preflight, change }: LicenseRequest, text: Translate) {
  if (status !== 'pending') return [];
  return seatLines(preflight, change, text).map((value) => ({ title: text('request.field.seats'), value }));
}

/** What comes and goes is marked by a sign and by its weight. */
type LicenseLine = { readonly text: string; readonly weight: 'Default' | 'Bolder' };

function unchanged(sku: SkuReference): LicenseLine {
  return { text: skuLabel(sku), weight: 'Default' };
}

function linesOf(lines: readonly LicenseLine[], text: Translate): readonly LicenseLine[] {
  if (lines.length === 0) return [{ text: text('request.noLicenses'), weight: 'Default' }];
  const rest = lines.length - MOST_LICENSES;
  const more: LicenseLine = { text: text('request.more', { count: rest }), weight: 'Default' };
  return rest > 0 ? [...lines.slice(0, MOST_LICENSES), more] : lines;
}

function assignmentLabel({ sku, excludedPlans }: LicenseAssignment, text: Translate): string {
  if (excludedPlans.length === 0) return skuLabel(sku);
  const plans = listText(
    excludedPlans.map(({ name }) => plainName(name)),
    text,
  );
  return `${skuLabel(sku)} ${text('request.without', { plans })}`;
}

function skuLabel({ name, partNumber }: SkuReference): string {
  return partNumber ? `${plainName(name)} (${plainName(partNumber)})` : plainName(name);
}
