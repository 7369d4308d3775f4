import { RequestError } from './errors.ts';
import {
  assertMeaningful,
  type LicenseChange,
  type SkuCount,
  type SkuReference,
  type Together,
} from './license-change.ts';
import type { LicenseRequest } from './license-request.ts';

/** One request of a bundle that is being made; `after` is the index of the one that must be completed first. */
export type BundleMember = { readonly change: LicenseChange; readonly after: number | null };

/** For how many users a bundle may ask. */
export const MOST_USERS = 30;

/** How many requests that can be: a swap across license groups takes two for a user. */
export const MOST_MEMBERS = 2 * MOST_USERS;

/** What the cards of a request are filed under: its bundle shares one card in each place. */
export function cardSubjectOf({ id, bundle }: Pick<LicenseRequest, 'id' | 'bundle'>): string {
  return bundle?.id ?? id;
}

/** Throws `RequestError` when requests cannot be made as one bundle. */
export function assertBundle(members: readonly BundleMember[]): void {
  if (members.length === 0) throw new RequestError('empty-change');
  for (const { change } of members) assertMeaningful(change);
  const changes = members.map(({ change }) => change);
  const users = new Set(changes.map(userKey));
  if (users.size > MOST_USERS) throw new RequestError('too-many-users', { most: String(MOST_USERS) });
  const customers = new Set(changes.map(({ customer }) => customer.id.toLowerCase()));
  if (customers.size > 1) throw new RequestError('several-customers');
  const touched = changes.flatMap((change) => skusOf(change).map((sku) => `${userKey(change)} ${sku}`));
  if (new Set(touched).size < touched.length) throw new RequestError('same-sku-twice');
  for (const [index, { change, after }] of members.entries()) {
    assertFollows(changes, { change, after, index });
  }
}

/** The changes of a bundle, each with what all of them ask for. */
export function withTogether(members: readonly BundleMember[]): readonly BundleMember[] {
  const changes = members.map(({ change }) => change);
  const together: Together = {
    users: new Set(changes.map(userKey)).size,
    assign: counted(changes.flatMap(({ assign }) => assign.map(({ sku }) => sku))),
    remove: counted(changes.flatMap(({ remove }) => remove)).map(({ sku }) => sku),
  };
  return members.map(({ change, after }) => ({ change: { ...change, together }, after }));
}

/** The members of a bundle in their order. */
export function inOrder(members: readonly LicenseRequest[]): readonly LicenseRequest[] {
  return members.toSorted((one, other) => (one.bundle?.position ?? 0) - (other.bundle?.position ?? 0));
}

/** The members by user, linked requests of one user side by side, users in the order in which they were named. */
export function byUser(members: readonly LicenseRequest[]): readonly (readonly LicenseRequest[])[] {
  const rows = new Map<string, LicenseRequest[]>();
  for (const member of inOrder(members)) {
    const key = userKey(member.change);
    rows.set(key, [...(rows.get(key) ?? []), member]);
  }
  return [...rows.values()];
}

/** Each SKU once, with how often it stands there. */
function counted(skus: readonly SkuReference[]): readonly SkuCount[] {
  const counts = new Map<string, SkuCount>();
  for (const sku of skus) {
    const key = sku.id.toLowerCase();
    counts.set(key, { sku, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** A linked request comes behind its first one, and is of the same user. */
function assertFollows(
  changes: readonly LicenseChange[],
  { change, after, index }: BundleMember & { readonly index: number },
): void {
  if (after === null) return;
  const first = changes[after];
  if (!first || after >= index || userKey(first) !== userKey(change)) {
    throw new Error('a linked request must follow one of the same user');
  }
}

function userKey({ user }: LicenseChange): string {
  return user.id.toLowerCase();
}

function skusOf({ assign, remove }: LicenseChange): readonly string[] {
  return [...assign.map(({ sku }) => sku), ...remove].map(({ id }) => id.toLowerCase());
}
