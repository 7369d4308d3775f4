import type { LicenseGroup, SkuReference, UserReference } from '../requests/license-change.ts';

/** Why a customer's users or SKUs cannot be read: `problem.<meaning>` in the catalogs says it in words. */
export type DirectoryRefusal = {
  readonly meaning: string;
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly correlationId: string | null;
  /** ISO time. */
  readonly at: string;
};

/** A customer to choose; `id` is the customer's tenant id in lower case. */
export type DirectoryCustomer = {
  readonly id: string;
  readonly name: string;
  readonly domain: string | null;
  /** Set while Partner Center refuses to show the customer's users or SKUs. */
  readonly refusal: DirectoryRefusal | null;
};

/** A user of a customer to choose; `id` is the object id in lower case, `upn` as Partner Center writes it. */
export type DirectoryUser = UserReference & {
  /** Two-letter country; without it the user cannot get a license. */
  readonly usageLocation: string | null;
  readonly isActive: boolean;
  /** When this was read (ISO time). */
  readonly asOf: string;
};

/** A part of a SKU; one that `isForUsers` can be left out on assignment by its id. */
export type DirectoryServicePlan = {
  readonly id: string;
  readonly name: string;
  readonly serviceName: string;
  readonly isForUsers: boolean;
};

/** A SKU that a customer has bought. */
export type DirectorySku = SkuReference & {
  /** Null when it is not known: such a SKU cannot be assigned. */
  readonly licenseGroup: LicenseGroup | null;
  /** Whether it can be given to a user at all; seats are another matter. */
  readonly isAssignable: boolean;
  readonly availableUnits: number;
  readonly consumedUnits: number;
  readonly totalUnits: number;
  readonly servicePlans: readonly DirectoryServicePlan[];
};

/** A customer's SKUs as they were at `asOf` (ISO time); seats change from one minute to the next. */
export type DirectorySkuList = {
  readonly asOf: string;
  readonly skus: readonly DirectorySku[];
  /** The license groups that could be seen: a missing one may hold more SKUs. */
  readonly licenseGroups: readonly LicenseGroup[];
};

/** A license that a user holds. */
export type HeldLicense = SkuReference & {
  readonly licenseGroup: LicenseGroup | null;
  readonly servicePlans: readonly DirectoryServicePlan[];
};

/** How old what we know is (ISO times, null: never read), and whether it can be made newer. */
export type DirectoryFreshness = {
  readonly customersAsOf: string | null;
  readonly usersAsOf: string | null;
  readonly skusAsOf: string | null;
  readonly state: 'fresh' | 'stale' | 'loading' | 'refused' | 'never';
  /** Why Partner Center shows nothing, when `state` is `refused`. */
  readonly refusal: DirectoryRefusal | null;
};
