import { patternsOf, searchTextOf, tierOf } from '../directory/search-text.ts';
import type { LicenseAssignment, Named } from '../requests/license-change.ts';
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

/**
 * What is assigned when other SKUs are chosen: what was left out of a SKU stays out of it, and out of what takes its
 * place. `lost` is what none of the chosen SKUs has.
 */
export function withPlansKept(
  before: readonly LicenseAssignment[],
  chosen: readonly SkuChoice[],
): { readonly assign: readonly LicenseAssignment[]; readonly lost: readonly Named[] } {
  const isChosen = ({ sku }: LicenseAssignment) => chosen.some(({ id }) => id === sku.id);
  const freed = before.filter((one) => !isChosen(one)).flatMap((one) => one.excludedPlans);
  const assign = chosen.map(({ id, name, partNumber, plans }) => {
    const same = before.find(({ sku }) => sku.id === id);
    const kept = same ? same.excludedPlans : freed.filter((plan) => has(plans, plan));
    return { sku: { id, name, partNumber }, excludedPlans: kept };
  });
  const isLost = (plan: Named) => !assign.some(({ excludedPlans }) => has(excludedPlans, plan));
  return { assign, lost: chosen.length > 0 ? freed.filter(isLost) : [] };
}

/** Whether a list holds a service plan. */
export function has(plans: readonly Named[], { id }: Named): boolean {
  return plans.some((plan) => plan.id.toLowerCase() === id.toLowerCase());
}

function searchTextOfPlan({ name, serviceName }: ServicePlanChoice): string {
  return searchTextOf([name, name.replace(MAKER, ''), serviceName]);
}
