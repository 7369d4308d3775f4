import { isSame } from '../is-same.ts';
import type { SandboxProduct } from '../world.ts';
import { type Answer, refusal } from './answer.ts';
import type { Call } from './call.ts';
import type { LicenseUpdate } from './license-update.ts';

/**
 * 400/800002 for a body that is none, asks for nothing, names a SKU twice, mixes license groups, or names what the
 * customer or the user does not have. The rules are documented, their codes are not.
 */
export function refuseMalformedUpdate(call: Call): Answer | undefined {
  if (call.route.name !== 'license-updates') return undefined;
  const problem = call.update ? problemOf(call.update, call) : 'The body is not a license update.';
  return problem === undefined ? undefined : refusal(400, 800002, { data: [problem] });
}

/** 404/60002 for a user who is not there; a deleted one can be read but not licensed. */
export function refuseUnknownUser(call: Call): Answer | undefined {
  if (call.route.userId === '' || !call.customer) return undefined;
  const user = call.books.user(call.customer, call.route.userId);
  if (!user) return refusal(404, 60002);
  return call.route.name === 'license-updates' && user.state === 'inactive' ? refusal(404, 60002) : undefined;
}

/** 400 for an assignment to a user without a usage location; the real code is not known, 60099 is made up. */
export function refuseWithoutUsageLocation(call: Call): Answer | undefined {
  const { customer, update } = call;
  if (!customer || !update || (update.assign ?? []).length === 0) return undefined;
  const user = call.books.user(customer, call.route.userId);
  return user?.usageLocation === null ? refusal(400, 60099) : undefined;
}

/** 400/60012 when a SKU has no seat left for this user; seats that the same call frees do not count for others. */
export function refuseWithoutSeats(call: Call): Answer | undefined {
  const { customer, update, books, route } = call;
  if (!customer || !update) return undefined;
  const user = books.user(customer, route.userId);
  const held = user ? books.licensesOf(customer, user) : [];
  for (const { skuId } of update.assign ?? []) {
    if (held.some(({ product }) => isSame(product.skuId, skuId))) continue;
    const count = books.seatCounts(customer).find(({ product }) => isSame(product.skuId, skuId));
    if (count && count.available > 0) continue;
    const detail = `LicenseQuotaExceededException : Subscription with Account ${customer.id} and SKU ${skuId.toLowerCase()} does not have any available licenses left.`;
    return refusal(400, 60012, { data: [detail] });
  }
  return undefined;
}

function problemOf(update: LicenseUpdate, call: Call): string | undefined {
  const assigned = (update.assign ?? []).map(({ skuId }) => skuId.toLowerCase());
  const removed = (update.remove ?? []).map((skuId) => skuId.toLowerCase());
  const all = [...assigned, ...removed];
  if (all.length === 0) return 'The update neither assigns nor removes a license.';
  if (new Set(all).size < all.length) return 'A SKU is named twice.';
  const products = all.map((skuId) => call.customer && call.books.subscribedProduct(call.customer, skuId));
  const unknown = all.find((_skuId, index) => !products[index]);
  if (unknown !== undefined) return `The customer has no subscription for SKU ${unknown}.`;
  return productProblem(products, update) ?? removalProblem(removed, call);
}

function productProblem(
  products: readonly (SandboxProduct | undefined)[],
  update: LicenseUpdate,
): string | undefined {
  if (new Set(products.map((product) => product?.licenseGroup)).size > 1) {
    return 'All SKUs of one call must belong to the same license group.';
  }
  if (products.some((product) => product?.targetType === 'Tenant')) return 'A SKU is not for users.';
  for (const { skuId, excludedPlans } of update.assign ?? []) {
    const product = products.find((known) => known !== undefined && isSame(known.skuId, skuId));
    const foreign = excludedPlans?.find((plan) => !product?.servicePlans.some(({ id }) => isSame(id, plan)));
    if (foreign !== undefined) return `Service plan ${foreign} is not part of SKU ${skuId}.`;
  }
  return undefined;
}

function removalProblem(removed: readonly string[], call: Call): string | undefined {
  const user = call.customer && call.books.user(call.customer, call.route.userId);
  if (!call.customer || !user) return undefined;
  const held = call.books.licensesOf(call.customer, user);
  const missing = removed.find((skuId) => !held.some(({ product }) => product.skuId === skuId));
  return missing === undefined ? undefined : `The user does not have a license for SKU ${missing}.`;
}
