import { addressesIn, hasHeader, isUserList } from './user-rows.ts';
import { NO_WISH, readWish, type Wish } from './wish.ts';
import { ALL_WORDS } from './words/all-words.ts';

const LONGEST_MESSAGE = 20_000;
/** A row of a sheet is short; what is longer is no row, and no line above rows. */
const LONGEST_LINE = 400;
/** A sentence among rows shows soon. */
const MOST_LOOKED_AT = 5;

/**
 * Reads a list of people, perhaps under a line that says what they are to get: "E5 instead of E3 for" and rows below it.
 * Undefined when a message is no such list.
 */
export function readListWish(message: string): Wish | undefined {
  if (!message.includes('@')) return undefined;
  const text = message.slice(0, LONGEST_MESSAGE);
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  if (lines.some((line) => line.length > LONGEST_LINE)) {
    return isUserList(text) ? { ...NO_WISH, rows: text } : undefined;
  }
  const [caption = '', ...rows] = lines;
  const sheet = rows.join('\n');
  const [address] = addressesIn(rows[hasHeader(sheet) ? 1 : 0] ?? '');
  if (address && !caption.includes('@') && areRows(rows)) {
    const wish = captionWish(caption.replace(/[\s:：]+$/u, ''), address);
    if (wish) return { ...wish, users: [], rows: sheet };
  }
  return isUserList(text) && areRows(lines) ? { ...NO_WISH, rows: text } : undefined;
}

/** Reads a line above rows as if it named one of the people below it, where it says "these people" or nobody. */
function captionWish(said: string, address: string): Wish | undefined {
  const named = ALL_WORDS.reduce((text, { sentence: { thesePeople } }) => {
    const ending = thesePeople.exec(text)?.groups?.['ending'];
    return text.replace(thesePeople, () => (ending ? `${address}'${ending}` : address));
  }, said);
  const readings = named === said ? [`${said} ${address}`, said] : [named];
  return readings.map(readWish).find((wish) => wish && wish.assign.length + wish.remove.length > 0);
}

/** A row parts its cells, or is an address with a name; a sentence that asks for something is no row. */
function areRows(lines: readonly string[]): boolean {
  return lines
    .slice(0, MOST_LOOKED_AT)
    .every((line) => /[\t;,，；、|]/.test(line) || readWish(line) === undefined);
}
