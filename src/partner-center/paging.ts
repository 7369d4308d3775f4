import type { PartnerCenterAnswerUnreadable } from './errors.ts';
import type { Page } from './resources.ts';

/** A page as it was read, with the error to throw when the list turns out to have no end. */
export type ReadPage<T> = { readonly page: Page<T>; readonly endless: () => PartnerCenterAnswerUnreadable };

/**
 * Walks through a list from a continuation token (null: from its beginning). Throws when Partner Center
 * sends a token for the second time, or more pages than `maxPages`.
 */
export async function* pagesOf<T>(
  read: (continuationToken: string | null) => Promise<ReadPage<T>>,
  from: string | null,
  maxPages: number,
): AsyncGenerator<Page<T>> {
  const seen = new Set<string | null>();
  let token = from;
  do {
    seen.add(token);
    const { page, endless } = await read(token);
    yield page;
    token = page.continuationToken;
    if (token !== null && (seen.has(token) || seen.size >= maxPages)) throw endless();
  } while (token !== null);
}
