/** A service plan of a SKU; one that `isForUsers` is switched on with the license. */
export type ServicePlan = {
  readonly id: string;
  readonly name: string;
  readonly serviceName: string;
  readonly isForUsers: boolean;
};

/** Smaller service plans that a larger one contains, by Microsoft's service names. */
const CONTAINED_IN: Readonly<Record<string, readonly string[]>> = {
  EXCHANGE_S_DESKLESS: ['EXCHANGE_S_STANDARD', 'EXCHANGE_S_ENTERPRISE'],
  EXCHANGE_S_STANDARD: ['EXCHANGE_S_ENTERPRISE'],
  SHAREPOINTDESKLESS: ['SHAREPOINTSTANDARD', 'SHAREPOINTENTERPRISE'],
  SHAREPOINTSTANDARD: ['SHAREPOINTENTERPRISE'],
  ONEDRIVE_BASIC: ['SHAREPOINTSTANDARD', 'SHAREPOINTENTERPRISE'],
  ONEDRIVESTANDARD: ['SHAREPOINTSTANDARD', 'SHAREPOINTENTERPRISE'],
};

/** The plans for users among `plans` that `others` have already: the same one, or a larger one that contains it. */
export function coveredPlans(
  plans: readonly ServicePlan[],
  others: readonly ServicePlan[],
): readonly ServicePlan[] {
  const there = new Set(
    others
      .filter(({ isForUsers }) => isForUsers)
      .flatMap(({ id, serviceName }) => [id.toLowerCase(), serviceName.toUpperCase()]),
  );
  return plans.filter(({ id, serviceName, isForUsers }) => {
    const name = serviceName.toUpperCase();
    const larger = CONTAINED_IN[name] ?? [];
    return isForUsers && [id.toLowerCase(), name, ...larger].some((one) => there.has(one));
  });
}
