/** License groups: all SKUs of one `licenseupdates` call belong to one group; `group2` is Minecraft. */
export type LicenseGroup = 'group1' | 'group2';

/** A customer of the partner; `id` is the customer's tenant id. */
export type Customer = {
  readonly id: string;
  /** The company name; the domain, then the id where Partner Center gives none. */
  readonly name: string;
  readonly domain: string | null;
  /** Further domains; given by `getCustomer` only, and not under granular delegated admin privileges. */
  readonly customDomains: readonly string[];
  readonly relationshipToPartner:
    | 'none'
    | 'reseller'
    | 'advisor'
    | 'syndication'
    | 'microsoft_support'
    | 'unknown';
};

/** A user of a customer. */
export type CustomerUser = {
  readonly id: string;
  /** The user principal name, in the case in which Partner Center keeps it. */
  readonly upn: string;
  /** The display name; first and last name, then the UPN where there is none. */
  readonly displayName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Two-letter country; without it the user cannot get a license. */
  readonly usageLocation: string | null;
  readonly state: 'active' | 'inactive' | 'unknown';
  /** ISO time of a soft deletion. */
  readonly softDeletedAt: string | null;
};

/** A product SKU; `id` is what `licenseupdates` takes. */
export type ProductSku = {
  readonly id: string;
  readonly name: string;
  readonly partNumber: string;
  /** Null when Partner Center names none, or one that is not known here: such a SKU cannot be assigned. */
  readonly licenseGroup: LicenseGroup | null;
};

/** A part of a SKU that can be switched off on assignment by its `id`. */
export type ServicePlan = {
  readonly id: string;
  readonly name: string;
  /** The technical name, as license warnings use it. */
  readonly serviceName: string;
  /** Lower case: `enabled` in a subscribed SKU, `assigned` in a user's license. */
  readonly capabilityStatus: string;
  readonly targetType: 'user' | 'tenant' | 'unknown';
};

/** A SKU that a customer has, with its units; a number that Partner Center leaves out is 0, as is a negative one. */
export type SubscribedSku = {
  readonly sku: ProductSku;
  /** Only SKUs for a `user` can be assigned. */
  readonly targetType: 'user' | 'tenant' | 'unknown';
  /** Lower case; only `enabled` is documented. */
  readonly capabilityStatus: string;
  /** Free now, as far as Partner Center knows: it can be stale when it is read. */
  readonly availableUnits: number;
  readonly activeUnits: number;
  readonly consumedUnits: number;
  readonly suspendedUnits: number;
  readonly warningUnits: number;
  readonly totalUnits: number;
  readonly servicePlans: readonly ServicePlan[];
};

/** A customer's SKUs and the license groups that could be seen: `group2` is missing where the role shows `group1` only. */
export type SubscribedSkuList = {
  readonly skus: readonly SubscribedSku[];
  readonly licenseGroups: readonly LicenseGroup[];
};

/** A license that a user holds. */
export type UserLicense = { readonly sku: ProductSku; readonly servicePlans: readonly ServicePlan[] };

/** A SKU to assign; `excludedPlans` are ids of the service plans that stay switched off. */
export type LicenseToAssign = { readonly skuId: string; readonly excludedPlans: readonly string[] };

/** What should be true of a user's licenses: all SKUs of one license group, none in both lists. */
export type LicenseUpdate = {
  readonly licensesToAssign: readonly LicenseToAssign[];
  /** SKU ids. */
  readonly licensesToRemove: readonly string[];
};

/** A remark on a successful update; `servicePlans` are technical names. */
export type LicenseWarning = {
  readonly code: string;
  readonly message: string;
  readonly servicePlans: readonly string[];
};

/** The answer to a license update that was carried out. */
export type LicenseUpdateAnswer = LicenseUpdate & {
  readonly status: number;
  /** `MS-RequestId`, `MS-CorrelationId` as answered, or as sent when the answer names none. */
  readonly requestId: string;
  readonly correlationId: string;
  /** `MS-CV`, which Microsoft's support asks for. */
  readonly cv: string | null;
  readonly warnings: readonly LicenseWarning[];
  /** SHA-256 (hex) of the body's text as it arrived, without the byte order mark. */
  readonly digest: string;
  /** Whether the lists above are what the answer said; they are empty when there was nothing to read them from. */
  readonly bodyState: 'read' | 'empty' | 'unreadable' | 'cut-off';
};

/** One page of a list; the token continues behind it, in this run or a later one. Null: it was the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly continuationToken: string | null };
