import { z } from 'zod';
import type { LicenseUpdate, LicenseUpdateAnswer } from './resources.ts';
import { id, list, text, texts } from './wire-values.ts';

const licenseWarning = z
  .looseObject({
    code: z.union([z.string(), z.number()]).nullish().catch(null),
    message: text,
    servicePlans: texts,
  })
  .transform((wire) => ({
    code: String(wire.code ?? ''),
    message: wire.message ?? '',
    servicePlans: wire.servicePlans,
  }));

const licenseToAssign = z
  .looseObject({ skuId: id, excludedPlans: texts })
  .transform(({ skuId, excludedPlans }) => ({ skuId, excludedPlans }));

/** The body of a carried-out license update. */
export const licenseUpdateSchema = z
  .looseObject({
    licensesToAssign: list(licenseToAssign),
    licensesToRemove: texts,
    licenseWarnings: list(licenseWarning),
  })
  .transform(
    (wire): Pick<LicenseUpdateAnswer, 'licensesToAssign' | 'licensesToRemove' | 'warnings'> => ({
      licensesToAssign: wire.licensesToAssign,
      licensesToRemove: wire.licensesToRemove,
      warnings: wire.licenseWarnings,
    }),
  );

/** The body of a license update as it is sent: empty lists are left out, null members never sent. */
export function licenseUpdateBody(update: LicenseUpdate): string {
  const licensesToAssign = update.licensesToAssign.map(({ skuId, excludedPlans }) =>
    excludedPlans.length === 0 ? { skuId } : { skuId, excludedPlans },
  );
  return JSON.stringify({
    ...(licensesToAssign.length > 0 && { licensesToAssign }),
    ...(update.licensesToRemove.length > 0 && { licensesToRemove: update.licensesToRemove }),
  });
}
