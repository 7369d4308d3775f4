import type {
  CustomerChoice,
  DraftDirectory,
  ServicePlanChoice,
  SkuChoice,
} from '../../src/dialogs/draft-directory.ts';
import type { Refusal, RefusalOf } from '../../src/requests/approval-policy.ts';
import type { RequestError } from '../../src/requests/errors.ts';
import type { LicenseChange, SkuReference, UserReference } from '../../src/requests/license-change.ts';
import type { Person } from '../../src/requests/person.ts';
import { aSkuReference, aUserReference, CONTOSO, E3, E5 } from './builders.ts';

const FABRIKAM = { id: 'fabrikam', name: 'ファブリカム' };

export const ADA = aUserReference();
export const DENIZ = aUserReference('Deniz Arslan', 'deniz.arslan@contoso.com');
export const VISIO = aSkuReference('VISIOCLIENT', 'Visio Plan 2');
export const MINECRAFT = aSkuReference('MEE', 'Minecraft Education');

export const TEAMS = aPlan('TEAMS1', 'Microsoft Teams');
export const EXCHANGE = aPlan('EXCHANGE_S_ENTERPRISE', 'Exchange Online (Plan 2)');
export const PHONE = aPlan('MCOEV', 'Microsoft 365 Phone System');
const DEFENDER = ['Endpoint', 'Identity'].map((name) =>
  aPlan(`DEFENDER_${name}`, `Microsoft Defender for ${name}`),
);
const VISIO_APP = aPlan('VISIO_CLIENT', 'Visio Desktop App');

/** What a draft chooses from, in memory: three customers; Contoso with users and SKUs. */
export class FakeDraftDirectory implements DraftDirectory {
  readonly #customers: readonly CustomerChoice[] = [
    { ...CONTOSO, domain: 'contoso.com' },
    { id: 'contoso-labs', name: 'Contoso Labs', domain: 'labs.example' },
    { ...FABRIKAM, domain: 'fabrikam.example' },
  ];
  people: readonly UserReference[] = [ADA, DENIZ, aUserReference('Adam West', 'adam@contoso.com')];
  products: readonly SkuChoice[] = [
    { ...E5, licenseGroup: 'group1', free: 2, plans: [EXCHANGE, ...DEFENDER, PHONE, TEAMS] },
    { ...E3, licenseGroup: 'group1', free: 0, plans: [EXCHANGE, TEAMS] },
    { ...VISIO, licenseGroup: 'group1', free: null, plans: [VISIO_APP] },
    { ...MINECRAFT, licenseGroup: 'group2', free: 9, plans: [] },
  ];
  licenses: readonly SkuReference[] = [E3];
  /** The one customer whose users are known. */
  usersOf = CONTOSO.id;
  /** When users and licenses were last read. */
  asOf: string | null = null;
  /** Customers that may be asked for. */
  allowed: readonly string[] = this.#customers.map(({ id }) => id);
  /** What the policy says to some SKUs, by their ids. */
  readonly refused = new Map<string, Refusal>();
  /** Ids of SKUs for which the policy wants a reason. */
  readonly mustBeExplained = new Set<string>();
  /** What every question is answered with, when it is set. */
  failure: RequestError | undefined;

  async customers(text: string): Promise<readonly CustomerChoice[]> {
    this.#answer();
    const allowed = this.#customers.filter(({ id }) => this.allowed.includes(id));
    return allowed.filter(({ name, domain }) => has(`${name} ${domain}`, text));
  }

  async customer(id: string): Promise<CustomerChoice | undefined> {
    this.#answer();
    return this.#customers.find((customer) => customer.id === id && this.allowed.includes(id));
  }

  async users(customerId: string, text: string): Promise<readonly UserReference[]> {
    this.#answer();
    return customerId === this.usersOf
      ? this.people.filter(({ name, upn }) => has(`${name} ${upn}`, text))
      : [];
  }

  async user(customerId: string, idOrUpn: string): Promise<UserReference | undefined> {
    this.#answer();
    const wanted = idOrUpn.toLowerCase();
    return (await this.users(customerId, '')).find(({ id, upn }) => id === wanted || upn === wanted);
  }

  async self(customerId: string, person: Person): Promise<UserReference | undefined> {
    this.#answer();
    if (person.tenantId !== customerId) return undefined;
    return this.people.find(({ name }) => name === person.name);
  }

  async refusals(): Promise<RefusalOf> {
    return ({ assign, remove }) => {
      const skus = [...assign.map(({ sku }) => sku), ...remove];
      return skus.map(({ id }) => this.refused.get(id)).find((refusal) => refusal !== undefined) ?? null;
    };
  }

  needsReason(changes: readonly LicenseChange[]): boolean {
    return changes.some(({ assign }) => assign.some(({ sku }) => this.mustBeExplained.has(sku.id)));
  }

  async skus(): Promise<readonly SkuChoice[]> {
    this.#answer();
    return this.products;
  }

  async findSkus(_customerId: string, text: string): Promise<readonly SkuChoice[]> {
    this.#answer();
    return this.products.filter(({ name, partNumber }) => has(`${name} ${partNumber}`, text));
  }

  async freshness() {
    return { usersAsOf: this.asOf, skusAsOf: this.asOf };
  }

  async held(): Promise<readonly SkuReference[]> {
    this.#answer();
    return this.licenses;
  }

  #answer(): void {
    if (this.failure) throw this.failure;
  }
}

function aPlan(serviceName: string, name: string): ServicePlanChoice {
  return { id: `plan-${serviceName.toLowerCase()}`, name, serviceName };
}

function has(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted.trim().toLowerCase());
}
