import { addressesIn, addressIn, isAddress, localPart, wordsIn } from './addresses.ts';
import { isProductName } from './product-name.ts';
import { LONGEST_ROW, rowsIn, type SheetRow } from './sheet-rows.ts';

/** One person of a list as it was written: a row of a sheet, or one of several addresses in a line. */
export type UserRow = {
  /** The address, else the name. */
  readonly user: string;
  /** The license, where a header or the other rows say which column it is. */
  readonly license: string | null;
  /** What else stands in the row: a name, perhaps a license. */
  readonly others: readonly string[];
  /** The whole row, to be shown and corrected. */
  readonly words: string;
};

type Columns = { readonly user: number; readonly name: number; readonly license: number };

const LONGEST_TEXT = 20_000;
const MOST_ROWS = 500;
/** What stands between an address and the words around it. */
const AROUND_PART = /^[\s<>"'`,;:|()[\]–-]+|[\s<>"'`,;:|()[\]–-]+$/gu;
const BETWEEN = new Set(['and', 've', 'ile', 'と', 'および', '+', '&']);
const USER_COLUMN =
  /upn|user ?principal|mail|address|adres|posta|kullanıcı ad|oturum|メール|アドレス|サインイン|プリンシパル/iu;
const NAME_COLUMN =
  /name|user|person|people|kişi|(?<!\p{L})ad[ıi]?(?!\p{L})|isim|kullanıcı|氏名|名前|ユーザー/iu;
const LICENSE_COLUMN = /licen[sc]e|sku|product|plan\b|lisans|ürün|ライセンス|製品|プラン/iu;

/** Reads rows of a sheet or a list of addresses, whatever parts them; nothing is looked up here. */
export function readUserRows(text: string): readonly UserRow[] {
  const written = rowsIn(text.slice(0, LONGEST_TEXT).replace(/^\uFEFF/, ''));
  const [first, ...others] = written;
  if (!first) return [];
  const columns = others.length > 0 ? headerOf(first.cells) : undefined;
  if (columns) return others.slice(0, MOST_ROWS).flatMap((row) => rowByHeader(row, columns));
  const rows = written.slice(0, MOST_ROWS).map(partedAtAddress);
  const look = { isAlone: written.length === 1, licenses: licenseColumnIn(rows) };
  return rows.flatMap((row) => rowsByLook(row, look));
}

/** Whether the first row of a sheet names its columns. */
export function hasHeader(text: string): boolean {
  const [first, ...others] = rowsIn(text);
  return first !== undefined && others.length > 0 && headerOf(first.cells) !== undefined;
}

/** Whether a text is a list of people: several rows with addresses, or several addresses with hardly a word beside. */
export function isUserList(text: string): boolean {
  const lines = text
    .slice(0, LONGEST_TEXT)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '');
  const addressed = lines.filter((line) => line.includes('@')).length;
  if (lines.length > 1) return addressed > 1 && addressed * 2 >= lines.length;
  const words = wordsIn(text);
  const others = words.filter((word) => !isAddress(word));
  return words.length - others.length > 1 && others.every((word) => BETWEEN.has(word.toLowerCase()));
}

function headerOf(cells: readonly string[]): Columns | undefined {
  if (cells.some((cell) => cell.includes('@'))) return undefined;
  const columnOf = (pattern: RegExp, besides: readonly number[] = []) =>
    cells.findIndex((cell, index) => pattern.test(cell) && !besides.includes(index));
  const user = columnOf(USER_COLUMN);
  const license = columnOf(LICENSE_COLUMN, [user]);
  const name = columnOf(NAME_COLUMN, [user, license]);
  return user < 0 && name < 0 ? undefined : { user, name, license };
}

function rowByHeader({ cells, words }: SheetRow, { user, name, license }: Columns): readonly UserRow[] {
  const address = addressIn(cells[user] ?? '') ?? cells.map(addressIn).find(Boolean);
  const named = address ?? cells[name] ?? '';
  if (named === '') return [];
  return [{ user: named, license: cells[license] || null, others: [], words }];
}

/** Without a header, a column half of whose cells are products of Microsoft's names licenses, in the other cells too. */
function licenseColumnIn(rows: readonly SheetRow[]): number {
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, column) => column).findIndex((column) => {
    const filled = rows.flatMap(({ cells }) => cells[column] || []);
    const products = filled.filter((cell) => !cell.includes('@') && isProductName(cell));
    return products.length > 0 && products.length * 2 >= filled.length;
  });
}

/** In a single line each address is a person; in a row of a sheet, two addresses of one name are the same person. */
function rowsByLook(
  { cells, words }: SheetRow,
  { isAlone, licenses }: { readonly isAlone: boolean; readonly licenses: number },
): readonly UserRow[] {
  const filled = cells.filter((cell) => cell !== '');
  const addresses = filled.flatMap(addressesIn);
  const [first] = addresses;
  if (!first) {
    // "Ada, Bo" in one line are two people; in a row of a sheet, a name with what belongs to it.
    if (!isAlone) return [namedRow({ cells, words }, licenses)];
    return filled.map((user) => ({
      user,
      license: null,
      others: [],
      words: user.slice(0, LONGEST_ROW),
    }));
  }
  const people = addresses.filter(
    (address, index) => addresses.findIndex((other) => localPart(other) === localPart(address)) === index,
  );
  const license = cells[licenses] || null;
  const others = filled.filter((cell) => !cell.includes('@') && cell !== license);
  if (people.length === 1) return [{ user: first, license, others, words }];
  return people.map((user) => ({ user, license: null, others: [], words: user.slice(0, LONGEST_ROW) }));
}

/** A row of a sheet without an address: a name, its license where there is a column of them, and what belongs to it. */
function namedRow({ cells, words }: SheetRow, licenses: number): UserRow {
  const license = cells[licenses] || null;
  const [user = '', ...others] = cells.filter((cell, column) => cell !== '' && column !== licenses);
  return { user: user || words, license, others, words };
}

/**
 * Rows whose only cell is an address with words around it, as "ada@contoso.com E5": they are parted at the address. A name
 * before it belongs to it.
 */
function partedAtAddress(row: SheetRow): SheetRow {
  const [cell = '', ...others] = row.cells.filter(Boolean);
  const [address = '', ...more] = others.length === 0 ? addressesIn(cell) : [];
  if (address === '' || more.length > 0 || address === cell) return row;
  const [before = '', behind = ''] = cell
    .split(address)
    .map((part) => part.slice(0, LONGEST_ROW).replace(AROUND_PART, ''));
  return { ...row, cells: [isProductName(before) ? before : '', address, behind] };
}
