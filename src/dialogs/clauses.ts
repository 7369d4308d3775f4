import { isPersonName } from './person-name.ts';
import { isProductName } from './product-name.ts';
import { withoutReason } from './sentence-parts.ts';
import { foldedWords, NO_WISH, readWish, type Wish, withoutCourtesy } from './wish.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords } from './words/language-words.ts';

/** One person with a license of their own. */
type Clause = { readonly user: string; readonly license: string };

const MOST_PIECES = 60;
const SELF = new RegExp(`^${anyOf(ALL_WORDS.flatMap(({ phrases }) => phrases.me))}$`, 'iu');

/**
 * Reads a sentence that says of several people what each is to get, as rows of a list: "E5 for ada@contoso.com and E3 for
 * me", in any language. Undefined when a sentence is none of that kind, or says more of somebody than a row can.
 */
export function readClauses(message: string): Wish | undefined {
  const text = withoutCourtesy(foldedWords(message));
  const readings = ALL_WORDS.map((words) => ({ words, ...withoutReason(text, words.sentence) }));
  // A reason shows the language, and what stands in it names nobody.
  for (const { words, text: sentence, reason } of readings.toSorted(
    (one, other) => other.count - one.count,
  )) {
    const pieces = sentence
      .split(new RegExp(`\\s*(?:[,;、]|${words.sentence.and.source})\\s*`, 'iu'))
      .filter((piece) => piece !== '');
    const read = pieces.length > 1 && pieces.length <= MOST_PIECES ? readPieces(pieces, words) : undefined;
    if (read) return { ...read, reason: reason || null };
  }
  return undefined;
}

/** Each piece names a license and who gets it, or is somebody who belongs to the piece before, or behind, as the language has it. */
function readPieces(pieces: readonly string[], { sentence }: LanguageWords): Wish | undefined {
  const clauses: Clause[] = [];
  let customer: string | null = null;
  let count = 0;
  let waiting: string[] = [];
  const isNamedFirst = sentence.marks.some(({ role, part }) => role === 'user' && part === 'before');
  for (const piece of pieces) {
    const user = piece.replace(sentence.behindName, '');
    const before = clauses.at(-1);
    if (isPerson(user)) {
      if (isNamedFirst) waiting.push(user);
      else if (before) clauses.push({ ...before, user });
      else return undefined;
      continue;
    }
    const wish = readWish(piece);
    const license = licenseIn(wish);
    if (!wish || license === undefined) return undefined;
    clauses.push(...[...waiting, ...wish.users].map((one) => ({ user: one, license })));
    customer ??= wish.customer;
    waiting = [];
    count += 1;
  }
  if (count < 2 || waiting.length > 0) return undefined;
  const users = [...new Set(clauses.map(({ user }) => user))];
  if (users.length === 1)
    return { ...NO_WISH, customer, users, assign: clauses.map(({ license }) => license) };
  const rows = clauses.map(({ user, license }) => `${user}\t${license}`).join('\n');
  return { ...NO_WISH, customer, users, rows };
}

function isPerson(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) || SELF.test(text) || (isPersonName(text) && !isProductName(text));
}

/** The one license that people get by a piece of a sentence, and nothing else. */
function licenseIn(wish: Wish | undefined): string | undefined {
  const [license, ...others] = wish?.assign ?? [];
  const isMore = others.length + (wish?.remove.length ?? 0) + (wish?.without.length ?? 0) > 0;
  return license !== undefined && !isMore && wish?.users.length && isProductName(license)
    ? license
    : undefined;
}
