import type {
  Customer,
  CustomerUser,
  LicenseUpdate,
  LicenseUpdateAnswer,
  Page,
  SubscribedSkuList,
  UserLicense,
} from './resources.ts';

/** What every call takes. */
export type CallOptions = {
  readonly accessToken: string;
  /** Sent as `MS-CorrelationId`; a new one when absent. */
  readonly correlationId?: string;
  /** Sent as `MS-RequestId`, the same over the retries of a read; a new one when absent. */
  readonly idempotencyKey?: string;
  /** The language wanted (BCP 47); sent as the nearest of Partner Center's cultures. */
  readonly locale?: string;
  readonly signal?: AbortSignal;
  /** How long a read may take with its retries, in milliseconds (each page of a list by itself). */
  readonly deadlineMs?: number;
};

/** How much of a list to read at once, and where to go on. */
export type PagingOptions = {
  /** At most 500, which is the default; 0 leaves it to Partner Center. */
  readonly pageSize?: number;
  /** The token of the last page that was read, to go on behind it. */
  readonly continuationToken?: string;
};

/** Which customers to list: `startsWith` ignores case. */
export type CustomerListOptions = CallOptions &
  PagingOptions & {
    readonly startsWith?: { readonly field: 'CompanyName' | 'Domain'; readonly value: string };
  };

/** Which users to list, in which order; `state: 'inactive'` lists the deleted ones. */
export type UserListOptions = CallOptions &
  PagingOptions & {
    readonly state?: 'inactive';
    readonly sort?: { readonly field: string; readonly direction: 'Ascending' | 'Descending' };
  };

/** What a license update takes: both ids are saved by the caller before the call. */
export type LicenseUpdateOptions = CallOptions & {
  readonly idempotencyKey: string;
  readonly correlationId: string;
};

/**
 * Partner Center's REST API, as far as it is needed. Reads are retried, `updateLicenses` is sent exactly once.
 * Every call throws `PartnerCenterError` (they answered no) or `PartnerCenterUnreachable` (nobody answered);
 * reads also `PartnerCenterAnswerUnreadable`.
 */
export interface PartnerCenterClient {
  listCustomers(options: CustomerListOptions): AsyncIterable<Page<Customer>>;
  getCustomer(customerId: string, options: CallOptions): Promise<Customer>;
  listUsers(customerId: string, options: UserListOptions): AsyncIterable<Page<CustomerUser>>;
  /** Finds a user by object id or user principal name. */
  getUser(customerId: string, idOrUpn: string, options: CallOptions): Promise<CustomerUser>;
  /** The SKUs of both license groups, or of `group1` alone where the caller's role shows no more. */
  listSubscribedSkus(customerId: string, options: CallOptions): Promise<SubscribedSkuList>;
  /** The user's licenses of both license groups. */
  listUserLicenses(customerId: string, userId: string, options: CallOptions): Promise<readonly UserLicense[]>;
  /** Carries out a license update. Any 2xx is success, whatever its body. */
  updateLicenses(
    customerId: string,
    userId: string,
    update: LicenseUpdate,
    options: LicenseUpdateOptions,
  ): Promise<LicenseUpdateAnswer>;
  /** Whether Partner Center finds multi-factor authentication in the token; null when it does not say. */
  validateMfa(options: CallOptions): Promise<boolean | null>;
}
