import type { FoundFacts, HeldSku, KnownSku } from './change-facts.ts';
import { UNKNOWN } from './change-facts.ts';
import {
  isSameSku,
  type LicenseAssignment,
  type LicenseChange,
  type SkuReference,
} from './license-change.ts';
import { coveredPlans, type ServicePlan } from './plan-overlap.ts';
import type { PreflightFinding } from './preflight-report.ts';

/** How old what was read may be to stand in the way of a change; what is older is a remark. */
const TRUSTED_MS = 5 * 60_000;

/** Judges a change by what is known. What is not known is no finding, and never stands in the way. */
export function findingsOf(change: LicenseChange, facts: FoundFacts, now: Date): readonly PreflightFinding[] {
  const isTrusted = (asOf: string) => now.getTime() - Date.parse(asOf) <= TRUSTED_MS;
  return [
    ...ofUser(change, facts, isTrusted),
    ...ofOtherRequests(change, facts),
    ...ofSubscriptions(change, facts, isTrusted),
    ...ofLicenses(change, facts),
    ...ofServicePlans(change, facts),
  ];
}

type IsTrusted = (asOf: string) => boolean;

function ofUser({ assign }: LicenseChange, { user }: FoundFacts, isTrusted: IsTrusted) {
  if (user === UNKNOWN) return [];
  if (!user) return [finding('user-gone', 'stop')];
  const severity = isTrusted(user.asOf) ? 'stop' : 'warning';
  if (!user.isActive) return [finding('user-inactive', severity)];
  return assign.length > 0 && !user.usageLocation ? [finding('no-usage-location', severity)] : [];
}

function ofOtherRequests(change: LicenseChange, { open }: FoundFacts) {
  return open.map(({ id, change: other }) =>
    hasSameSku(change, other)
      ? finding('already-open', 'stop', { other: id })
      : finding('other-open', 'warning', { other: id }),
  );
}

function ofSubscriptions(
  { assign, licenseGroup, remove }: LicenseChange,
  { skus, held }: FoundFacts,
  isTrusted: IsTrusted,
) {
  if (skus === UNKNOWN) return [];
  const severity = isTrusted(skus.asOf) ? 'stop' : 'warning';
  const known = (sku: SkuReference) => skus.skus.find((one) => isSameSku(one, sku));
  const found = assign.flatMap(({ sku }) => {
    if (held !== UNKNOWN && held.some((one) => isSameSku(one, sku))) return [];
    const there = known(sku);
    if (!there) {
      const isSeen = skus.licenseGroups.includes(licenseGroup);
      return isSeen ? [finding('sku-not-subscribed', severity, { sku: sku.id })] : [];
    }
    if (!there.isAssignable) return [finding('sku-not-assignable', severity, { sku: sku.id })];
    return there.availableUnits > 0 ? [] : [finding('no-seats', 'warning', { sku: sku.id })];
  });
  const all = [...assign.map(({ sku }) => sku), ...remove];
  const groups = new Set(all.flatMap((sku) => known(sku)?.licenseGroup ?? []));
  return groups.size > 1 ? [...found, finding('license-groups', severity)] : found;
}

function ofLicenses(change: LicenseChange, { held, skus }: FoundFacts) {
  if (held === UNKNOWN) return [];
  const heldOne = (sku: SkuReference) => held.find((one) => isSameSku(one, sku));
  const known = skus === UNKNOWN ? [] : skus.skus;
  const { assign, remove } = change;
  const kept = assign.filter(({ sku }) => heldOne(sku));
  const missing = remove.filter((sku) => !heldOne(sku));
  const isAsWished = (one: LicenseAssignment) => hasPlansAsWished(one, heldOne(one.sku), known);
  if (missing.length === remove.length && assign.every(isAsWished)) {
    return [finding('nothing-to-change', 'stop')];
  }
  return [
    ...kept.map(({ sku }) => finding('already-held', 'warning', { sku: sku.id })),
    ...missing.map((sku) => finding('not-held', 'stop', { sku: sku.id })),
  ];
}

/** Whether a held license has those service plans on that the assignment would switch on, and no others. */
function hasPlansAsWished(
  { sku, excludedPlans }: LicenseAssignment,
  held: HeldSku | undefined,
  known: readonly KnownSku[],
): boolean {
  const all = known.find((one) => isSameSku(one, sku))?.servicePlans;
  if (!held || !all) return false;
  const on = idsOf(held.servicePlans.filter(({ isForUsers }) => isForUsers));
  const wished = idsOf(plansSwitchedOn(all, excludedPlans));
  return on.size === wished.size && [...wished].every((id) => on.has(id));
}

function ofServicePlans({ assign, remove }: LicenseChange, { held, skus }: FoundFacts) {
  if (skus === UNKNOWN) return [];
  const plansOf = ({ sku, excludedPlans }: LicenseAssignment) =>
    plansSwitchedOn(skus.skus.find((one) => isSameSku(one, sku))?.servicePlans ?? [], excludedPlans);
  const isTouched = (one: SkuReference) =>
    [...assign.map(({ sku }) => sku), ...remove].some((sku) => isSameSku(sku, one));
  const kept = held === UNKNOWN ? [] : held.filter((one) => !isTouched(one));
  const isNew = ({ sku }: LicenseAssignment) => held === UNKNOWN || !held.some((one) => isSameSku(one, sku));
  return assign.filter(isNew).flatMap((one, index, added) => {
    const plans = plansOf(one);
    const byKept = kept.flatMap((other) => {
      const covered = coveredPlans(plans, other.servicePlans);
      const kind = covered.length === plans.length ? 'all-plans-covered' : 'plans-covered';
      return covered.length > 0 ? [overlap(kind, one, { other, plans: covered })] : [];
    });
    const byAssigned = added.slice(index + 1).flatMap((other) => {
      const both = [...coveredPlans(plans, plansOf(other)), ...coveredPlans(plansOf(other), plans)];
      return both.length > 0 ? [overlap('plans-twice', one, { other: other.sku, plans: both })] : [];
    });
    return [...byKept, ...byAssigned];
  });
}

function overlap(
  kind: PreflightFinding['kind'],
  { sku }: LicenseAssignment,
  { other, plans }: { readonly other: SkuReference; readonly plans: readonly ServicePlan[] },
): PreflightFinding {
  const names = [...new Set(plans.map(({ name }) => name))];
  return finding(kind, 'warning', { sku: sku.id, other: other.name, plans: names });
}

function plansSwitchedOn(
  plans: readonly ServicePlan[],
  excluded: LicenseAssignment['excludedPlans'],
): readonly ServicePlan[] {
  const left = idsOf(excluded);
  return plans.filter(({ id, isForUsers }) => isForUsers && !left.has(id.toLowerCase()));
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id.toLowerCase()));
}

/** Whether two changes assign the same SKU, or take the same one away. */
export function hasSameSku(one: LicenseChange, other: LicenseChange): boolean {
  return (
    one.assign.some(({ sku }) => other.assign.some((theirs) => isSameSku(theirs.sku, sku))) ||
    one.remove.some((sku) => other.remove.some((theirs) => isSameSku(theirs, sku)))
  );
}

function finding(
  kind: PreflightFinding['kind'],
  severity: PreflightFinding['severity'],
  about: Partial<Pick<PreflightFinding, 'sku' | 'other' | 'plans'>> = {},
): PreflightFinding {
  return { kind, severity, sku: null, other: null, plans: [], ...about };
}
