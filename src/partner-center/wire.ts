import { z } from 'zod';
import type {
  Customer,
  CustomerUser,
  LicenseGroup,
  ProductSku,
  ServicePlan,
  SubscribedSku,
  UserLicense,
} from './resources.ts';
import { id, list, lower, oneOf, text, texts, units } from './wire-values.ts';

/** `Customer` of Partner Center. */
export const customerSchema = z
  .looseObject({
    id,
    companyProfile: z.looseObject({ companyName: text, domain: text }).nullish().catch(null),
    relationshipToPartner: oneOf('none', 'reseller', 'advisor', 'syndication', 'microsoft_support'),
    customDomains: texts,
  })
  .transform((wire): Customer => {
    const { companyName, domain } = wire.companyProfile ?? {};
    return {
      id: wire.id,
      name: companyName || domain || wire.id,
      domain: domain || null,
      customDomains: wire.customDomains,
      relationshipToPartner: wire.relationshipToPartner,
    };
  });

/** `CustomerUser` of Partner Center. */
export const customerUserSchema = z
  .looseObject({
    id,
    userPrincipalName: text,
    displayName: text,
    firstName: text,
    lastName: text,
    usageLocation: text,
    state: oneOf('active', 'inactive'),
    softDeletionTime: text,
  })
  .transform((wire): CustomerUser => {
    const upn = wire.userPrincipalName ?? '';
    const fullName = [wire.firstName, wire.lastName].filter(Boolean).join(' ');
    return {
      id: wire.id,
      upn,
      displayName: wire.displayName || fullName || upn || wire.id,
      firstName: wire.firstName || null,
      lastName: wire.lastName || null,
      usageLocation: wire.usageLocation || null,
      state: wire.state,
      softDeletedAt: wire.softDeletionTime || null,
    };
  });

const licenseGroup = text.transform((value): LicenseGroup | null => {
  const group = lower(value);
  return group === 'group1' || group === 'group2' ? group : null;
});

const targetType = oneOf('user', 'tenant');

const productSku = z
  .looseObject({ id, name: text, skuPartNumber: text, licenseGroupId: licenseGroup, targetType })
  .transform((wire) => {
    const partNumber = wire.skuPartNumber ?? '';
    const sku: ProductSku = {
      id: wire.id,
      name: wire.name || partNumber || wire.id,
      partNumber,
      licenseGroup: wire.licenseGroupId,
    };
    return { sku, targetType: wire.targetType };
  });

const servicePlan = z
  .looseObject({ id, displayName: text, serviceName: text, capabilityStatus: text, targetType })
  .transform((wire): ServicePlan => {
    const serviceName = wire.serviceName ?? '';
    return {
      id: wire.id,
      name: wire.displayName || serviceName || wire.id,
      serviceName,
      capabilityStatus: lower(wire.capabilityStatus),
      targetType: wire.targetType,
    };
  });

/** `SubscribedSku` of Partner Center. */
export const subscribedSkuSchema = z
  .looseObject({
    productSku,
    capabilityStatus: text,
    availableUnits: units,
    activeUnits: units,
    consumedUnits: units,
    suspendedUnits: units,
    warningUnits: units,
    totalUnits: units,
    servicePlans: list(servicePlan),
  })
  .transform(
    (wire): SubscribedSku => ({
      ...wire.productSku,
      capabilityStatus: lower(wire.capabilityStatus),
      availableUnits: wire.availableUnits,
      activeUnits: wire.activeUnits,
      consumedUnits: wire.consumedUnits,
      suspendedUnits: wire.suspendedUnits,
      warningUnits: wire.warningUnits,
      totalUnits: wire.totalUnits,
      servicePlans: wire.servicePlans,
    }),
  );

/** `License` of Partner Center: what a user holds. */
export const userLicenseSchema = z
  .looseObject({ productSku, servicePlans: list(servicePlan) })
  .transform((wire): UserLicense => ({ sku: wire.productSku.sku, servicePlans: wire.servicePlans }));
