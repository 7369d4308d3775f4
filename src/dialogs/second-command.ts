import { MISREAD_NUMBER, NUMBER_END, SURE_NUMBER, VERB_GAP } from './request-number.ts';
import { anyOf, anyWholeOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords } from './words/language-words.ts';

const SECOND = new RegExp(ALL_WORDS.flatMap(formsOf).join('|'), 'iu');

/** Whether what is said behind a request's number holds something to do with another: "…, reject P3QR7T", "…, approve the others". */
export function holdsCommand(text: string): boolean {
  return text.trim() !== '' && SECOND.test(text);
}

function formsOf({ hasSpaces, about, aboutForm, deciding }: LanguageWords): readonly string[] {
  const verbs = Object.entries(about).flatMap(([kind, said]) =>
    kind === 'status' || kind === 'again' ? [] : said,
  );
  // 承認済み is what was done.
  const verb = hasSpaces ? anyWholeOf(verbs) : `${anyOf(verbs)}(?!済)`;
  const others = hasSpaces ? anyWholeOf(deciding.others) : anyOf(deciding.others);
  const number = `(?<![0-9A-Z])(?:#${SURE_NUMBER}|${MISREAD_NUMBER})${NUMBER_END}`;
  const which = `(?:${number}|${others})`;
  return [`${verb}${VERB_GAP}${aboutForm.before}${which}`, `${which}${aboutForm.between}${verb}`];
}
