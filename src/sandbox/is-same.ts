/** Compares ids, domains and user principal names as Microsoft does: in any case. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
