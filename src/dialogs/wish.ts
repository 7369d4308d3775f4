/** What a sentence asks to have changed, in the words that were used. Empty where nothing was said. */
export type Wish = {
  readonly customer: string | null;
  readonly users: readonly string[];
  readonly assign: readonly string[];
  readonly remove: readonly string[];
  readonly reason: string | null;
};

const LONGEST_TEXT = 2000;

type Section = 'remove' | 'reason' | 'user' | 'customer';

/** The words that open the parts of a sentence; each part goes on to the next such word. */
const PARTS =
  /(?:^|[\s,;]+)(instead of|in place of|because of|because|reason:|remove|take away|for|to|from|at|customer)\s+/gi;

const SECTION: Readonly<Record<string, Section>> = {
  'instead of': 'remove',
  'in place of': 'remove',
  remove: 'remove',
  'take away': 'remove',
  because: 'reason',
  'because of': 'reason',
  'reason:': 'reason',
  for: 'user',
  to: 'user',
  from: 'user',
  at: 'customer',
  customer: 'customer',
};

const VERB =
  /^(?:please\s+)?(?:(?:i|we)\s+(?:need|want|would like)|(?:can|could|may)\s+(?:i|we)\s+(?:have|get)|request|assign|give|add|get|ask for)\s+/i;
const ARTICLE = /^(?:an?|one)\s+/i;
const ANY_LICENSE = /^(?:new )?licen[sc]es?$/i;
/** An address as mail programs write it: "Ada Lovelace <ada@contoso.com>". */
const NAMED_ADDRESS = /^[^<>]*<([^\s<>]+@[^\s<>]+)>$/;

/**
 * Reads a sentence such as "E5 instead of E3 for ada@contoso.com at Contoso because she joins finance".
 * Returns undefined when it names no user, or nothing that the user should get or give back.
 */
export function readWish(text: string): Wish | undefined {
  const sections = splitSections(text.replace(/(?:,? please)?[.!?]*$/i, ''), openersOf(text));
  const users = listOf(sections.user).map((user) => NAMED_ADDRESS.exec(user)?.[1] ?? user);
  const licenses = assignedIn(sections);
  // "Move ada@contoso.com to E5" is not understood: better that than a license of a strange name.
  if (licenses.some((license) => license.includes('@'))) return undefined;
  const assign = licenses.filter((license) => !ANY_LICENSE.test(license));
  const remove = listOf(sections.remove);
  if (users.length === 0 || licenses.length + remove.length === 0) return undefined;
  return {
    customer: sections.customer[0]?.trim() || null,
    users,
    assign,
    remove,
    reason: sections.reason.join(' ').trim() || null,
  };
}

/** Reads only licenses, as in the license step: "E5", "E5 instead of E3", "remove E3", "E5, remove E3". */
export function readLicenses(text: string): Pick<Wish, 'assign' | 'remove'> {
  const words = foldedWords(text);
  const openers = openersOf(words).filter(({ section }) => section === 'remove');
  const sections = splitSections(words, openers);
  return { assign: assignedIn(sections), remove: listOf(sections.remove) };
}

type Opener = { readonly section: Section; readonly from: number; readonly to: number };

/** The words that open parts here: some products have a "for" in their name, and a reason goes on to the end. */
function openersOf(text: string): readonly Opener[] {
  const all = [...text.matchAll(PARTS)].map((match) => {
    const word = match[1]?.toLowerCase() ?? '';
    return { word, section: SECTION[word] ?? 'reason', from: match.index, to: match.index + match[0].length };
  });
  const reason = all.findIndex(({ section }) => section === 'reason');
  const parts = (reason < 0 ? all : all.slice(0, reason + 1)).map((opener, index, openers) => ({
    ...opener,
    isAddressed: opener.section === 'user' && text.slice(opener.to, openers[index + 1]?.from).includes('@'),
    isAfterRemoval: openers[index - 1]?.section === 'remove',
  }));
  const hasAddress = parts.some(({ isAddressed }) => isAddressed);
  const lastUser = parts.findLast(({ word }) => word === 'for' || word === 'to');
  return parts.flatMap((part): Opener[] => {
    if (part.section !== 'user' || part.isAddressed) return [part];
    // "Take away E3 from Ada", but "E5 for Ada from Contoso".
    if (part.word === 'from') return [part.isAfterRemoval ? part : { ...part, section: 'customer' }];
    return !hasAddress && part === lastUser ? [part] : [];
  });
}

function splitSections(text: string, openers: readonly Opener[]) {
  const sections: Record<Section | 'assign', string[]> = {
    assign: [text.slice(0, openers[0]?.from)],
    remove: [],
    reason: [],
    user: [],
    customer: [],
  };
  for (const [index, { section, to }] of openers.entries()) {
    sections[section].push(text.slice(to, openers[index + 1]?.from));
  }
  return sections;
}

function assignedIn({ assign }: { readonly assign: readonly string[] }): readonly string[] {
  return listOf(assign.map((text) => text.replace(VERB, '').replace(ARTICLE, '')));
}

function listOf(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(/\s*(?:,|;|\band\b|\+)\s*/i))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Full-width letters become plain ones, any white space one space; nobody types more than this. */
export function foldedWords(text: string): string {
  return text.slice(0, LONGEST_TEXT).normalize('NFKC').replace(/\s+/g, ' ').trim();
}
