/** Grams are told apart by so many numbers; two that share one only make a search look at more than it must. */
export const GRAMS = 1024;

const LONGEST = 3;
/** Longer where a word or a field begins: that is how people begin to type. */
const LONGEST_AT_START = 6;

/** Calls `use` with the number of every gram of a text, which are its pieces of one to three characters. */
export function eachGram(text: string, use: (gram: number) => void): void {
  for (let start = 0; start < text.length; start++) {
    const end = Math.min(text.length, start + (isMark(text.charCodeAt(start)) ? LONGEST_AT_START : LONGEST));
    let hash = 0;
    for (let at = start; at < end; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
      hash ^= hash >>> 15;
      use(hash & (GRAMS - 1));
      // A single character has nothing else to be told by: it gets two numbers.
      if (at === start) use((hash >>> 10) & (GRAMS - 1));
    }
  }
}

/** Whether a character opens a word or a field of a search text. */
function isMark(code: number): boolean {
  return code === 0x3c || code === 0x5b;
}

/** The grams that a text has in which all of these occur. */
export function gramsOf(texts: readonly string[]): readonly number[] {
  const grams = new Set<number>();
  for (const text of texts) eachGram(text, (gram) => grams.add(gram));
  // The longest come last and are the rarest: they are asked for first.
  return [...grams].reverse();
}
