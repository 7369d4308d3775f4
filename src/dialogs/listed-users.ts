import { MOST_USERS } from '../requests/bundle.ts';
import type { SkuReference, UserReference } from '../requests/license-change.ts';
import type { Person } from '../requests/person.ts';
import type { Draft, ListedSku, ListedUser, ListFault } from './draft.ts';
import type { SkuChoice } from './draft-directory.ts';
import type { StepContext } from './draft-step.ts';
import { isSelf } from './intent.ts';
import { isProductName } from './product-name.ts';
import type { UserRow } from './user-rows.ts';

type LookedUp = Omit<ListedUser, 'row'>;
type Found = { readonly user: UserReference } | { readonly fault: ListFault };
type FoundSku = { readonly sku: ListedSku | null } | { readonly fault: ListFault };

/** What Teams puts behind the names of guests. */
const GUEST = /\s*\((?:guest|ゲスト|konuk)\)$/iu;
/** More rows than these are not looked up. */
const MOST_LOOKED_UP = 60;

/** Looks up everybody of a list, and says of each row what is wrong with it. */
export async function lookUpUsers(
  rows: readonly UserRow[],
  draft: Draft,
  context: StepContext,
): Promise<readonly ListedUser[]> {
  const looked = await Promise.all(rows.slice(0, MOST_LOOKED_UP).map((row) => lookUp(row, draft, context)));
  const beyond = rows.slice(MOST_LOOKED_UP).map((row) => listed(row, { fault: 'too-many' }));
  // They are numbered as the field shows them, in which they are corrected.
  return [...onceEach(looked), ...beyond].map((one, index) => ({ ...one, row: index + 1 }));
}

/** Those with whom nothing is wrong. */
export function goodOnes(
  list: readonly ListedUser[],
): readonly (ListedUser & { readonly user: UserReference })[] {
  return list.filter(
    (one): one is ListedUser & { user: UserReference } => one.fault === null && one.user !== null,
  );
}

/** The licenses that people of a list are to get in place of what everybody else gets. */
export function ownLicenses({ list }: Draft): readonly ListedSku[] {
  return goodOnes(list ?? []).flatMap(({ sku }) => sku ?? []);
}

/** A list nobody of which has a license of their own. */
export function forEverybody({ list }: Draft): Draft['list'] {
  return (
    list?.map((one) => ({ ...one, sku: null, ...(one.said && { said: { ...one.said, license: null } }) })) ??
    null
  );
}

async function lookUp(row: UserRow, draft: Draft, context: StepContext): Promise<LookedUp> {
  const found = await userOf(row.user, draft, context);
  if ('fault' in found) return listed(row, found);
  const sku = await skuOf(row, draft, context);
  if ('fault' in sku) return listed(row, { ...found, ...sku });
  return listed(row, { ...found, ...sku });
}

function listed({ words, ...said }: UserRow, found: Partial<LookedUp>): LookedUp {
  return { words, said, user: null, sku: null, fault: null, ...found };
}

/** The name to look for: the account of the speaker at a customer need not be the one in Teams, and is known by its name. */
export function nameMeant(said: string, { name }: Pick<Person, 'name'>): string {
  return isSelf(said) ? name.replace(GUEST, '') || said : said;
}

async function userOf(said: string, draft: Draft, { directory, turn }: StepContext): Promise<Found> {
  const customerId = draft.customer?.id ?? '';
  const own = isSelf(said) ? await directory.self(customerId, turn.person) : undefined;
  if (own) return { user: referenceOf(own) };
  if (said.includes('@')) {
    const user = await directory.user(customerId, said);
    if (user) return { user: referenceOf(user) };
    const customer = await directory.customer(customerId, turn.person);
    const domain = said.slice(said.lastIndexOf('@') + 1).toLowerCase();
    const isElsewhere =
      customer !== undefined && customer.domain !== '' && domain !== customer.domain.toLowerCase();
    return { fault: isElsewhere ? 'elsewhere' : 'unknown' };
  }
  const meant = nameMeant(said, turn.person);
  const found = await directory.users(customerId, meant);
  const same = found.filter(({ name }) => name.toLowerCase() === meant.toLowerCase());
  const [only, ...others] = same.length === 1 ? same : found;
  if (!only) return { fault: isSelf(said) ? 'not-there' : 'unknown' };
  return others.length > 0 ? { fault: 'several' } : { user: referenceOf(only) };
}

/** A row without a header may name a license in any of its cells; a cell that names none is a name. */
async function skuOf({ license, others }: UserRow, draft: Draft, context: StepContext): Promise<FoundSku> {
  const names = license === null ? others : [license];
  for (const name of names) {
    const found = await context.directory.findSkus(draft.customer?.id ?? '', name);
    const exact = found.find((sku) => isNamed(sku, name));
    const [first, ...more] = exact ? [exact] : found;
    if (!first && isProductName(name)) return { fault: 'no-license' };
    if (!first) continue;
    if (more.length > 0) return { fault: 'several-licenses' };
    const refusalOf = await context.directory.refusals(draft.customer?.id ?? '', context.turn.person);
    if (refusalOf({ assign: [{ sku: first, excludedPlans: [] }], remove: [] })) return { fault: 'refused' };
    if (await isTakenAway(first, draft, context)) return { fault: 'taken-away' };
    return { sku: { ...skuReference(first), licenseGroup: first.licenseGroup } };
  }
  return license === null ? { sku: null } : { fault: 'no-license' };
}

/** Whether everybody of the list is to give this license back. */
async function isTakenAway(sku: SkuReference, draft: Draft, { directory }: StepContext): Promise<boolean> {
  const said = await Promise.all(
    (draft.wish?.remove ?? []).map((name) => directory.findSkus(draft.customer?.id ?? '', name)),
  );
  return [...draft.remove, ...said.flatMap((found) => found.slice(0, 1))].some(({ id }) => id === sku.id);
}

/** Whoever stands there again, and whoever is too many. */
function onceEach(list: readonly LookedUp[]): readonly LookedUp[] {
  const seen = new Set<string>();
  return list.map((one) => {
    if (!one.user || one.fault) return one;
    if (seen.has(one.user.id)) return { ...one, fault: 'twice' };
    if (seen.size >= MOST_USERS) return { ...one, fault: 'too-many' };
    seen.add(one.user.id);
    return one;
  });
}

function isNamed(sku: SkuReference, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return [sku.name, sku.partNumber, sku.id].some((one) => one.toLowerCase() === wanted);
}

function skuReference({ id, name, partNumber }: SkuChoice): SkuReference {
  return { id, name, partNumber };
}

function referenceOf({ id, name, upn }: UserReference): UserReference {
  return { id, name, upn };
}
