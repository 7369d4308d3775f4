const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Turns the HTML entities that Partner Center's descriptions may hold (`We&#39;re sorry`) into characters. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g,
    (whole, decimal, hex, name) => {
      if (name) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
      const point = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return isCharacter(point) ? String.fromCodePoint(point) : whole;
    },
  );
}

function isCharacter(point: number): boolean {
  return point >= 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}
