import type { Logger } from 'pino';
import type { z } from 'zod';
import { type ReadCall, type ReadSettings, readAll, readOne, readPage } from './api-reads.ts';
import { apiRoot } from './base-url.ts';
import type {
  CallOptions,
  CustomerListOptions,
  LicenseUpdateOptions,
  UserListOptions,
} from './call-options.ts';
import { firstCustomers, firstUsers, nextPage, type PageQuery } from './list-queries.ts';
import { probeMfa } from './mfa-probe.ts';
import { pagesOf } from './paging.ts';
import { type Sleep, sleepFor } from './read-retry.ts';
import type {
  Customer,
  CustomerUser,
  LicenseUpdate,
  LicenseUpdateAnswer,
  Page,
  SubscribedSkuList,
  UserLicense,
} from './resources.ts';
import { sendLicenseUpdate } from './send-license-update.ts';
import { BOTH_LICENSE_GROUPS, readSubscribedSkus } from './subscribed-skus.ts';
import { customerSchema, customerUserSchema, userLicenseSchema } from './wire.ts';

export type { CallOptions, CustomerListOptions, LicenseUpdateOptions, UserListOptions };

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

/** What a client is made of; times are in milliseconds. */
export type PartnerCenterSettings = {
  /** Such as `https://api.partnercenter.microsoft.com`, with or without `/v1`; http on loopback only. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Makes GUIDs. */
  readonly newId: () => string;
  /** Sent as `MS-PartnerCenter-Application`. */
  readonly application: string;
  /** The time limit of one exchange, from the connection to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly log?: Logger;
  /** The time limit of a read with its retries, when the call names none: 45 s. */
  readonly readDeadlineMs?: number;
  /** The largest answer that is read, 8 MiB. */
  readonly maxAnswerBytes?: number;
  /** After how many pages a list is taken for endless, 10,000. */
  readonly maxPages?: number;
  readonly clock?: () => Date;
  readonly sleep?: Sleep;
  readonly random?: () => number;
};

/** Makes the client; throws `TypeError` when a token must not be sent to `baseUrl`. */
export function createPartnerCenterClient(settings: PartnerCenterSettings): PartnerCenterClient {
  const { newId } = settings;
  const { maxPages, ...reads } = withDefaults(settings);
  const callTo = (segments: readonly string[], options: CallOptions): ReadCall => ({
    ...options,
    segments,
    idempotencyKey: options.idempotencyKey ?? newId(),
    correlationId: options.correlationId ?? newId(),
  });
  const list = <T>(call: ReadCall, first: PageQuery, from: string | undefined, schema: z.ZodType<T>) =>
    pagesOf(
      (token) => {
        const idempotencyKey = token === (from ?? null) ? call.idempotencyKey : newId();
        const page = token === null ? first : nextPage(token);
        return readPage(reads, { ...call, ...page, idempotencyKey }, schema);
      },
      from ?? null,
      maxPages,
    );
  return {
    listCustomers: (options) =>
      list(
        callTo(['customers'], options),
        firstCustomers(options),
        options.continuationToken,
        customerSchema,
      ),
    getCustomer: (customerId, options) =>
      readOne(reads, callTo(['customers', customerId], options), customerSchema),
    listUsers: (customerId, options) =>
      list(
        callTo(['customers', customerId, 'users'], options),
        firstUsers(options),
        options.continuationToken,
        customerUserSchema,
      ),
    getUser: (customerId, idOrUpn, options) =>
      readOne(reads, callTo(['customers', customerId, 'users', idOrUpn], options), customerUserSchema),
    listSubscribedSkus: (customerId, options) =>
      readSubscribedSkus(reads, callTo(['customers', customerId, 'subscribedskus'], options), newId),
    listUserLicenses: (customerId, userId, options) => {
      const call = callTo(['customers', customerId, 'users', userId, 'licenses'], options);
      return readAll(reads, { ...call, query: BOTH_LICENSE_GROUPS }, userLicenseSchema);
    },
    updateLicenses: (customerId, userId, update, options) =>
      sendLicenseUpdate(
        reads,
        callTo(['customers', customerId, 'users', userId, 'licenseupdates'], options),
        update,
      ),
    validateMfa: (options) => probeMfa(reads, callTo(['customers'], options)),
  };
}

function withDefaults(settings: PartnerCenterSettings): ReadSettings & { readonly maxPages: number } {
  return {
    root: apiRoot(settings.baseUrl),
    fetch: settings.fetch,
    application: settings.application,
    timeoutMs: settings.timeoutMs,
    maxAnswerBytes: settings.maxAnswerBytes ?? 8 * 1024 * 1024,
    maxPages: settings.maxPages ?? 10_000,
    readDeadlineMs: settings.readDeadlineMs ?? 45_000,
    clock: settings.clock ?? (() => new Date()),
    sleep: settings.sleep ?? sleepFor,
    random: settings.random ?? Math.random,
    log: settings.log,
  };
}
