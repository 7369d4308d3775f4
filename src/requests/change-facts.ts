import type { LicenseChange, LicenseGroup, SkuReference } from './license-change.ts';
import type { ServicePlan } from './plan-overlap.ts';

/** What is known of a user. */
export type KnownUser = {
  readonly usageLocation: string | null;
  readonly isActive: boolean;
  /** When this was read (ISO time). */
  readonly asOf: string;
};

/** What is known of a SKU of the customer. */
export type KnownSku = SkuReference & {
  readonly licenseGroup: LicenseGroup | null;
  readonly isAssignable: boolean;
  readonly availableUnits: number;
  readonly servicePlans: readonly ServicePlan[];
};

/** A customer's SKUs as they were at `asOf`; those of other license groups could not be seen. */
export type KnownSkus = {
  readonly asOf: string;
  readonly skus: readonly KnownSku[];
  readonly licenseGroups: readonly LicenseGroup[];
};

/** A SKU that the user holds, with the service plans that are on. */
export type HeldSku = SkuReference & { readonly servicePlans: readonly ServicePlan[] };

/** What is asked of the directory about a change. Each call may reject, or take long. */
export interface ChangeFacts {
  /** Undefined when the customer has no such user. */
  user(customerId: string, userId: string): Promise<KnownUser | undefined>;
  skus(customerId: string): Promise<KnownSkus>;
  licensesOf(customerId: string, userId: string): Promise<readonly HeldSku[]>;
}

/** A fact that could not be found out in time. */
export const UNKNOWN = Symbol('unknown');

/** What is known when a change is judged. */
export type FoundFacts = {
  readonly user: KnownUser | undefined | typeof UNKNOWN;
  readonly skus: KnownSkus | typeof UNKNOWN;
  readonly held: readonly HeldSku[] | typeof UNKNOWN;
  /** Other requests for the same user that are not ended. */
  readonly open: readonly { readonly id: string; readonly change: LicenseChange }[];
  /** Approved changes at the customer that wait for a free seat. */
  readonly promised: readonly Pick<LicenseChange, 'assign'>[];
};
