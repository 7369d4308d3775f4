import { type FoundFacts, type KnownSkus, UNKNOWN } from './change-facts.ts';
import {
  isSameSku,
  type LicenseAssignment,
  type LicenseChange,
  type SkuReference,
} from './license-change.ts';
import { coveredPlans, isSuite, plansSwitchedOn, type ServicePlan } from './plan-overlap.ts';
import { findingOf, type PreflightFinding } from './preflight-report.ts';

/** Something that brings service plans, with those that are on. */
type WithPlans = { readonly sku: SkuReference; readonly plans: readonly ServicePlan[] };

/** Which service plans a change would give to somebody twice. */
export function planFindings(change: LicenseChange, { held, skus }: FoundFacts): readonly PreflightFinding[] {
  if (skus === UNKNOWN) return [];
  const { assign, remove } = change;
  const isTouched = (one: SkuReference) =>
    [...assign.map(({ sku }) => sku), ...remove].some((sku) => isSameSku(sku, one));
  const isNew = ({ sku }: LicenseAssignment) => held === UNKNOWN || !held.some((one) => isSameSku(one, sku));
  const kept = held === UNKNOWN ? [] : held.filter((one) => !isTouched(one));
  const added = assign.filter(isNew).map((one): WithPlans => ({ sku: one.sku, plans: plansOf(one, skus) }));
  return added.flatMap((one, index) => [
    ...kept.flatMap((sku) => {
      const isGrouped = groupOf(sku, skus) === change.licenseGroup;
      return besideKept(one, { sku, plans: sku.servicePlans }, isGrouped);
    }),
    ...added.slice(index + 1).flatMap((other) => besideAdded(one, other)),
  ]);
}

/** `isGrouped`: both can be changed in one request, so that one may take the place of the other. */
function besideKept(one: WithPlans, other: WithPlans, isGrouped: boolean): readonly PreflightFinding[] {
  const covered = coveredPlans(one.plans, other.plans);
  if (covered.length === 0) return [];
  if (covered.length === one.plans.length) return [overlap('all-plans-covered', [one, other], covered)];
  const areSuites = isGrouped && isSuite(one.plans) && isSuite(other.plans);
  return [overlap(areSuites ? 'suites-overlap' : 'plans-covered', [one, other], covered)];
}

function besideAdded(one: WithPlans, other: WithPlans): readonly PreflightFinding[] {
  const both = [...coveredPlans(one.plans, other.plans), ...coveredPlans(other.plans, one.plans)];
  return both.length > 0 ? [overlap('plans-twice', [one, other], both)] : [];
}

function overlap(
  kind: PreflightFinding['kind'],
  [one, other]: readonly [WithPlans, WithPlans],
  plans: readonly ServicePlan[],
): PreflightFinding {
  const names = [...new Set(plans.map(({ name }) => name))];
  return findingOf(kind, 'warning', { sku: one.sku.id, other: other.sku.name, plans: names });
}

function plansOf({ sku, excludedPlans }: LicenseAssignment, { skus }: KnownSkus): readonly ServicePlan[] {
  const all = skus.find((one) => isSameSku(one, sku))?.servicePlans ?? [];
  return plansSwitchedOn(all, excludedPlans);
}

function groupOf(sku: SkuReference, { skus }: KnownSkus): string | null | undefined {
  return skus.find((one) => isSameSku(one, sku))?.licenseGroup;
}
