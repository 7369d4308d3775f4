import { addressesIn } from './addresses.ts';
import { readClauses } from './clauses.ts';
import { isPersonName } from './person-name.ts';
import { isProductName } from './product-name.ts';
import { withoutReason } from './sentence-parts.ts';
import { hasHeader, isUserList, readUserRows } from './user-rows.ts';
import { NO_WISH, namesOnlyProducts, readWish, type Wish } from './wish.ts';
import { ALL_WORDS } from './words/all-words.ts';

const LONGEST_MESSAGE = 20_000;
/** A row of a sheet is short; what is longer is no row, and no line above rows. */
const LONGEST_LINE = 400;
/** Stands for one of the people below a line. */
const SOMEBODY = 'somebody@example.com';
/** A sentence among rows shows soon. */
const MOST_LOOKED_AT = 5;

/**
 * Reads a list of people, perhaps under a line that says what they are to get: "E5 instead of E3 for" and rows below it; or
 * a sentence that says it of each of them. Undefined when a message is no such list.
 */
export function readListWish(message: string): Wish | undefined {
  const text = message.slice(0, LONGEST_MESSAGE);
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const parted = reasonParted(lines);
  const reasoned = parted && readListWish(parted.rows);
  if (parted && reasoned?.rows) return { ...reasoned, reason: parted.reason };
  const [only] = lines;
  const clauses = lines.length === 1 && only ? readClauses(only) : undefined;
  if (clauses) return clauses;
  if (!message.includes('@')) return readNames(lines);
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

/** Rows without the reason at the end of the last one: "ada@contoso.com because she starts". */
function reasonParted(
  lines: readonly string[],
): { readonly rows: string; readonly reason: string } | undefined {
  const last = lines.length > 1 ? (lines.at(-1) ?? '') : '';
  if (last.length > LONGEST_LINE) return undefined;
  const { text = '', reason = '' } =
    ALL_WORDS.map(({ sentence }) => withoutReason(last, sentence)).find((one) => one.reason !== '') ?? {};
  const row = text.replace(/[\s,;、，；]+$/u, '');
  const isRow = addressesIn(row).length > 0 || row === '';
  return reason !== '' && isRow
    ? { rows: [...lines.slice(0, -1), row].join('\n').trim(), reason }
    : undefined;
}

/** Reads names without addresses: under a line that says what they are to get, or in a sheet that says it of each. */
function readNames(lines: readonly string[]): Wish | undefined {
  if (lines.length < 2 || lines.some((line) => line.length > LONGEST_LINE)) return undefined;
  const [caption = '', ...others] = lines;
  const rows = others.join('\n');
  if (others.length > 1 && others.every((line) => isPersonName(cellsOf(line)[0] ?? ''))) {
    const wish = captionWish(caption.replace(/[\s:：]+$/u, ''), SOMEBODY);
    if (wish?.users[0] === SOMEBODY && namesOnlyProducts(wish)) return { ...wish, users: [], rows };
  }
  const isSheet = lines.every((line) => cellsOf(line).length > 1);
  const found = isSheet ? readUserRows(lines.join('\n')) : [];
  const licensed = found.filter(({ user, license }) => isPersonName(user) && isProductName(license ?? ''));
  return licensed.length > 1 && licensed.length * 2 >= found.length
    ? { ...NO_WISH, rows: lines.join('\n') }
    : undefined;
}

function cellsOf(line: string): readonly string[] {
  return line.split(/[\t;；,，、]/).map((cell) => cell.trim());
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
