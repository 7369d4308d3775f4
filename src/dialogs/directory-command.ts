import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** The wish to see how new the directory is, or to have it read anew; `customer` as it was typed, null for all of it. */
export type DirectoryIntent =
  | { readonly kind: 'directory' }
  | { readonly kind: 'refresh'; readonly customer: string | null };

const ENDING = '[\\s.!?。]*$';

const WHOLE = ALL_WORDS.map(({ directory: { names } }) => new RegExp(`^${anyOf(names)}$`, 'iu'));
const SHOW = ALL_WORDS.map(
  ({ directory: { names, show } }) => new RegExp(`^${anyOf([...names, ...show])}${ENDING}`, 'iu'),
);
const REFRESH = ALL_WORDS.flatMap(({ directory: { refreshBefore, refreshBehind } }) => [
  ...(refreshBefore.length > 0
    ? [new RegExp(`^${anyOf(refreshBefore)}\\s+(?<name>.{1,200}?)${ENDING}`, 'iu')]
    : []),
  ...(refreshBehind ? [new RegExp(`^(?<name>.{1,200}?)${refreshBehind}${ENDING}`, 'iu')] : []),
]);

/** Reads "directory", "refresh Contoso" or "dizini yenile"; undefined when it is nothing of the kind. */
export function readDirectoryCommand(text: string): DirectoryIntent | undefined {
  if (SHOW.some((form) => form.test(text))) return { kind: 'directory' };
  for (const form of REFRESH) {
    const name = form.exec(text)?.groups?.['name']?.trim();
    if (name) return { kind: 'refresh', customer: WHOLE.some((whole) => whole.test(name)) ? null : name };
  }
  return undefined;
}
