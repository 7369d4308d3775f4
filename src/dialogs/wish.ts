import { type SentenceParts, splitSentence } from './sentence-parts.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords, PartRole } from './words/language-words.ts';

/** What a sentence asks to have changed, in the words that were used. Empty where nothing was said. */
export type Wish = {
  readonly customer: string | null;
  readonly users: readonly string[];
  readonly assign: readonly string[];
  readonly remove: readonly string[];
  /** Service plans to leave out of what is assigned. */
  readonly without: readonly string[];
  readonly reason: string | null;
};

const LONGEST_TEXT = 2000;
const COURTESY = /(?:,? please)?[.!?。…]*$/i;
/** An address as mail programs write it: "Ada Lovelace <ada@contoso.com>". */
const NAMED_ADDRESS = /^[^<>]*<([^\s<>]+@[^\s<>]+)>$/;
const LICENSE_ROLES: ReadonlySet<PartRole> = new Set(['instead', 'remove', 'assign', 'object', 'without']);

/**
 * Reads a sentence such as "E5 instead of E3 for ada@contoso.com at Contoso because she joins finance", in any language.
 * Returns undefined when it names no user, or nothing that the user should get or give back.
 */
export function readWish(text: string): Wish | undefined {
  const sentence = text.replace(COURTESY, '');
  const readings = ALL_WORDS.map((words) => ({ words, parts: splitSentence(sentence, words) }));
  let best: { readonly wish: Wish; readonly marks: number } | undefined;
  for (const { words, parts } of readings) {
    const wish = wishOf(parts, words);
    if (wish && (!best || parts.marks >= best.marks)) best = { wish, marks: parts.marks };
  }
  return best?.wish;
}

/** What of a wish is about licenses. */
export type LicenseWish = Pick<Wish, 'assign' | 'remove' | 'without'>;

/** A wish that says nothing. */
export const NO_WISH: Wish = {
  customer: null,
  users: [],
  assign: [],
  remove: [],
  without: [],
  reason: null,
};

/** Reads only licenses, as in the license step: "E5", "E5 instead of E3", "remove E3", "E5 without Teams". */
export function readLicenses(text: string): LicenseWish {
  const answer = foldedWords(text).replace(COURTESY, '');
  const readings = ALL_WORDS.map((words) => ({ words, parts: splitSentence(answer, words, LICENSE_ROLES) }));
  const best = readings.reduce((one, other) => (other.parts.marks > one.parts.marks ? other : one));
  return licensesOf(best.parts, best.parts.marks > 0 ? [best.words] : ALL_WORDS);
}

/** Full-width letters become plain ones, any white space one space; nobody types more than this. */
export function foldedWords(text: string): string {
  return text.slice(0, LONGEST_TEXT).normalize('NFKC').replace(/\s+/g, ' ').trim();
}

function wishOf(parts: SentenceParts, words: LanguageWords): Wish | undefined {
  const { and, behindName } = words.sentence;
  const users = listOf(parts.users, [and])
    .map((user) => user.replace(behindName, ''))
    .map((user) => NAMED_ADDRESS.exec(user)?.[1] ?? user);
  const { assign: named, remove, without } = licensesOf(parts, [words]);
  // "Move ada@contoso.com to E5" is not understood: better that than a license of a strange name.
  if ([...named, ...remove].some((license) => license.includes('@'))) return undefined;
  if (users.length === 0 || named.length + remove.length === 0) return undefined;
  return {
    customer: parts.customers[0]?.replace(behindName, '').trim() || null,
    users,
    assign: named.filter((license) => !words.sentence.anyLicense.test(license)),
    remove,
    without,
    reason: parts.reason || null,
  };
}

function licensesOf(
  { assign, remove, without }: SentenceParts,
  languages: readonly LanguageWords[],
): LicenseWish {
  const grammars = languages.map(({ sentence }) => sentence);
  const bare = (texts: readonly string[]) =>
    listOf(
      texts,
      grammars.map(({ and }) => and),
    )
      .map((name) =>
        grammars.reduce((text, { aroundLicense }) => text.replace(aroundLicense, ''), name).trim(),
      )
      .filter(Boolean);
  return { assign: bare(assign), remove: bare(remove), without: bare(without) };
}

function listOf(texts: readonly string[], ands: readonly RegExp[]): readonly string[] {
  const between = new RegExp(`\\s*(?:,|;|\\+|${ands.map(({ source }) => source).join('|')})\\s*`, 'iu');
  return texts
    .flatMap((text) => text.split(between))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
