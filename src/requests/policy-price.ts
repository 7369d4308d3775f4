import type { Money, Refusal } from './approval-policy.ts';
import type { LicenseChange, SkuCount, SkuReference } from './license-change.ts';
import type { PolicyRules } from './policy-file.ts';

type Asked = Pick<LicenseChange, 'assign' | 'together'>;

/** Whether a list of the policy names a SKU, by its id or its part number. */
export function isListed(skus: readonly string[], sku: SkuReference): boolean {
  return skus.includes(sku.id.toLowerCase()) || skus.includes(sku.partNumber.toLowerCase());
}

/** What the assigned SKUs cost together; null where nothing is assigned or a price is not known. */
export function amountOf(rules: PolicyRules, { assign }: Pick<Asked, 'assign'>): Money | null {
  return costOf(rules, countedAlone(assign));
}

/** What counts against limits of amount: what a change assigns, with all the others of its bundle. */
function counted({ assign, together }: Asked): readonly SkuCount[] {
  return together?.assign ?? countedAlone(assign);
}

function countedAlone(assign: Asked['assign']): readonly SkuCount[] {
  return assign.map(({ sku }) => ({ sku, count: 1 }));
}

function costOf({ prices }: PolicyRules, skus: readonly SkuCount[]): Money | null {
  if (!prices || skus.length === 0) return null;
  const priceOf = (sku: SkuReference) => prices.skus.find((one) => isListed([one.sku], sku))?.price;
  const hundredths = skus.reduce(
    (sum, { sku, count }) => sum + count * Math.round((priceOf(sku) ?? Number.NaN) * 100),
    0,
  );
  return Number.isNaN(hundredths) ? null : { value: hundredths / 100, currency: prices.currency };
}

/** Why the limit for one request or bundle keeps somebody from asking; undefined where it does not. */
export function overLimit(rules: PolicyRules, change: Asked): Refusal | undefined {
  const limit = rules.prices?.limit;
  if (limit === undefined || counted(change).length === 0) return undefined;
  const amount = costOf(rules, counted(change));
  if (!amount) return { code: 'price-unknown', details: {} };
  if (amount.value <= limit) return undefined;
  const { value, currency } = amount;
  return { code: 'over-limit', details: { amount: `${value}`, limit: `${limit}`, currency } };
}

/** Whether a change, with its bundle, costs more than an amount; one whose price is not known does. */
export function isOver(amount: number, rules: PolicyRules, change: Asked): boolean {
  const skus = counted(change);
  return skus.length > 0 && (costOf(rules, skus)?.value ?? Number.POSITIVE_INFINITY) > amount;
}
