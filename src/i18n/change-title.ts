import { plainName } from './plain-text.ts';
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
