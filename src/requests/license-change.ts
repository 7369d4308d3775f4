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

/** Throws `RequestError` when the change asks for nothing, or contradicts itself. */
export function assertMeaningful(change: LicenseChange): void {
  const assigned = change.assign.map((assignment) => assignment.sku.id.toLowerCase());
  const removed = change.remove.map((sku) => sku.id.toLowerCase());
  if (assigned.length + removed.length === 0) throw new RequestError('empty-change');
  if (assigned.some((id) => removed.includes(id))) throw new RequestError('same-sku-twice');
  if (new Set(assigned).size < assigned.length) throw new RequestError('same-sku-twice');
  if (new Set(removed).size < removed.length) throw new RequestError('same-sku-twice');
}
