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
