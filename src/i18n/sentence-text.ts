/** Puts sentences after one another; behind a full-width full stop stands no space. */
export function sentencesText(sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== '')
    .join(' ')
    .replace(/(?<=[。！？]) /gu, '');
}
