import type { SandboxCustomer, SandboxServicePlan, SandboxUser } from '../world.ts';
import { link } from './paging.ts';
import type { HeldLicense, SeatCount } from './tenant-books.ts';

/** A customer as the list shows it. */
export function writeListedCustomer(customer: SandboxCustomer): object {
  return {
    id: customer.id,
    companyProfile: companyProfile(customer),
    relationshipToPartner: 'reseller',
    links: { self: link(`/customers/${customer.id}`) },
    attributes: { objectType: 'Customer' },
  };
}

/** A customer by id, as a partner without the old delegated privileges sees it: no address, no domains. */
export function writeCustomer(customer: SandboxCustomer): object {
  return {
    id: customer.id,
    commerceId: customer.commerceId,
    companyProfile: companyProfile(customer),
    billingProfile: {
      id: customer.commerceId,
      culture: 'en-US',
      language: 'en',
      companyName: customer.name,
      defaultAddress: { country: customer.country },
      links: { self: link(`/customers/${customer.id}/profiles/billing`) },
      attributes: { etag: '-4242348048554929329', objectType: 'CustomerBillingProfile' },
    },
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: false,
    links: { self: link(`/customers/${customer.id}`) },
    attributes: { objectType: 'Customer' },
  };
}

/** A customer's user; a missing usage location is a missing member. */
export function writeUser(customer: SandboxCustomer, user: SandboxUser): object {
  return {
    ...(user.usageLocation === null ? {} : { usageLocation: user.usageLocation }),
    id: user.id,
    userPrincipalName: user.upn,
    firstName: user.firstName,
    lastName: user.lastName,
    displayName: user.displayName,
    userDomainType: 'managed',
    state: user.state,
    ...(user.state === 'inactive' ? { softDeletionTime: '2026-01-20T00:33:34Z' } : {}),
    links: { self: link(`/customers/${customer.id}/users/${user.id}`) },
    attributes: { objectType: 'CustomerUser' },
  };
}

/** A subscribed SKU with its seats. */
export function writeSubscribedSku(count: SeatCount): object {
  const { product, subscription, bought, consumed, available } = count;
  const isSuspended = subscription.capabilityStatus === 'Suspended';
  return {
    availableUnits: available,
    activeUnits: isSuspended ? 0 : bought,
    consumedUnits: consumed,
    suspendedUnits: isSuspended ? bought : 0,
    totalUnits: isSuspended ? 0 : bought,
    warningUnits: 0,
    productSku: {
      id: product.skuId,
      name: product.name,
      skuPartNumber: product.partNumber,
      targetType: product.targetType,
      licenseGroupId: product.licenseGroup,
    },
    servicePlans: product.servicePlans.map((plan) => writeServicePlan(plan, 'Enabled')),
    capabilityStatus: subscription.capabilityStatus,
    attributes: { objectType: 'SubscribedSku' },
  };
}

/** A license of a user; service plans that were switched off are not listed. */
export function writeLicense({ product, excludedPlans }: HeldLicense): object {
  return {
    servicePlans: product.servicePlans
      .filter(({ id }) => !excludedPlans.includes(id))
      .map((plan) => writeServicePlan(plan, 'Assigned')),
    productSku: {
      id: product.skuId,
      name: product.name,
      skuPartNumber: product.partNumber,
      licenseGroupId: product.licenseGroup,
    },
    attributes: { objectType: 'License' },
  };
}

/** A list without paging: it has neither links nor a continuation token. */
export function writeCollection(items: readonly object[]): object {
  return { totalCount: items.length, items, attributes: { objectType: 'Collection' } };
}

function companyProfile({ id, domain, name }: SandboxCustomer): object {
  return {
    tenantId: id,
    domain,
    companyName: name,
    links: { self: link(`/customers/${id}/profiles/company`) },
    attributes: { objectType: 'CustomerCompanyProfile' },
  };
}

function writeServicePlan(plan: SandboxServicePlan, capabilityStatus: string): object {
  const { displayName, serviceName, id, targetType } = plan;
  return { displayName, serviceName, id, capabilityStatus, targetType };
}
