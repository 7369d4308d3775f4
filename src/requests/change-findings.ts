import type { FoundFacts, HeldSku, KnownSku } from './change-facts.ts';
import { UNKNOWN } from './change-facts.ts';
import { seatsPromised } from './free-seats.ts';
import {
  isSameChange,
  isSameSku,
  type LicenseAssignment,
  type LicenseChange,
  type SkuReference,
  sharedSku,
} from './license-change.ts';
import { planFindings } from './plan-findings.ts';
import { plansSwitchedOn } from './plan-overlap.ts';
import { findingOf, type PreflightFinding } from './preflight-report.ts';

/** How old what was read may be to stand in the way of a change; what is older is a remark. */
const TRUSTED_MS = 5 * 60_000;

/** Judges a change by what is known. What is not known is no finding, and never stands in the way. */
export function findingsOf(change: LicenseChange, facts: FoundFacts, now: Date): readonly PreflightFinding[] {
  const isTrusted = (asOf: string) => now.getTime() - Date.parse(asOf) <= TRUSTED_MS;
  return [
    ...ofUser(change, facts, isTrusted),
    ...ofOtherRequests(change, facts),
    ...ofSubscriptions(change, facts, isTrusted),
    ...ofLicenses(change, facts),
    ...planFindings(change, facts),
  ];
}

type IsTrusted = (asOf: string) => boolean;

function ofUser({ assign }: LicenseChange, { user }: FoundFacts, isTrusted: IsTrusted) {
  if (user === UNKNOWN) return [];
  if (!user) return [findingOf('user-gone', 'stop')];
  const severity = isTrusted(user.asOf) ? 'stop' : 'warning';
  if (!user.isActive) return [findingOf('user-inactive', severity)];
  return assign.length > 0 && !user.usageLocation ? [findingOf('no-usage-location', severity)] : [];
}

function ofOtherRequests(change: LicenseChange, { open }: FoundFacts) {
  return open.map(({ id, change: other }) => {
    if (isSameChange(change, other)) return findingOf('already-open', 'stop', { other: id });
    const shared = sharedSku(change, other);
    if (shared) return findingOf('license-asked', 'warning', { other: id, sku: shared.id });
    return findingOf('other-open', 'warning', { other: id });
  });
}

function ofSubscriptions(
  { assign, licenseGroup, remove }: LicenseChange,
  { skus, held, promised }: FoundFacts,
  isTrusted: IsTrusted,
) {
  if (skus === UNKNOWN) return [];
  const severity = isTrusted(skus.asOf) ? 'stop' : 'warning';
  const known = (sku: SkuReference) => skus.skus.find((one) => isSameSku(one, sku));
  const found = assign.flatMap(({ sku }) => {
    if (held !== UNKNOWN && held.some((one) => isSameSku(one, sku))) return [];
    const there = known(sku);
    if (!there) {
      const isSeen = skus.licenseGroups.includes(licenseGroup);
      return isSeen ? [findingOf('sku-not-subscribed', severity, { sku: sku.id })] : [];
    }
    if (!there.isAssignable) return [findingOf('sku-not-assignable', severity, { sku: sku.id })];
    if (there.availableUnits <= 0) return [findingOf('no-seats', 'warning', { sku: sku.id })];
    const waiting = seatsPromised(promised, sku);
    return waiting > 0 ? [findingOf('seats-promised', 'warning', { sku: sku.id, other: `${waiting}` })] : [];
  });
  const all = [...assign.map(({ sku }) => sku), ...remove];
  const groups = new Set(all.flatMap((sku) => known(sku)?.licenseGroup ?? []));
  return groups.size > 1 ? [...found, findingOf('license-groups', severity)] : found;
}

function ofLicenses(change: LicenseChange, { held, skus }: FoundFacts) {
  if (held === UNKNOWN) return [];
  const heldOne = (sku: SkuReference) => held.find((one) => isSameSku(one, sku));
  const known = skus === UNKNOWN ? [] : skus.skus;
  const { assign, remove } = change;
  const kept = assign.filter(({ sku }) => heldOne(sku));
  const missing = remove.filter((sku) => !heldOne(sku));
  const isAsWished = (one: LicenseAssignment) => hasPlansAsWished(one, heldOne(one.sku), known);
  if (missing.length === remove.length && assign.every(isAsWished)) {
    return [findingOf('nothing-to-change', 'stop')];
  }
  const isLast = assign.length === 0 && held.every((sku) => remove.some((one) => isSameSku(one, sku)));
  return [
    ...(isLast ? [findingOf('last-license', 'warning')] : []),
    ...kept.map(({ sku }) => findingOf('already-held', 'warning', { sku: sku.id })),
    ...missing.map((sku) => findingOf('not-held', 'stop', { sku: sku.id })),
  ];
}

/** Whether a held license has those service plans on that the assignment would switch on, and no others. */
function hasPlansAsWished(
  { sku, excludedPlans }: LicenseAssignment,
  held: HeldSku | undefined,
  known: readonly KnownSku[],
): boolean {
  const all = known.find((one) => isSameSku(one, sku))?.servicePlans;
  if (!held || !all) return false;
  const on = idsOf(held.servicePlans.filter(({ isForUsers }) => isForUsers));
  const wished = idsOf(plansSwitchedOn(all, excludedPlans));
  return on.size === wished.size && [...wished].every((id) => on.has(id));
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id.toLowerCase()));
}
