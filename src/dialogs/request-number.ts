/** Request numbers are six letters and digits, without I, L, O and U; the source of a pattern, as all here. */
export const SURE_NUMBER = '[0-9A-HJKMNP-TV-Z]{6}';
/** Who reads O for 0, or I and L for 1, means those; a word of six letters with no digit in it is no request. */
export const MISREAD_NUMBER = '(?=[A-Z]*\\d)[0-9A-TV-Z]{6}';
/** Behind a number. */
export const NUMBER_END = '(?![0-9A-Z])';
/** Between a verb and what follows; Japanese puts no space there. */
export const VERB_GAP = '(?:\\s+|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])\\s*)';
