import { foldedWords, readWish, type Wish } from './wish.ts';

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
  [/^(sign[ -]?out|log[ -]?out|forget me)$/, 'sign-out'],
  [/^connect directory$/, 'connect-directory'],
  [/^(cancel|stop|discard|never ?mind|quit)$/, 'discard'],
];

const ABOUT_REQUEST: readonly (readonly [string, RequestIntent['kind']])[] = [
  ['(?:status(?: of)?|show|where is)', 'status'],
  ['(?:cancel|withdraw)', 'cancel'],
  ['(?:approve|ok)', 'approve'],
  ['(?:reject|decline)', 'reject'],
  ['(?:retry|try again)', 'retry'],
  ['(?:run(?: with my account)?)', 'run'],
  ['give up', 'give-up'],
];

/** Words around a plain wish for a license, such as "could I have a new license, please". */
const FILLERS =
  /\b(?:please|i|we|need|want|would|like|can|could|may|have|get|new|an?|another|some|ask|for|me)\b|[,!.?]/g;
const START = /^(?:request ?)?(?:request|licen[sc]es?)$/;

/** Reads a typed message. Pure: no names are looked up here. Mentions of the bot are to be stripped before. */
export function readIntent(message: string): Intent {
  const text = foldedWords(message);
  const lower = text.toLowerCase().replace(/[.!]+$/, '');
  for (const [pattern, kind] of SIMPLE) if (pattern.test(lower)) return { kind };
  for (const [words, kind] of ABOUT_REQUEST) {
    const about = new RegExp(`^${words} ${ID}[.,:!?]*(?: (?:because|since|reason:?)? ?(.+))?$`, 'i');
    const match = about.exec(text);
    if (match?.[1]) return { kind, requestId: match[1].toUpperCase(), reason: match[2]?.trim() || null };
  }
  if (START.test(lower.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim()))
    return { kind: 'request', wish: null };
  const wish = readWish(text);
  return wish ? { kind: 'request', wish } : { kind: 'other', text };
}
