import { foldedWords } from './wish.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** Who is left out of a decision, in the words that were used, and what was said beside it. */
export type Exceptions = { readonly names: readonly string[]; readonly reason: string | null };

/** Reads what stands behind the number of a bundle: "except Ada and bo@contoso.com because they left", in any language. */
export function readExceptions(said: string | null): Exceptions {
  if (!said) return { names: [], reason: null };
  const text = foldedWords(said);
  for (const { except, sentence } of ALL_WORDS) {
    const { names, reason } = except.exec(text)?.groups ?? {};
    if (!names) continue;
    const between = new RegExp(`\\s*(?:[,;]|${sentence.and.source})\\s*`, 'iu');
    const parts = names.split(between).map((name) => name.replace(sentence.behindName, '').trim());
    return { names: parts.filter(Boolean), reason: reason?.trim() || null };
  }
  return { names: [], reason: said };
}
