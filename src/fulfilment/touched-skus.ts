import type { LicenseChange } from '../requests/license-change.ts';

/** Lower-case ids of all SKUs that a change speaks of. */
export function touchedSkus({ assign, remove }: LicenseChange): readonly string[] {
  return [...assign.map(({ sku }) => sku), ...remove].map(({ id }) => id.toLowerCase());
}
