/** Grams are told apart by so many numbers; two that share one only make a search look at more than it must. */
export const GRAMS = 4096;

const LONGEST = 3;
/** Longer where a word or a field begins: that is how people begin to type. */
const LONGEST_AT_START = 6;

/** Calls `use` with the number and the length of every gram of a text, which are its pieces of one to three characters. */
export function eachGram(text: string, use: (gram: number, length: number) => void): void {
  for (let start = 0; start < text.length; start++) {
    const end = Math.min(text.length, start + (isMark(text.charCodeAt(start)) ? LONGEST_AT_START : LONGEST));
    let hash = 0;
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
      hash ^= hash >>> 15;
      use(hash & (GRAMS - 1), at - start + 1);
      // A single character has nothing else to be told by: it gets two numbers.
      if (at === start) use((hash >>> 11) & (GRAMS - 1), 1);
    }
  }
}

/** Whether a character opens a word or a field of a search text. */
function isMark(code: number): boolean {
  return code === 0x3c || code === 0x5b;
}

/** The grams that a text has in which all of these occur, the longest first: they are the rarest. */
export function gramsOf(texts: readonly string[]): readonly number[] {
  const byLength = Array.from({ length: LONGEST_AT_START + 1 }, (): number[] => []);
  for (const text of texts) eachGram(text, (gram, length) => byLength[length]?.push(gram));
  return byLength.reverse().flat();
}
