/** One SKU to assign; `excludedPlans` is null when the caller did not name any. */
export type SkuToAssign = { readonly skuId: string; readonly excludedPlans: readonly string[] | null };

/** The body of `licenseupdates`; a list is null when the caller left it out, for null means absent. */
export type LicenseUpdate = {
  readonly assign: readonly SkuToAssign[] | null;
  readonly remove: readonly string[] | null;
};

/** Reads a body of `licenseupdates`, member names in any case; null when it is not one. */
export function parseLicenseUpdate(text: string): LicenseUpdate | null {
  const body = membersOf(parseJson(text));
  if (!body) return null;
  const assign = readList(body.get('licensestoassign'), readAssignment);
  const remove = readList(body.get('licensestoremove'), readText);
  if (assign === undefined || remove === undefined) return null;
  return { assign, remove };
}

/** The answer to an update that was carried out: what was applied, null members left out. */
export function writeLicenseUpdate(update: LicenseUpdate, warnings: readonly unknown[]): object {
  const assign = update.assign?.map(({ skuId, excludedPlans }) =>
    excludedPlans === null ? { skuId } : { excludedPlans, skuId },
  );
  return {
    ...(assign ? { licensesToAssign: assign } : {}),
    ...(update.remove ? { licensesToRemove: update.remove } : {}),
    licenseWarnings: warnings,
    attributes: { objectType: 'LicenseUpdate' },
  };
}

function readAssignment(value: unknown): SkuToAssign | undefined {
  const members = membersOf(value);
  const skuId = readText(members?.get('skuid'));
  const excludedPlans = readList(members?.get('excludedplans'), readText);
  if (skuId === undefined || excludedPlans === undefined) return undefined;
  return { skuId, excludedPlans };
}

/** A list of readable items, null for an absent one, undefined for anything else. */
function readList<Item>(
  value: unknown,
  readItem: (value: unknown) => Item | undefined,
): Item[] | null | undefined {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) return undefined;
  const items: Item[] = [];
  for (const entry of value) {
    const item = readItem(entry);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of a JSON object by lower-case name; null when the value is no object. */
function membersOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}
