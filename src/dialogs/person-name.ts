/** A name as people write it: each word of it with a capital letter, or in characters that know none. */
const NAME =
  /^\p{Lu}[\p{L}\p{M}'’.-]*(?: \p{Lu}[\p{L}\p{M}'’.-]*){0,4}$|^[\p{Script=Han}\p{Script=Katakana}々ー・ 　]{2,20}(?:さん|様)?$/u;

/** Whether a text is written as the name of a person, or of a company, is. */
export function isPersonName(text: string): boolean {
  return NAME.test(text);
}
