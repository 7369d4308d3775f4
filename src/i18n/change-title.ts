import { plainName, shortPlain } from './plain-text.ts';
import type { Translate } from './translator.ts';

/** The parts of a license change that its title names. */
export type TitledChange = {
  readonly user: { readonly name: string };
  readonly assign: readonly { readonly sku: { readonly name: string } }[];
  readonly remove: readonly { readonly name: string }[];
};

/**
 * A license change in a few words, such as "Microsoft 365 E5 instead of Microsoft 365 E3 for Ada". Safe to show; with
 * `labelText` as `shown`, where nothing is read as Markdown.
 */
export function changeTitle(
  change: TitledChange,
  text: Translate,
  shown: (name: string) => string = plainName,
): string {
  const assign = change.assign.map(({ sku }) => shown(sku.name)).join(' + ');
  const remove = change.remove.map(({ name }) => shown(name)).join(' + ');
  const user = shown(change.user.name);
  if (!remove) return text('request.title.assign', { sku: assign, user });
  if (!assign) return text('request.title.remove', { sku: remove, user });
  return text('request.title.swap', { assign, remove, user });
}

/** What a bundle asks for together. */
export type TitledBundle = {
  readonly user: { readonly name: string };
  readonly together: {
    readonly users: number;
    readonly assign: readonly { readonly sku: { readonly name: string } }[];
    readonly remove: readonly { readonly name: string }[];
  };
};

/** What a bundle asks for in a few words, such as "Microsoft 365 E5 for 12 people". Safe to show. */
export function bundleTitle({ user, together }: TitledBundle, text: Translate): string {
  const { users: count, assign: assigned, remove: removed } = together;
  if (count === 1) return changeTitle({ user, ...together }, text);
  const assign = severalNames(
    assigned.map(({ sku }) => sku),
    text,
  );
  const remove = severalNames(removed, text);
  if (!remove) return text('bundle.title.assign', { sku: assign, count });
  if (!assign) return text('bundle.title.remove', { sku: remove, count });
  return text('bundle.title.swap', { assign, remove, count });
}

/** Rows of a sheet may each name another product: the first ones stand for all. */
function severalNames(skus: readonly { readonly name: string }[], text: Translate): string {
  const longest = skus.length > 1 ? LONGEST_OF_SEVERAL : LONGEST_ALONE;
  const names = skus.map(({ name }) => shortPlain(name, longest));
  if (names.length <= MOST_IN_TITLE) return names.join(' + ');
  const shown = names.slice(0, MOST_IN_TITLE - 1);
  return [...shown, text('request.more', { count: names.length - shown.length })].join(' + ');
}

const MOST_IN_TITLE = 3;
const LONGEST_OF_SEVERAL = 60;
const LONGEST_ALONE = 100;

/** What is asked for in a few words: by the bundle that a change belongs to, else by the change. Safe to show. */
export function titleOf(change: TitledChange & Partial<TitledBundle>, text: Translate): string {
  const { user, together } = change;
  return together ? bundleTitle({ user, together }, text) : changeTitle(change, text);
}
