import { RequestError } from './errors.ts';

/** Something of Partner Center's with the name it had when it was chosen. */
export type Named = { readonly id: string; readonly name: string };

/** A product SKU as Partner Center names it (`productSku.id`, `name`, `skuPartNumber`). */
export type SkuReference = Named & { readonly partNumber: string };

/** A customer's user; `upn` is the user principal name. */
export type UserReference = Named & { readonly upn: string };

/** License groups of Partner Center: all SKUs of one `licenseupdates` call belong to one group. */
export type LicenseGroup = 'group1' | 'group2';

/** One SKU to assign; `excludedPlans` are the service plans that stay switched off. */
export type LicenseAssignment = { readonly sku: SkuReference; readonly excludedPlans: readonly Named[] };

/** What a request asks for: one customer, one user, one license group, SKUs to assign and to remove. */
export type LicenseChange = {
  readonly customer: Named;
  readonly user: UserReference;
  readonly licenseGroup: LicenseGroup;
  readonly assign: readonly LicenseAssignment[];
  readonly remove: readonly SkuReference[];
  /** What the whole bundle asks for, where there is one. */
  readonly together?: Together;
};

/** What the requests of a bundle ask for together: limits of amount count for all of it. */
export type Together = {
  readonly users: number;
  readonly assign: readonly SkuCount[];
  readonly remove: readonly SkuReference[];
};

/** How often a SKU is assigned. */
export type SkuCount = { readonly sku: SkuReference; readonly count: number };

/** Whether two references mean the same SKU, whatever the case of their ids. */
export function isSameSku(one: Pick<SkuReference, 'id'>, other: Pick<SkuReference, 'id'>): boolean {
  return one.id.toLowerCase() === other.id.toLowerCase();
}

/** Whether two changes for one user come to the same: they assign the same, with the same plans left out, and remove the same. */
export function isSameChange(one: LicenseChange, other: LicenseChange): boolean {
  return wordingOf(one) === wordingOf(other);
}

function wordingOf({ assign, remove }: LicenseChange): string {
  const assigned = assign.map(({ sku, excludedPlans }) => [sku.id.toLowerCase(), ...inOrder(excludedPlans)]);
  return JSON.stringify([assigned.map(String).toSorted(), inOrder(remove)]);
}

function inOrder(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id.toLowerCase()).toSorted();
}

/** A SKU that both changes assign, or both take away. */
export function sharedSku(one: LicenseChange, other: LicenseChange): SkuReference | undefined {
  const isIn = (list: readonly SkuReference[]) => (sku: SkuReference) =>
    list.some((theirs) => isSameSku(theirs, sku));
  const assigned = (change: LicenseChange) => change.assign.map(({ sku }) => sku);
  return assigned(one).find(isIn(assigned(other))) ?? one.remove.find(isIn(other.remove));
}

/** Throws `RequestError` when the change asks for nothing, or contradicts itself. */
export function assertMeaningful(change: LicenseChange): void {
  const assigned = change.assign.map((assignment) => assignment.sku.id.toLowerCase());
  const removed = change.remove.map((sku) => sku.id.toLowerCase());
  if (assigned.length + removed.length === 0) throw new RequestError('empty-change');
  if (assigned.some((id) => removed.includes(id))) throw new RequestError('same-sku-twice');
  if (new Set(assigned).size < assigned.length) throw new RequestError('same-sku-twice');
  if (new Set(removed).size < removed.length) throw new RequestError('same-sku-twice');
}
