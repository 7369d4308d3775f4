import type { LicenseChange } from '../requests/license-change.ts';
import { isSameSku, type LicenseAssignment } from '../requests/license-change.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Draft, ListedSku, ListedUser } from './draft.ts';

/** What a draft begins with when it is not the first of its kind. */
export type Prefill = Pick<
  Draft,
  | 'customer'
  | 'user'
  | 'list'
  | 'licenseGroup'
  | 'removeGroup'
  | 'assign'
  | 'remove'
  | 'reason'
  /** The request, or the bundle, that is asked for again. */
  | 'follows'
>;

/** What is asked for one person: a change, or one to assign and one to take away across license groups. */
type PersonalChange = Pick<Draft, 'licenseGroup' | 'removeGroup' | 'assign' | 'remove'> &
  Pick<LicenseChange, 'user'>;

/**
 * What a draft begins with that asks again for requests of one customer; undefined where no draft can ask for all of them at
 * once, since what it takes away, or leaves out, is the same for everybody in it.
 */
export function prefillOf(
  requests: readonly Pick<LicenseRequest, 'change' | 'reason'>[],
  follows: string,
): Prefill | undefined {
  const [first] = requests;
  const people = byPerson(requests.map(({ change }) => change));
  const [one, ...others] = people;
  if (!first || !one) return undefined;
  const { user, ...change } = people.find(({ assign }) => skuAlone(assign) === undefined) ?? one;
  const list = others.length > 0 ? people.map((person, index) => rowOf(person, { change, index })) : null;
  if (list?.includes(undefined)) return undefined;
  return {
    ...change,
    customer: first.change.customer,
    user: one.user,
    list: list?.filter((row) => row !== undefined) ?? null,
    reason: first.reason,
    follows,
  };
}

/** A draft that asks again for what was asked before. */
export function prefilledDraft(draft: Draft, prefill: Prefill): Draft {
  return { ...draft, ...prefill, isListSettled: prefill.list !== null };
}

function byPerson(changes: readonly LicenseChange[]): readonly PersonalChange[] {
  const people = new Map<string, PersonalChange>();
  for (const { user, licenseGroup, assign, remove } of changes) {
    const known = people.get(user.id);
    const all = {
      assign: [...(known?.assign ?? []), ...assign],
      remove: [...(known?.remove ?? []), ...remove],
    };
    people.set(user.id, {
      user,
      ...all,
      licenseGroup: assign.length > 0 ? licenseGroup : (known?.licenseGroup ?? licenseGroup),
      removeGroup: remove.length > 0 ? licenseGroup : (known?.removeGroup ?? null),
    });
  }
  return [...people.values()];
}

/** A row of the list beside what holds for everybody: it may have a license of its own instead; undefined where it cannot. */
function rowOf(
  { user, licenseGroup, assign, remove }: PersonalChange,
  { change, index }: { readonly change: Omit<PersonalChange, 'user'>; readonly index: number },
): ListedUser | undefined {
  const isTakenFromAll =
    remove.length === change.remove.length &&
    remove.every((sku) => change.remove.some((other) => isSameSku(sku, other)));
  const sku = skuAlone(assign);
  const own: ListedSku | null = sku ? { ...sku, licenseGroup } : null;
  const isLikeAll = isSameAssignment(assign, change.assign);
  if (!isTakenFromAll || !(isLikeAll || own)) return undefined;
  return {
    row: index + 1,
    words: user.upn,
    user,
    sku: isLikeAll ? null : own,
    fault: null,
    said: { user: user.upn, license: isLikeAll ? null : (own?.name ?? null), others: [] },
  };
}

/** The one SKU that is assigned with all of its services; undefined where it is another one, or there are several. */
function skuAlone([first, ...others]: readonly LicenseAssignment[]) {
  return first && others.length === 0 && first.excludedPlans.length === 0 ? first.sku : undefined;
}

function isSameAssignment(one: readonly LicenseAssignment[], other: readonly LicenseAssignment[]): boolean {
  const keyOf = (assign: readonly LicenseAssignment[]) =>
    assign
      .map(({ sku, excludedPlans }) => [sku.id, ...excludedPlans.map(({ id }) => id).toSorted()].join(' '))
      .toSorted()
      .join('\n')
      .toLowerCase();
  return keyOf(one) === keyOf(other);
}
