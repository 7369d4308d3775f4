import { readExceptions } from './exceptions.ts';
import { anyOf, anyWholeOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { AboutRequest } from './words/language-words.ts';

const BECAUSE = new RegExp(
  `^(?:${anyOf(ALL_WORDS.flatMap(({ because }) => because))}(?:\\s*[:、,]\\s*|\\s+|$|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])))`,
  'iu',
);

/** What is only polite, or in a hurry. */
const COURTESY = new RegExp(`^(?:(?:${ALL_WORDS.map(courtesyOf).join('|')})[\\s,;:.!、。…]*)+`, 'iu');

/** Whoever rejects or withdraws says why: there a comma is mark enough. */
const SAY_WHY: readonly AboutRequest[] = ['reject', 'cancel'];

/** What is said behind a request's number, and what parts it from there. */
export type SaidBehind = { readonly mark: string; readonly text: string };

/** The reason that a text says by beginning as reasons do ("because …"); undefined where it begins otherwise. */
export function reasonIn(typed: string): string | undefined {
  const text = typed.trim();
  return BECAUSE.test(text) ? withoutBecause(text) || undefined : undefined;
}

/** A reason without the word that opens it; "because without it …" would be an exception without that word. */
export function withoutBecause(text: string): string {
  const why = text.replace(BECAUSE, '').trim();
  return why !== text && readExceptions(why).names.length > 0 ? text : why;
}

/** What remains behind courtesy: "please, because …" is "because …". */
export function behindCourtesy({ mark, text }: SaidBehind): SaidBehind {
  const [polite = ''] = COURTESY.exec(text) ?? [];
  const left = text.slice(polite.length).trim();
  return { mark: mark + polite, text: /[\p{L}\p{N}]/u.test(left) ? left : '' };
}

/** Whether it is said as a remark, a reason or an exception is; anything else may change what is to be done. */
export function isRemark(kind: AboutRequest, { mark, text }: SaidBehind): boolean {
  if (text === '' || BECAUSE.test(text) || readExceptions(text).names.length > 0) return true;
  if (mark.includes(':') || /^(?:[-–—]\s|["“”「『(])/u.test(text)) return true;
  if (ALL_WORDS.some(({ deciding }) => deciding.limits.test(text))) return false;
  if (ALL_WORDS.some(({ deciding }) => deciding.remark.test(text))) return true;
  return SAY_WHY.includes(kind) && /[,;.!、。]/.test(mark);
}

function courtesyOf({ hasSpaces, please, phrases, deciding }: (typeof ALL_WORDS)[number]): string {
  const words = [...please, ...phrases.thanks, ...deciding.rightAway];
  return hasSpaces ? anyWholeOf(words) : anyOf(words);
}
