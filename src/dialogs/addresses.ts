/** What stands around an address. */
const AROUND = /[\s<>"'`,;:|()[\]、。，；]+/u;

/** The words of a text, addresses among them. */
export function wordsIn(text: string): readonly string[] {
  return text.split(AROUND).filter(Boolean);
}

/** All addresses in a text, in their order. */
export function addressesIn(text: string): readonly string[] {
  return wordsIn(text).filter(isAddress);
}

/** Whether a word has the form of an address. */
export function isAddress(word: string): boolean {
  const at = word.indexOf('@');
  return at > 0 && at < word.length - 1 && word.indexOf('@', at + 1) < 0;
}

/** The first address in a text. */
export function addressIn(cell: string): string | undefined {
  return addressesIn(cell)[0];
}

/** What stands before the `@` of an address. */
export function localPart(address: string): string {
  return address.slice(0, address.indexOf('@')).toLowerCase();
}
