import { z } from 'zod';
import { type Answer, refusal, success } from './answer.ts';
import type { Call } from './call.ts';
import { queryValues } from './route.ts';

const MAXIMUM_SIZE = 500;

/** Where a page stands in its list; this travels inside the continuation token. */
const position = z.object({
  path: z.string(),
  offset: z.number().int().nonnegative(),
  size: z.number().int().positive(),
  filter: z.string(),
});
type Position = z.infer<typeof position>;

/** A filter as it arrives: URL-encoded JSON in the query. */
const filterShape = z.object({ Field: z.string(), Value: z.string(), Operator: z.string() });

/** What a paged list is made of; `select` gives all items that pass the filter, null for a filter it does not know. */
export type PagedList = {
  readonly defaultSize: number;
  readonly select: (filter: z.infer<typeof filterShape> | null) => readonly unknown[] | null;
};

/** Answers one page of a list; a wrong size, filter or token is refused with 400/3000. */
export function answerPage(call: Call, list: PagedList): Answer {
  const here = positionOf(call, list.defaultSize);
  if (!here) return refusal(400, 3000);
  const filter = readFilter(here.filter);
  const items = filter === undefined ? null : list.select(filter);
  if (!items) return refusal(400, 3000);
  const page = items.slice(here.offset, here.offset + here.size);
  const next = here.offset + here.size;
  const token = next < items.length ? writeToken({ ...here, offset: next }, call) : null;
  return success(200, {
    ...(token === null ? {} : { continuationToken: token }),
    totalCount: page.length,
    items: page,
    links: { self: link(withoutVersion(call.target)), ...nextLink(here, token) },
    attributes: { objectType: 'Collection' },
  });
}

/** A link as the documents write it: without the version prefix. */
export function link(uri: string, headers: readonly { key: string; value: string }[] = []): object {
  return { uri, method: 'GET', headers };
}

function nextLink(here: Position, token: string | null): object {
  if (token === null) return {};
  const uri = `${withoutVersion(here.path)}?size=${here.size}&seekOperation=Next`;
  return { next: link(uri, [{ key: 'MS-ContinuationToken', value: token }]) };
}

/** First page by `size` and `filter`; later ones by `seekOperation` and the token alone. */
function positionOf(call: Call, defaultSize: number): Position | null {
  const [path = ''] = call.target.split('?', 1);
  const [operation] = queryValues(call.route, 'seekOperation');
  if (operation !== undefined) return seek(call, path, operation);
  const asked = Number(queryValues(call.route, 'size')[0] ?? 0);
  if (!Number.isInteger(asked) || asked < 0 || asked > MAXIMUM_SIZE) return null;
  const filter = queryValues(call.route, 'filter')[0] ?? '';
  return { path: path.toLowerCase(), offset: 0, size: asked === 0 ? defaultSize : asked, filter };
}

function seek(call: Call, path: string, operation: string): Position | null {
  const token = call.continuationToken === null ? null : readToken(call.continuationToken);
  if (!token || token.path !== path.toLowerCase()) return null;
  switch (operation.toLowerCase()) {
    case 'next':
    case '0':
      return token;
    case 'previous':
    case '1':
      return { ...token, offset: Math.max(0, token.offset - 2 * token.size) };
    case 'first':
    case '2':
      return { ...token, offset: 0 };
    default:
      return null;
  }
}

/** Undefined for a filter that cannot be read, null for none. */
function readFilter(text: string): z.infer<typeof filterShape> | null | undefined {
  if (text === '') return null;
  try {
    return filterShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** An opaque token with the characters that real ones have: `,` `/` `_` `=`. */
function writeToken(next: Position, call: Call): string {
  const inner = Buffer.from(JSON.stringify(next)).toString('base64');
  return `${call.correlationId},${call.requestId}_a4ayc/${inner}=,${call.world.partnerTenant.id}`;
}

function readToken(token: string): Position | null {
  const inner = token.split(',')[1]?.split('_a4ayc/')[1] ?? '';
  try {
    return position.parse(JSON.parse(Buffer.from(inner, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

function withoutVersion(target: string): string {
  return target.replace(/^\/v1(?=\/)/i, '');
}
