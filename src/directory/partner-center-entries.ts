import type {
  Customer,
  CustomerUser,
  ProductSku,
  ServicePlan,
  SubscribedSku,
  UserLicense,
} from '../partner-center/resources.ts';
import type { DirectoryServicePlan, DirectorySku, DirectoryUser, HeldLicense } from './directory-entries.ts';
import type { ListedCustomer, ListedUser } from './directory-store.ts';
import { isGuid } from './guid.ts';
import { searchTextOf } from './search-text.ts';
import { fold } from './text-fold.ts';

/** A customer of Partner Center as the directory keeps it. */
export function asCustomer({ id, name, domain }: Customer): ListedCustomer {
  return {
    id: id.toLowerCase(),
    name,
    domain,
    searchText: searchTextOf([name, domain]),
    sortKey: fold(name),
  };
}

/** A user of Partner Center as the directory keeps it, read at `asOf` (ISO time). */
export function asUser(user: CustomerUser, asOf: string): DirectoryUser & ListedUser {
  const { id, displayName: name, upn, usageLocation } = user;
  const first = user.firstName && user.lastName ? `${user.firstName} ${user.lastName}` : null;
  return {
    id: id.toLowerCase(),
    name,
    upn,
    usageLocation,
    isActive: user.state !== 'inactive' && user.softDeletedAt === null,
    asOf,
    searchText: searchTextOf([name, upn, first]),
    sortKey: fold(name),
  };
}

/** A subscribed SKU of Partner Center as the directory keeps it. */
export function asSku(subscribed: SubscribedSku, unknownSkuName: (skuId: string) => string): DirectorySku {
  const { sku, targetType, capabilityStatus, availableUnits, consumedUnits, totalUnits } = subscribed;
  return {
    ...named(sku, unknownSkuName),
    licenseGroup: sku.licenseGroup,
    isAssignable: sku.licenseGroup !== null && targetType === 'user' && capabilityStatus === 'enabled',
    availableUnits: Math.max(0, availableUnits),
    consumedUnits,
    totalUnits,
    servicePlans: subscribed.servicePlans.map((plan) => asServicePlan(plan, unknownSkuName)),
  };
}

/** A user's license of Partner Center as the directory tells it. */
export function asHeldLicense(license: UserLicense, unknownSkuName: (skuId: string) => string): HeldLicense {
  return {
    ...named(license.sku, unknownSkuName),
    licenseGroup: license.sku.licenseGroup,
    servicePlans: license.servicePlans.map((plan) => asServicePlan(plan, unknownSkuName)),
  };
}

/** A SKU without a name goes by its part number; one without either says that it is unknown. Never a bare GUID. */
function named({ id, name, partNumber }: ProductSku, unknownSkuName: (skuId: string) => string) {
  const given = [name, partNumber].find((text) => text.trim() !== '' && !isGuid(text));
  return { id: id.toLowerCase(), name: given ?? unknownSkuName(id), partNumber };
}

/** A service plan that Partner Center gives no name goes by its service name, or says that it is unknown. */
function asServicePlan(
  { id, name, serviceName, targetType }: ServicePlan,
  unknownName: (id: string) => string,
): DirectoryServicePlan {
  const given = [name, serviceName].find((text) => text.trim() !== '' && !isGuid(text));
  return { id, name: given ?? unknownName(id), serviceName, isForUsers: targetType === 'user' };
}
