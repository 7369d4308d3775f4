import type { CustomerListOptions, PagingOptions, UserListOptions } from './call-options.ts';

/** The part of a call that says which page of a list is wanted. */
export type PageQuery = {
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
};

const LARGEST_PAGE = 500;

/** Asks for the page behind a continuation token: the token travels in a header, and nothing else is said again. */
export function nextPage(continuationToken: string): PageQuery {
  return {
    query: [['seekOperation', 'Next']],
    headers: { 'MS-ContinuationToken': continuationToken },
  };
}

/** Asks for the first page of customers. */
export function firstCustomers(options: CustomerListOptions): PageQuery {
  const { startsWith } = options;
  const filter = startsWith && filterOf(startsWith.field, startsWith.value, 'starts_with');
  return { query: [...sizeOf(options), ...(filter ? [filter] : [])], headers: {} };
}

/** Asks for the first page of users. */
export function firstUsers(options: UserListOptions): PageQuery {
  const { state, sort } = options;
  return {
    query: [
      ...sizeOf(options),
      ...(state === 'inactive' ? [filterOf('UserState', 'Inactive', 'equals')] : []),
      ...(sort
        ? ([
            ['sortField', sort.field],
            ['sortDirection', sort.direction],
          ] as const)
        : []),
    ],
    headers: {},
  };
}

function sizeOf({ pageSize = LARGEST_PAGE }: PagingOptions): PageQuery['query'] {
  return pageSize === 0 ? [] : [['size', String(Math.min(pageSize, LARGEST_PAGE))]];
}

function filterOf(field: string, value: string, operator: string): readonly [string, string] {
  return ['filter', JSON.stringify({ Field: field, Value: value, Operator: operator })];
}
