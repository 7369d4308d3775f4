import type { Translate } from './translator.ts';

/** Joins names as a sentence in that language does: "Ada, Emily, and Deniz"; with `any` "Ada, Emily, or Deniz". */
export function listText(names: readonly string[], text: Translate, which: 'all' | 'any' = 'all'): string {
  const type = which === 'all' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(text.language, { type }).format(names);
}
