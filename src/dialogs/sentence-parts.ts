import { isProductName } from './product-name.ts';
import type { LanguageWords, PartMark, PartRole } from './words/language-words.ts';

/** What a sentence says, part by part, in the words that were used. */
export type SentenceParts = {
  readonly assign: readonly string[];
  readonly remove: readonly string[];
  readonly without: readonly string[];
  readonly users: readonly string[];
  readonly customers: readonly string[];
  readonly reason: string;
  /** How many words of the language marked a part: the language with most of them was meant. */
  readonly marks: number;
};

type FoundMark = {
  readonly role: PartRole;
  readonly part: PartMark['part'];
  readonly from: number;
  readonly to: number;
};

/** A customer in brackets; products carry remarks such as "(no Teams)". */
const IN_BRACKETS =
  /\s*\((?!(?:no|without|with|for|eea|trial|user|device)\b)(?![^)]*(?:teams|試用|なし|学生|教職員|deneme))([^()]{2,80})\)\s*/i;
const ADDRESS = /<?[^\s<>,;、。]+@[^\s<>,;、。]+>?/;
const SEPARATORS = /^[\s,;、。:]+|[\s,;、。:]+$/g;

/** Splits a sentence at the words by which a language marks its parts; only at those of some roles where they are named. */
export function splitSentence(
  sentence: string,
  { sentence: words }: LanguageWords,
  roles: ReadonlySet<PartRole> | null = null,
): SentenceParts {
  const said = words.rewrites.reduce((text, [pattern, meant]) => text.replace(pattern, meant), sentence);
  const { text, reason, count } = roles ? { text: said, reason: '', count: 0 } : withoutReason(said, words);
  const bracketed = roles ? null : IN_BRACKETS.exec(text);
  const plain = bracketed ? text.replace(bracketed[0], ' ') : text;
  const marks = usedMarks(marksIn(plain, words.marks, roles), plain);
  const parts = new Parts(words.behindName);
  let at = 0;
  let open: PartRole | null = null;
  for (const mark of marks) {
    let piece = plain.slice(at, mark.from);
    if (open !== null && mark.part === 'before') {
      const [own = '', ...others] = piece.split(/[,;、。]/);
      parts.add(open, own);
      piece = others.join(',');
      open = null;
    }
    if (mark.part === 'before') parts.close(mark.role, piece);
    else {
      parts.add(open ?? 'assign', piece);
      open = mark.role;
    }
    at = mark.to;
  }
  parts.add(open ?? 'assign', plain.slice(at));
  if (bracketed?.[1]) parts.add('customer', bracketed[1]);
  return { ...parts.settled(), reason, marks: marks.length + count };
}

/** Gathers the parts of one sentence. */
class Parts {
  readonly #behindName: RegExp;
  readonly #assign: string[] = [];
  readonly #remove: string[] = [];
  readonly #without: string[] = [];
  readonly #users: string[] = [];
  readonly #customers: string[] = [];
  readonly #from: string[] = [];
  /** What a verb further on will say more about. */
  #objects: string[] = [];

  constructor(behindName: RegExp) {
    this.#behindName = behindName;
  }

  /** A part that ends at its mark: there a user may stand behind a license that nothing marked. */
  close(role: PartRole, piece: string): void {
    const trimmed = piece.replace(SEPARATORS, '');
    const address = ADDRESS.exec(trimmed);
    if (role === 'of') this.add(this.#isUser(trimmed) ? 'user' : 'customer', trimmed);
    else if (address?.[0] === trimmed) this.add('user', trimmed);
    else if (role === 'user' && address && !address[0].startsWith('<')) {
      this.add('assign', trimmed.slice(0, address.index));
      this.add('user', trimmed.slice(address.index));
    } else this.add(role, trimmed);
  }

  add(role: PartRole, piece: string): void {
    const text = piece.replace(SEPARATORS, '');
    switch (role) {
      case 'user':
        this.#users.push(text);
        return;
      case 'of':
      case 'customer':
        this.#customers.push(text);
        return;
      case 'from':
        this.#from.push(text);
        return;
      case 'object':
        this.#objects.push(text);
        return;
      case 'instead':
        this.#remove.push(text);
        return;
      case 'remove':
        this.#remove.push(...this.#objects, text);
        this.#objects = [];
        return;
      case 'assign':
        this.#assign.push(...this.#objects, text);
        this.#objects = [];
        return;
      case 'without':
        this.#without.push(text);
        return;
      case 'reason':
        return;
    }
  }

  settled() {
    const [users, customers] = [this.#users.filter(Boolean), this.#customers.filter(Boolean)];
    for (const place of this.#from.filter(Boolean)) {
      const isUser = place.includes('@') || (users.length === 0 && this.#remove.some(Boolean));
      (isUser ? users : customers).push(place);
    }
    const assign = [...this.#assign, ...this.#objects];
    return { assign, remove: this.#remove, without: this.#without, users, customers };
  }

  #isUser(text: string): boolean {
    return text.includes('@') || this.#behindName.test(text) || this.#customers.length > 0;
  }
}

/** What stands behind the word that opens a reason, as in "because she joins finance"; undefined where none opens the text. */
export function reasonBehind(text: string, { sentence: words }: LanguageWords): string | undefined {
  // Marks stand behind a space.
  const [opener] = marksIn(` ${text}`, words.marks, new Set(['reason']));
  const isOpened = opener?.from === 0 && /[\s:は]$/u.test(` ${text}`.slice(0, opener.to));
  return isOpened ? ` ${text}`.slice(opener.to).trim() : undefined;
}

/** A reason goes on to the end of the sentence: "because she works for the board" names nobody. */
export function withoutReason(
  text: string,
  words: LanguageWords['sentence'],
): { readonly text: string; readonly reason: string; readonly count: number } {
  const opener = marksIn(text, words.marks, new Set(['reason']))[0];
  if (opener) {
    const said = text.slice(opener.to).trim();
    const without = withoutBehind(said, words);
    const reason = said
      .slice(0, said.length - without.length)
      .trim()
      .replace(SEPARATORS, '');
    return { text: `${text.slice(0, opener.from)}${without}`, reason: without ? reason : said, count: 1 };
  }
  const clause = words.reasonClause?.exec(text);
  if (!clause?.[1]) return { text, reason: '', count: 0 };
  return { text: text.replace(clause[0], ' '), reason: clause[1].trim(), count: 1 };
}

/** A service plan that is left out behind a reason, and the comma before it: "because she is new, and without Teams". */
function withoutBehind(reason: string, words: LanguageWords['sentence']): string {
  const [last = ''] = /[,;、][^,;、]*$/u.exec(reason) ?? [];
  const piece = last
    .slice(1)
    .trim()
    .replace(new RegExp(`^${words.and.source}`, 'iu'), '');
  const [mark] = marksIn(` ${piece.trim()}`, words.marks, new Set(['without']));
  if (!mark) return '';
  const named = ` ${piece.trim()}`.replace(` ${piece.trim()}`.slice(mark.from, mark.to), '').trim();
  return isProductName(named) ? last : '';
}

function marksIn(
  text: string,
  marks: readonly PartMark[],
  roles: ReadonlySet<PartRole> | null,
): readonly FoundMark[] {
  const wanted = marks.filter(({ role }) => (roles ? roles.has(role) : role !== 'reason'));
  if (wanted.length === 0) return [];
  const pattern = new RegExp(wanted.map(({ words }) => `(${words})`).join('|'), 'giu');
  return [...text.matchAll(pattern)].flatMap((match) => {
    const mark = wanted[match.slice(1).findIndex((group) => group !== undefined)];
    if (!mark) return [];
    return [{ role: mark.role, part: mark.part, from: match.index, to: match.index + match[0].length }];
  });
}

/** Some products have a "for" in their name: what opens a user counts before an address, else for the last time only. */
function usedMarks(marks: readonly FoundMark[], text: string): readonly FoundMark[] {
  const opensUser = (mark: FoundMark) => mark.part === 'behind' && mark.role === 'user';
  const isAddressed = (mark: FoundMark, index: number) =>
    (opensUser(mark) || mark.role === 'from') && text.slice(mark.to, marks[index + 1]?.from).includes('@');
  const hasAddress = marks.some(isAddressed);
  const last = marks.findLast(opensUser);
  return marks.filter(
    (mark, index) => !opensUser(mark) || isAddressed(mark, index) || (!hasAddress && mark === last),
  );
}
