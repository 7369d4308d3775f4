import { type FoundFacts, UNKNOWN } from './change-facts.ts';
import { isSameSku, type LicenseChange, type SkuReference } from './license-change.ts';

/** Free seats of the SKUs of which the change takes or frees one, as far as that is known, by lower-case id. */
export function freeSeats(
  { assign, remove }: LicenseChange,
  { skus, held, promised }: FoundFacts,
): Readonly<Record<string, number>> {
  if (skus === UNKNOWN) return {};
  const mayHold = (sku: SkuReference, isHeld: boolean) =>
    held === UNKNOWN || held.some((one) => isSameSku(one, sku)) === isHeld;
  const taken = assign.map(({ sku }) => sku).filter((sku) => mayHold(sku, false));
  const touched = [...taken, ...remove.filter((sku) => mayHold(sku, true))];
  const known = skus.skus.filter((one) => touched.some((sku) => isSameSku(sku, one)));
  return Object.fromEntries(
    known.map((sku) => [
      sku.id.toLowerCase(),
      Math.max(sku.availableUnits - seatsPromised(promised, sku), 0),
    ]),
  );
}

/** How many seats of a SKU approved requests wait for. */
export function seatsPromised(promised: FoundFacts['promised'], sku: Pick<SkuReference, 'id'>): number {
  return promised.filter(({ assign }) => assign.some((one) => isSameSku(one.sku, sku))).length;
}
