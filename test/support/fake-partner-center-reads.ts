import type { PartnerCenterReads } from '../../src/directory/remote-directory.ts';
import type {
  CallOptions,
  CustomerListOptions,
  UserListOptions,
} from '../../src/partner-center/call-options.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import type {
  Customer,
  CustomerUser,
  Page,
  SubscribedSku,
  SubscribedSkuList,
  UserLicense,
} from '../../src/partner-center/resources.ts';

/** What the fake knows of one customer. */
export type FakeCustomer = {
  readonly customer: Customer;
  users: CustomerUser[];
  skus: SubscribedSku[];
  licenses: Map<string, readonly UserLicense[]>;
};

/** A Partner Center in memory, with the paging of the real one; `fail` may throw in place of an answer. */
export class FakePartnerCenterReads implements PartnerCenterReads {
  readonly customers = new Map<string, FakeCustomer>();
  /** Every call in order: its name and what it was about. */
  readonly calls: string[] = [];
  pageSize = 500;
  fail: (call: string) => Error | undefined = () => undefined;
  /** Awaited before every answer. */
  beforeAnswer: (call: string) => Promise<void> = async () => undefined;

  add(customer: Partial<Customer> & { id: string; name: string }): FakeCustomer {
    const full = { domain: null, customDomains: [], relationshipToPartner: 'reseller', ...customer } as const;
    const entry: FakeCustomer = { customer: full, users: [], skus: [], licenses: new Map() };
    this.customers.set(customer.id, entry);
    return entry;
  }

  async *listCustomers(options: CustomerListOptions): AsyncIterable<Page<Customer>> {
    const { startsWith } = options;
    const value = startsWith?.value.toLowerCase() ?? '';
    const fieldOf = (customer: Customer) =>
      (startsWith?.field === 'Domain' ? customer.domain : customer.name) ?? '';
    const all = [...this.customers.values()]
      .map((entry) => entry.customer)
      .filter((customer) => fieldOf(customer).toLowerCase().startsWith(value));
    const name = startsWith ? `customers ${startsWith.field} ${startsWith.value}` : 'customers';
    yield* this.#pages(all, name, options.continuationToken);
  }

  async getCustomer(customerId: string, _options: CallOptions): Promise<Customer> {
    await this.#answer(`customer ${customerId}`);
    return this.#customer(customerId).customer;
  }

  async *listUsers(customerId: string, options: UserListOptions): AsyncIterable<Page<CustomerUser>> {
    yield* this.#pages(this.#customer(customerId).users, `users ${customerId}`, options.continuationToken);
  }

  async getUser(customerId: string, idOrUpn: string, _options: CallOptions): Promise<CustomerUser> {
    await this.#answer(`user ${customerId} ${idOrUpn}`);
    const wanted = idOrUpn.toLowerCase();
    const user = this.#customer(customerId).users.find(
      ({ id, upn }) => id.toLowerCase() === wanted || upn.toLowerCase() === wanted,
    );
    if (!user) throw anAnswer(404, '60002');
    return user;
  }

  async listSubscribedSkus(customerId: string, _options: CallOptions): Promise<SubscribedSkuList> {
    await this.#answer(`skus ${customerId}`);
    return { skus: this.#customer(customerId).skus, licenseGroups: ['group1', 'group2'] };
  }

  async listUserLicenses(
    customerId: string,
    userId: string,
    _options: CallOptions,
  ): Promise<readonly UserLicense[]> {
    await this.#answer(`licenses ${customerId} ${userId}`);
    return this.#customer(customerId).licenses.get(userId) ?? [];
  }

  async *#pages<T>(all: readonly T[], name: string, continuationToken?: string): AsyncIterable<Page<T>> {
    for (let start = Number(continuationToken ?? 0); ; start += this.pageSize) {
      await this.#answer(`${name} from ${start}`);
      const isLast = start + this.pageSize >= all.length;
      const items = all.slice(start, start + this.pageSize);
      yield { items, continuationToken: isLast ? null : String(start + this.pageSize) };
      if (isLast) return;
    }
  }

  async #answer(call: string): Promise<void> {
    this.calls.push(call);
    await this.beforeAnswer(call);
    const failure = this.fail(call);
    if (failure) throw failure;
  }

  #customer(customerId: string): FakeCustomer {
    const found = this.customers.get(customerId);
    if (!found) throw anAnswer(404, '60003');
    return found;
  }
}

const TRACE = {
  method: 'GET',
  path: '/v1/customers',
  requestId: '11111111-1111-4111-8111-111111111111',
  correlationId: '22222222-2222-4222-8222-222222222222',
  cv: null,
};

/** An error answer of Partner Center. */
export function anAnswer(httpStatus: number, code: string | null): PartnerCenterError {
  return new PartnerCenterError(TRACE, { httpStatus, code, description: null, data: [], retryAfterMs: null });
}

/** Nobody answered. */
export function nobody(): PartnerCenterUnreachable {
  return new PartnerCenterUnreachable(TRACE, { code: 'not-connected', mayHaveBeenApplied: false });
}

/** A user of a customer; the UPN is made of the name. */
export function aUser(id: string, displayName: string, upn: string): CustomerUser {
  return {
    id,
    upn,
    displayName,
    firstName: null,
    lastName: null,
    usageLocation: 'TR',
    state: 'active',
    softDeletedAt: null,
  };
}

/** A subscribed SKU for users with `free` seats of ten. */
export function aSku(partNumber: string, name: string, free = 5): SubscribedSku {
  return {
    sku: { id: `id-of-${partNumber}`.toLowerCase(), name, partNumber, licenseGroup: 'group1' },
    targetType: 'user',
    capabilityStatus: 'enabled',
    availableUnits: free,
    activeUnits: 10,
    consumedUnits: 10 - free,
    suspendedUnits: 0,
    warningUnits: 0,
    totalUnits: 10,
    servicePlans: [],
  };
}
