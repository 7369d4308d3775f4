/**
 * The source of a pattern (flags `iu`) that finds any of these words however they were typed: with or without the marks of
 * Turkish letters, in hiragana or katakana, with or without spaces and hyphens. JavaScript's own case folding does not
 * know that I, İ, ı and i are one key to somebody in a hurry.
 */
export function anyOf(words: readonly string[]): string {
  const longestFirst = words.toSorted((one, other) => other.length - one.length);
  return `(?:${longestFirst.map((word) => [...word].map(letterPattern).join('')).join('|')})`;
}

/** Such words with nothing of a word directly before or behind them; for languages that put spaces between words. */
export function anyWholeOf(words: readonly string[]): string {
  return `(?<![\\p{L}\\p{N}])${anyOf(words)}(?![\\p{L}\\p{N}])`;
}

/** With marks, the letter alone may have been typed; a lower-cased İ leaves a dot of its own behind. */
const LETTERS: Readonly<Record<string, string>> = {
  i: '[iıİ]\\u0307?',
  ı: '[iıİ]\\u0307?',
  ç: '[cç]',
  ğ: '[gğ]',
  ö: '[oö]',
  ş: '[sş]',
  ü: '[uü]',
  ' ': '[ -]?',
  ー: 'ー?',
};

const TO_KATAKANA = 0x60;

function letterPattern(letter: string): string {
  const known = LETTERS[letter];
  if (known) return known;
  const code = letter.charCodeAt(0);
  if (/[ぁ-ゖ]/.test(letter)) return `[${letter}${String.fromCharCode(code + TO_KATAKANA)}]`;
  if (/[ァ-ヶ]/.test(letter)) return `[${letter}${String.fromCharCode(code - TO_KATAKANA)}]`;
  return letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
