import type { SkuReference } from '../requests/license-change.ts';

/** A text of the catalogs with its values. */
export type SkuLabel = { readonly key: string; readonly values: Readonly<Record<string, string>> };

const GUID = /^\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;

/**
 * How to name a SKU to a person: the product's name with its part number; the part number where there is no name;
 * "unknown" with the id where there is neither. Never a bare GUID.
 */
export function skuLabel({ id, name, partNumber }: SkuReference): SkuLabel {
  const words = isName(name) ? name.trim() : '';
  const part = isName(partNumber) ? partNumber.trim() : '';
  if (words && part && words !== part)
    return { key: 'directory.sku.named', values: { name: words, partNumber: part } };
  if (words || part) return { key: 'directory.sku.nameOnly', values: { name: words || part } };
  return { key: 'directory.sku.unknown', values: { id } };
}

/** Whether a text is nothing but a GUID, which is nobody's idea of a name. */
export function isGuid(text: string): boolean {
  return GUID.test(text.trim());
}

function isName(text: string): boolean {
  return text.trim() !== '' && !isGuid(text);
}
