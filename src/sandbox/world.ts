/** A role that Granular Delegated Admin Privileges give a person in a customer's tenant, as the documents name it. */
export type GdapRole =
  | 'Directory Reader'
  | 'Directory Writers'
  | 'Global Reader'
  | 'License Administrator'
  | 'User Administrator';

/** What a person is there for in the sandbox; the policy of the sandbox is made from it. */
export type SandboxRole = 'requester' | 'approver' | 'operator' | 'helpdesk';

/** Somebody who can sit in front of the sandbox's Teams and sign in at its Entra ID. */
export type SandboxPerson = {
  /** Short lower-case word by which tests, the demo and the page name the person. */
  readonly key: string;
  /** The object id within `tenantId`: for a guest the one of the tenant that invited them. */
  readonly objectId: string;
  readonly tenantId: string;
  /** The Teams id (MRI). */
  readonly teamsId: string;
  readonly name: string;
  /** One line for the page: what this person is there for. */
  readonly note?: string;
  readonly upn: string;
  readonly locale: string;
  readonly timeZone: string;
  /** Whether the bot's app is installed in the personal scope: without it the bot cannot write to them. */
  readonly hasApp: boolean;
  /** Whether their sign-in satisfies multifactor authentication. */
  readonly mfa: 'yes' | 'no';
  readonly gdapRoles: readonly GdapRole[];
  /** Roles that differ at single customers, by customer id. */
  readonly gdapRolesByCustomer?: Readonly<Record<string, readonly GdapRole[]>>;
  readonly isGuest?: boolean;
  readonly homeTenantId?: string;
  readonly homeObjectId?: string;
  readonly roles: readonly SandboxRole[];
};

/** An Entra ID tenant in which people of the sandbox sign in. */
export type SandboxTenant = { readonly id: string; readonly name: string; readonly domain: string };

/** A service plan of a product; `targetType` `Tenant` means that it is not a person's. */
export type SandboxServicePlan = {
  readonly id: string;
  readonly serviceName: string;
  readonly displayName: string;
  readonly targetType: 'User' | 'Tenant';
};

/** A product that customers can subscribe to, with Microsoft's own part number and ids. */
export type SandboxProduct = {
  readonly skuId: string;
  readonly partNumber: string;
  readonly name: string;
  readonly licenseGroup: 'group1' | 'group2';
  readonly targetType: 'User' | 'Tenant';
  readonly servicePlans: readonly SandboxServicePlan[];
};

/** A license that a user holds; `excludedPlans` are ids of service plans that are switched off. */
export type SandboxLicense = { readonly skuId: string; readonly excludedPlans: readonly string[] };

/** A user in a customer's tenant. */
export type SandboxUser = {
  readonly id: string;
  readonly upn: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly displayName: string;
  /** Two-letter country; null for the user to whom no license can be given. */
  readonly usageLocation: string | null;
  readonly state: 'active' | 'inactive';
  readonly licenses: readonly SandboxLicense[];
};

/** How many seats of a product a customer has bought. */
export type SandboxSubscription = {
  readonly skuId: string;
  readonly seats: number;
  readonly capabilityStatus: 'Enabled' | 'Suspended';
};

/** A customer of the partner; the id is the customer's tenant id. */
export type SandboxCustomer = {
  readonly id: string;
  readonly commerceId: string;
  readonly name: string;
  readonly domain: string;
  readonly country: string;
  /** True when the customer's Conditional Access keeps service providers out (900309). */
  readonly blocksPartners: boolean;
  readonly users: readonly SandboxUser[];
  readonly subscriptions: readonly SandboxSubscription[];
};

/** Everything that exists in the sandbox before anybody has pressed anything. */
export type World = {
  /** The application id of the bot, which is also its client id at Entra ID. */
  readonly botAppId: string;
  /** Microsoft's application id of the Partner Center API. */
  readonly partnerCenterAppId: string;
  readonly partnerTenant: SandboxTenant;
  /** The partner's tenant and every customer's. */
  readonly tenants: readonly SandboxTenant[];
  readonly people: readonly SandboxPerson[];
  readonly customers: readonly SandboxCustomer[];
  readonly products: readonly SandboxProduct[];
};

/** The person with this key; throws when there is none. */
export function personOf(world: World, key: string): SandboxPerson {
  const found = world.people.find((person) => person.key === key);
  if (!found) throw new Error(`Nobody in the sandbox is called '${key}'.`);
  return found;
}

/** The customer whose name begins with these words; throws when there is none. */
export function customerOf(world: World, nameStart: string): SandboxCustomer {
  const found = world.customers.find((customer) => customer.name.startsWith(nameStart));
  if (!found) throw new Error(`No customer of the sandbox begins with '${nameStart}'.`);
  return found;
}

/** The product with this part number; throws when there is none. */
export function productOf(world: World, partNumber: string): SandboxProduct {
  const found = world.products.find((product) => product.partNumber === partNumber);
  if (!found) throw new Error(`The sandbox does not know the part number '${partNumber}'.`);
  return found;
}
