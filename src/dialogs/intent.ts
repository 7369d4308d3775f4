/** What a sentence asks to have changed, in the words that were used. Empty where nothing was said. */
export type Wish = {
  readonly customer: string | null;
  readonly users: readonly string[];
  readonly assign: readonly string[];
  readonly remove: readonly string[];
  readonly reason: string | null;
};

/** Something said about one request. */
export type RequestIntent = {
  readonly kind: 'status' | 'cancel' | 'approve' | 'reject' | 'retry' | 'run' | 'give-up';
  readonly requestId: string;
  readonly reason: string | null;
};

/** Something said in a fixed phrase. */
export type PhraseIntent = {
  readonly kind: 'help' | 'mine' | 'pending' | 'sign-out' | 'connect-directory' | 'discard';
};

/** What a message wants. */
export type Intent =
  | PhraseIntent
  | RequestIntent
  | { readonly kind: 'request'; readonly wish: Wish | null }
  | { readonly kind: 'other'; readonly text: string };

/** Request ids are six letters and digits; they may be typed in lower case or with a leading #. */
const ID = '#?([0-9A-HJKMNP-TV-Z]{6})';

const SIMPLE: readonly (readonly [RegExp, PhraseIntent['kind']])[] = [
  [/^(help|\?|hi|hello|hey|start|what can you do)$/, 'help'],
  [/^(my requests|mine|my request|requests of mine)$/, 'mine'],
  [/^(pending|waiting|to approve|approvals)$/, 'pending'],
  [/^(sign ?out|log ?out|forget me)$/, 'sign-out'],
  [/^connect directory$/, 'connect-directory'],
  [/^(cancel|stop|discard|never ?mind|quit)$/, 'discard'],
];

const ABOUT_REQUEST: readonly (readonly [string, RequestIntent['kind']])[] = [
  ['(?:status|show|where is)', 'status'],
  ['(?:cancel|withdraw)', 'cancel'],
  ['(?:approve|ok)', 'approve'],
  ['(?:reject|decline)', 'reject'],
  ['(?:retry|try again)', 'retry'],
  ['(?:run)', 'run'],
  ['(?:give up)', 'give-up'],
];

const START =
  /^(?:i (?:need|want)|request|new request|ask|please|license|licence|a license)(?: a license| a licence| licenses)?[.!]?$/;

/** Reads a typed message. Pure: no names are looked up here. Mentions of the bot are to be stripped before. */
export function readIntent(message: string): Intent {
  const text = message.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const lower = text.toLowerCase().replace(/[.!]+$/, '');
  for (const [pattern, kind] of SIMPLE) if (pattern.test(lower)) return { kind };
  for (const [words, kind] of ABOUT_REQUEST) {
    const match = new RegExp(`^${words} ${ID}(?:[,:]?\\s+(?:because|since|reason:?)?\\s*(.+))?$`, 'i').exec(
      text,
    );
    if (match?.[1]) return { kind, requestId: match[1].toUpperCase(), reason: match[2]?.trim() || null };
  }
  if (START.test(lower)) return { kind: 'request', wish: null };
  const wish = readWish(text);
  return wish ? { kind: 'request', wish } : { kind: 'other', text };
}

/** The words that open the parts of a sentence; each part goes on to the next such word. */
const PARTS =
  /(?:^|[\s,;]+)(instead of|in place of|because of|because|reason:|remove|take away|without|for|from|at|customer)\s+/gi;

const SECTION: Readonly<Record<string, 'remove' | 'reason' | 'user' | 'from' | 'customer'>> = {
  'instead of': 'remove',
  'in place of': 'remove',
  remove: 'remove',
  'take away': 'remove',
  because: 'reason',
  'because of': 'reason',
  'reason:': 'reason',
  for: 'user',
  from: 'from',
  at: 'customer',
  customer: 'customer',
};

/**
 * Reads a sentence such as "E5 instead of E3 for ada@contoso.com at Contoso because she joins finance".
 * Returns undefined when it names neither a user nor a license to take away from somebody.
 */
export function readWish(text: string): Wish | undefined {
  const sections = splitSections(text.replace(/[.!]+$/, ''));
  const users = listOf([...sections.user, ...sections.from]);
  const assign = listOf(sections.assign.map(withoutVerb));
  const remove = listOf(sections.remove);
  if (users.length === 0 || assign.length + remove.length === 0) return undefined;
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
  const sections = splitSections(text.normalize('NFKC').trim());
  return { assign: listOf(sections.assign.map(withoutVerb)), remove: listOf(sections.remove) };
}

function splitSections(text: string) {
  const sections = {
    assign: [] as string[],
    remove: [] as string[],
    user: [] as string[],
    from: [] as string[],
    customer: [] as string[],
    reason: [] as string[],
  };
  let name: keyof typeof sections = 'assign';
  let from = 0;
  for (const match of text.matchAll(PARTS)) {
    const next = SECTION[match[1]?.toLowerCase() ?? ''];
    // A reason goes on to the end: "because she works for the board" names nobody.
    if (!next || name === 'reason') continue;
    sections[name].push(text.slice(from, match.index));
    name = next;
    from = match.index + match[0].length;
  }
  sections[name].push(text.slice(from));
  return sections;
}

function withoutVerb(text: string): string {
  return text
    .replace(/^(?:please\s+)?(?:i\s+(?:need|want)|request|assign|give|add|ask for)\s+/i, '')
    .replace(/^(?:an?|one)\s+/i, '');
}

function listOf(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(/\s*(?:,|;|\band\b|\+)\s*/i))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
