import { isProductName, leadingSuite } from './product-name.ts';
import { reasonBehind, type SentenceParts, splitSentence } from './sentence-parts.ts';
import { anyOf } from './word-pattern.ts';
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
  /** Rows of people as they were pasted. */
  readonly rows?: string | undefined;
};

const LONGEST_TEXT = 2000;
const POLITE = anyOf(ALL_WORDS.flatMap(({ hasSpaces, please }) => (hasSpaces ? please : [])));
const COURTESY = new RegExp(`(?:,? ${POLITE})?[.!?。…]*$`, 'iu');
const POLITE_START = new RegExp(`^${POLITE}[ ,]+`, 'iu');
/** An address as mail programs write it: "Ada Lovelace <ada@contoso.com>". */
const NAMED_ADDRESS = /^[^<>]*<([^\s<>]+@[^\s<>]+)>$/;
/** What is left out where somebody asks "without a reason": no service of that name. */
const REASON = new RegExp(`^(?:an? |any )?${anyOf(ALL_WORDS.flatMap(({ steps }) => steps.reason))}$`, 'iu');
const LICENSE_ROLES: ReadonlySet<PartRole> = new Set(['instead', 'remove', 'assign', 'object', 'without']);

/**
 * Reads a sentence such as "E5 instead of E3 for ada@contoso.com at Contoso because she joins finance", in any language.
 * Where no user is named, or in everyday words ("give Ada an E5"), it must name a product of Microsoft's. Returns
 * undefined when it names nothing that a user should get or give back.
 */
export function readWish(text: string): Wish | undefined {
  const sentence = withoutCourtesy(text);
  return (
    bestWish((words) => {
      const meant = inEverydayWords(sentence, words);
      return meant === sentence ? undefined : { sentence: meant, isSaid: namesProducts };
    }) ??
    bestWish(() => ({ sentence, isSaid: ({ users }) => users.length > 0 })) ??
    bestWish(() => ({ sentence, isSaid: namesProducts }))
  );
}

/** Reads a sentence that says for whom, where, without what or why, and names no license: "for Ada", "without Teams". */
export function readParts(text: string): Wish | undefined {
  const sentence = withoutCourtesy(text);
  const readings = ALL_WORDS.map((words) => ({ words, parts: splitSentence(sentence, words) }));
  const { words, parts } = readings.reduce((one, other) =>
    other.parts.marks > one.parts.marks ? other : one,
  );
  const { named, wish } = wishIn(parts, words);
  const isSaid =
    wish.users.length + wish.without.length > 0 || wish.customer !== null || wish.reason !== null;
  return named === 0 && isSaid ? wish : undefined;
}

/** What a sentence may be taken for in one language, and what it must say to be believed. */
type Reading = { readonly sentence: string; readonly isSaid: (wish: Wish) => boolean };

/** The wish of the language of which a sentence has most words. */
function bestWish(readingIn: (words: LanguageWords) => Reading | undefined): Wish | undefined {
  let best: { readonly wish: Wish; readonly marks: number } | undefined;
  for (const words of ALL_WORDS) {
    const reading = readingIn(words);
    if (!reading) continue;
    const parts = splitSentence(reading.sentence, words);
    const wish = wishOf(parts, words);
    const isBetter = !best || parts.marks >= best.marks;
    if (wish && isBetter && reading.isSaid(wish)) best = { wish, marks: parts.marks };
  }
  return best?.wish;
}

function inEverydayWords(sentence: string, { sentence: { everyday } }: LanguageWords): string {
  return everyday.reduce((text, [said, meant]) => text.replace(said, meant), sentence);
}

/** Names that everybody knows, not just any word: "I need help" asks for no license. */
function namesProducts(wish: Wish): boolean {
  const { assign, remove, users } = wish;
  return assign.length + remove.length > 0 ? namesOnlyProducts(wish) : users.length > 0;
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

/** A reason without the word that opens it: "because she joins finance" is "she joins finance". */
export function withoutReasonMark(text: string): string {
  const said = ALL_WORDS.map((words) => reasonBehind(text.trim(), words)).find(Boolean);
  return said ?? text;
}

/** A sentence without what is polite at its ends, and its full stop. */
export function withoutCourtesy(text: string): string {
  return text.replace(POLITE_START, '').replace(COURTESY, '');
}

/** Whether everything that a wish names is a product that everybody knows. */
export function namesOnlyProducts({ assign, remove }: Wish): boolean {
  return assign.length + remove.length > 0 && [...assign, ...remove].every(isProductName);
}

/** Full-width letters become plain ones, any white space one space; nobody types more than this. */
export function foldedWords(text: string): string {
  const plain = text.slice(0, LONGEST_TEXT).normalize('NFKC');
  // One letter may have become eighteen.
  return plain.slice(0, LONGEST_TEXT).replace(/\s+/g, ' ').trim();
}

/** What a sentence that is about licenses wishes. */
function wishOf(parts: SentenceParts, words: LanguageWords): Wish | undefined {
  const { wish, named } = wishIn(parts, words);
  // "Move ada@contoso.com to E5" is not understood: better that than a license of a strange name.
  const isStrange =
    [...wish.assign, ...wish.remove].some((license) => license.includes('@')) ||
    wish.assign.some((license) => isUnwished(license) && !isProductName(license)) ||
    wish.users.some(isProductName);
  return named === 0 || isStrange ? undefined : wish;
}

/** Whether words ask or negate, in any language: "what happened", "I don't want Foo". */
function isUnwished(license: string): boolean {
  return ALL_WORDS.some(({ sentence }) => sentence.unwished.test(license));
}

/** What the parts of a sentence say, and how many licenses they name, the nameless ones too. */
function wishIn(parts: SentenceParts, words: LanguageWords): { readonly wish: Wish; readonly named: number } {
  const { and, behindName } = words.sentence;
  const users = listOf(parts.users, [and])
    .map((user) => user.replace(behindName, ''))
    .map((user) => NAMED_ADDRESS.exec(user)?.[1] ?? user);
  const { assign: named, remove, without } = licensesOf(parts, parts.marks > 0 ? [words] : ALL_WORDS);
  const wish = {
    customer: parts.customers[0]?.replace(behindName, '').trim() || null,
    users,
    assign: named.filter((license) => !words.sentence.anyLicense.test(license)),
    remove,
    without: without.filter((left) => !REASON.test(left)),
    reason: parts.reason || null,
  };
  return { wish, named: named.length + remove.length };
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
  return withSuiteParted({ assign: bare(assign), remove: bare(remove), without: bare(without) });
}

/** "E5 Teams olmadan" names the suite and, right behind it, what is left out of it. */
function withSuiteParted(wish: LicenseWish): LicenseWish {
  const [first = '', ...others] = wish.without;
  const parted = wish.assign.length === 0 ? leadingSuite(first) : undefined;
  if (!parted || (parted.rest === '' && others.length === 0)) return wish;
  return { ...wish, assign: [parted.suite], without: [parted.rest, ...others].filter(Boolean) };
}

function listOf(texts: readonly string[], ands: readonly RegExp[]): readonly string[] {
  const between = new RegExp(`\\s*(?:,|;|\\+|${ands.map(({ source }) => source).join('|')})\\s*`, 'iu');
  return texts
    .flatMap((text) => text.split(between))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
