import { z } from 'zod';

const collectionSchema = z.looseObject({
  items: z.array(z.unknown()).nullish(),
  totalCount: z.unknown().optional(),
  continuationToken: z.string().nullish().catch(null),
  links: z.looseObject({ next: z.unknown().optional() }).nullish().catch(null),
});

const nextSchema = z.looseObject({
  headers: z.array(z.looseObject({ key: z.string(), value: z.string().nullish() })),
});

/** What a list answered: its members, not yet read, and where to go on. */
export type RawPage = { readonly items: readonly unknown[]; readonly continuationToken: string | null };

/**
 * Reads the collection envelope; null when it is none, or when it names a next page without a token for it.
 * There is a next page only where `links.next` is; its uri is never used. One license alone counts as a list
 * of one (the reference types a user's licenses so).
 */
export function readCollection(value: unknown): RawPage | null {
  const parsed = collectionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { totalCount, links, continuationToken } = parsed.data;
  const items = parsed.data.items ?? itemsWithoutList(value, totalCount);
  if (!items) return null;
  const next = links?.next ?? null;
  if (next === null) return { items, continuationToken: null };
  const token = tokenOf(next) || continuationToken;
  return token ? { items, continuationToken: token } : null;
}

function itemsWithoutList(value: unknown, totalCount: unknown): readonly unknown[] | null {
  if (typeof value === 'object' && value !== null && 'productSku' in value) return [value];
  return totalCount === 0 ? [] : null;
}

function tokenOf(next: unknown): string | null {
  const parsed = nextSchema.safeParse(next);
  if (!parsed.success) return null;
  return parsed.data.headers.find(({ key }) => key.toLowerCase() === 'ms-continuationtoken')?.value ?? null;
}
