import type { SandboxProduct, SandboxServicePlan } from '../world.ts';
import type { LicenseWarning } from './faults.ts';
import type { HeldLicense } from './tenant-books.ts';

/** Smaller service plans that a larger one already contains, by name. */
const containedIn: Readonly<Record<string, readonly string[]>> = {
  ONEDRIVE_BASIC: ['SHAREPOINTENTERPRISE', 'SHAREPOINTSTANDARD'],
  EXCHANGE_S_STANDARD: ['EXCHANGE_S_ENTERPRISE'],
  EXCHANGE_S_DESKLESS: ['EXCHANGE_S_ENTERPRISE', 'EXCHANGE_S_STANDARD'],
  SHAREPOINTDESKLESS: ['SHAREPOINTENTERPRISE', 'SHAREPOINTSTANDARD'],
  SHAREPOINTSTANDARD: ['SHAREPOINTENTERPRISE'],
};

/**
 * Warnings for a product whose service plans the user has already through another one. No document lists warning
 * codes; these are made up.
 */
export function overlapWarnings(
  product: SandboxProduct,
  excludedPlans: readonly string[],
  others: readonly HeldLicense[],
): LicenseWarning[] {
  const assigned = plansInUse({ product, excludedPlans });
  return others.flatMap((other) => {
    const covered = plansInUse(other).map(({ serviceName }) => serviceName);
    const doubled = assigned.filter(({ serviceName }) =>
      [serviceName, ...(containedIn[serviceName] ?? [])].some((name) => covered.includes(name)),
    );
    if (doubled.length === 0) return [];
    const names = doubled.map(({ displayName }) => displayName).join(', ');
    return [
      {
        code: 'ServicePlanAlreadyCovered',
        message: `${other.product.name}, which this user has, already covers: ${names}.`,
        servicePlans: doubled.map(({ serviceName }) => serviceName),
      },
    ];
  });
}

function plansInUse({ product, excludedPlans }: HeldLicense): readonly SandboxServicePlan[] {
  return product.servicePlans.filter(
    ({ id, targetType }) => targetType === 'User' && !excludedPlans.includes(id),
  );
}
