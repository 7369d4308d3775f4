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

/** The plans that an assignment switches on: those for users that are not left out. */
export function plansSwitchedOn(
  plans: readonly ServicePlan[],
  excluded: readonly { readonly id: string }[],
): readonly ServicePlan[] {
  const left = new Set(excluded.map(({ id }) => id.toLowerCase()));
  return plans.filter(({ id, isForUsers }) => isForUsers && !left.has(id.toLowerCase()));
}

/** Whether plans make up a suite: mail and files come with it. */
export function isSuite(plans: readonly ServicePlan[]): boolean {
  return [
    /^EXCHANGE_S_(?:DESKLESS|STANDARD|ENTERPRISE)$/i,
    /^SHAREPOINT(?:DESKLESS|STANDARD|ENTERPRISE)$/i,
  ].every((service) => plans.some(({ serviceName, isForUsers }) => isForUsers && service.test(serviceName)));
}

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
