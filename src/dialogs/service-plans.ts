import { patternsOf, searchTextOf, tierOf } from '../directory/search-text.ts';
import type { LicenseAssignment, Named } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { ServicePlanChoice, SkuChoice } from './draft-directory.ts';

/** People leave the maker out: "Teams", "Phone System". */
const MAKER = /^(?:Microsoft|Office)(?: 365)? /i;

/** The service plans that a name means: those that fit it best, of which there may be several. */
export function findPlans(plans: readonly ServicePlanChoice[], name: string): readonly ServicePlanChoice[] {
  const patterns = patternsOf(name);
  if (!patterns) return [];
  const found = plans
    .map((plan) => ({ plan, tier: tierOf(searchTextOfPlan(plan), patterns) }))
    .filter(({ tier }) => tier >= 0);
  const best = Math.min(...found.map(({ tier }) => tier));
  return found.filter(({ tier }) => tier === best).map(({ plan }) => plan);
}

/** What is assigned when SKUs are chosen: what was left out of a SKU before stays out of it, and out of no other one. */
export function withPlansKept(
  { assign, assignedBefore }: Pick<Draft, 'assign' | 'assignedBefore'>,
  chosen: readonly SkuChoice[],
): readonly LicenseAssignment[] {
  const before = [...assign, ...assignedBefore];
  return chosen.map(({ id, name, partNumber }) => {
    const same = before.find(({ sku }) => sku.id === id);
    return { sku: { id, name, partNumber }, excludedPlans: same?.excludedPlans ?? [] };
  });
}

/** Whether a list holds a service plan. */
export function has(plans: readonly Named[], { id }: Named): boolean {
  return plans.some((plan) => plan.id.toLowerCase() === id.toLowerCase());
}

function searchTextOfPlan({ name, serviceName }: ServicePlanChoice): string {
  return searchTextOf([name, name.replace(MAKER, ''), serviceName]);
}
