import { ALL_WORDS } from './words/all-words.ts';
import type { AboutRequest, LanguageWords } from './words/language-words.ts';

/** The words that do something with requests, as somebody of this language types them: "approve K7M2QX". */
export function commandFor(kind: AboutRequest, ids: readonly string[], language: string): string {
  const words = ALL_WORDS.find((one) => one.language === language) ?? ALL_WORDS[0];
  return words ? saidWith(words, words.about[kind][0] ?? '', ids) : '';
}

/** A verb with the numbers of requests. */
export function saidWith(
  { hasSpaces, betweenRequests }: LanguageWords,
  verb: string,
  ids: readonly string[],
): string {
  const named = ids.join(` ${betweenRequests[0]} `);
  return hasSpaces ? `${verb} ${named}` : `${named} ${verb}`;
}
