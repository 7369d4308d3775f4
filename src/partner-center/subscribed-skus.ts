import { type ReadCall, type ReadSettings, readPage } from './api-reads.ts';
import { meaningOf } from './error-meanings.ts';
import type { SubscribedSkuList } from './resources.ts';
import { subscribedSkuSchema } from './wire.ts';

/** The query that asks for both license groups; without it only `group1` comes. */
export const BOTH_LICENSE_GROUPS = [
  ['licenseGroupIds', 'Group1'],
  ['licenseGroupIds', 'Group2'],
] as const;

/**
 * Reads a customer's SKUs. By the documents fewer roles may ask for license groups (Directory Reader, Global
 * Reader) than may read the plain list (User Administrator and License Administrator too), so a refusal for
 * want of a role is followed by the plain call, which lists `group1`.
 */
export async function readSubscribedSkus(
  settings: ReadSettings,
  call: ReadCall,
  newId: () => string,
): Promise<SubscribedSkuList> {
  try {
    const { page } = await readPage(settings, { ...call, query: BOTH_LICENSE_GROUPS }, subscribedSkuSchema);
    return { skus: page.items, licenseGroups: ['group1', 'group2'] };
  } catch (error) {
    if (meaningOf(error)?.action !== 'other-approver') throw error;
  }
  const { page } = await readPage(settings, { ...call, idempotencyKey: newId() }, subscribedSkuSchema);
  return { skus: page.items, licenseGroups: ['group1'] };
}
