import type { Money, Refusal } from './approval-policy.ts';
import type { LicenseChange, SkuReference } from './license-change.ts';
import type { PolicyRules } from './policy-file.ts';

type Asked = Pick<LicenseChange, 'assign'>;

/** Whether a list of the policy names a SKU, by its id or its part number. */
export function isListed(skus: readonly string[], sku: SkuReference): boolean {
  return skus.includes(sku.id.toLowerCase()) || skus.includes(sku.partNumber.toLowerCase());
}

/** What the assigned SKUs cost together; null where nothing is assigned or a price is not known. */
export function amountOf({ prices }: PolicyRules, { assign }: Asked): Money | null {
  if (!prices || assign.length === 0) return null;
  const known = assign.map(({ sku }) => prices.skus.find((one) => isListed([one.sku], sku))?.price);
  const hundredths = known.reduce<number>((sum, price) => sum + Math.round((price ?? Number.NaN) * 100), 0);
  return Number.isNaN(hundredths) ? null : { value: hundredths / 100, currency: prices.currency };
}

/** Why the limit for one request keeps somebody from asking; undefined where it does not. */
export function overLimit(rules: PolicyRules, change: Asked): Refusal | undefined {
  const limit = rules.prices?.limit;
  if (limit === undefined || change.assign.length === 0) return undefined;
  const amount = amountOf(rules, change);
  if (!amount) return { code: 'price-unknown', details: {} };
  if (amount.value <= limit) return undefined;
  const { value, currency } = amount;
  return { code: 'over-limit', details: { amount: `${value}`, limit: `${limit}`, currency } };
}

/** Whether a change costs more than an amount; one whose price is not known does. */
export function isOver(amount: number, rules: PolicyRules, change: Asked): boolean {
  return change.assign.length > 0 && (amountOf(rules, change)?.value ?? Number.POSITIVE_INFINITY) > amount;
}
