import type { DirectorySku } from './directory-entries.ts';
import { patternsOf, ranked, searchTextOf } from './search-text.ts';
import { sayingsOf } from './sku-abbreviations.ts';
import { fold } from './text-fold.ts';

/**
 * The SKUs that a text means, by name, part number or abbreviation, or by its whole id. Among equally good ones those that can be
 * given to a user come first, then what people usually mean. An empty text lists all.
 */
export function findSkus(
  skus: readonly DirectorySku[],
  text: string,
  limit: number,
): readonly DirectorySku[] {
  const named = skus.filter((sku) => sku.id.toLowerCase() === text.trim().toLowerCase());
  if (named.length > 0) return named;
  const patterns = patternsOf(text);
  if (!patterns && text.trim() !== '') return [];
  const findable = skus.map((sku) => ({
    sku,
    searchText: searchTextOfSku(sku),
    sortKey: sortKeyOf(sku),
    id: sku.id,
  }));
  return ranked(findable, patterns ?? null)
    .slice(0, limit)
    .map(({ sku }) => sku);
}

function searchTextOfSku(sku: DirectorySku): string {
  return searchTextOf([sku.name, sku.partNumber, ...sayingsOf(sku.partNumber).words]);
}

function sortKeyOf(sku: DirectorySku): string {
  const place = String(sayingsOf(sku.partNumber).place).padStart(3, '0');
  return `${sku.isAssignable ? 0 : 1} ${place} ${fold(sku.name)}`;
}
