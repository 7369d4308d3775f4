/** How many letters were left out, added, mistaken or exchanged with their neighbour between two words. */
export function editDistance(one: string, other: string): number {
  const [letters, others] = [[...one], [...other]];
  let before: readonly number[] = [];
  let row: readonly number[] = [0, ...others.map((_, index) => index + 1)];
  for (const [i, letter] of letters.entries()) {
    const next = [i + 1];
    for (const [j, second] of others.entries()) {
      const replaced = (row[j] ?? 0) + (letter === second ? 0 : 1);
      const nearest = Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
      const isExchanged = i > 0 && j > 0 && letter === others[j - 1] && letters[i - 1] === second;
      next.push(isExchanged ? Math.min(nearest, (before[j - 1] ?? 0) + 1) : nearest);
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
