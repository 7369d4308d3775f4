/** What is kept of a row to be shown. */
export const LONGEST_ROW = 200;

/** A row of a sheet: its cells, empty ones among them, and its words in one line. */
export type SheetRow = { readonly cells: readonly string[]; readonly words: string };

/** The rows of a pasted sheet that are not empty. Line ends within quotes part none; a quote counts at the beginning of a cell only. */
export function rowsIn(text: string): readonly SheetRow[] {
  const separator = separatorIn(text);
  const rows: SheetRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    cells.push(cell.normalize('NFKC').replace(/\s+/g, ' ').trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    const words = cells.filter(Boolean).join(' ').slice(0, LONGEST_ROW);
    if (words !== '') rows.push({ cells, words });
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (letter === '"' && cell.trim() === '') isQuoted = true;
    else if (separator.test(letter)) endCell();
    else if (/[\r\n\u2028\u2029\v]/.test(letter)) {
      if (letter === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else cell += letter;
  }
  endRow();
  // A quote that is never closed would swallow every row behind it.
  return isQuoted ? rowsIn(text.replaceAll('"', '')) : rows;
}

/** Sheets part cells by tabs; files by semicolons where commas stand in numbers, else by commas. */
function separatorIn(text: string): RegExp {
  if (text.includes('\t')) return /\t/;
  if (/[;；]/.test(text)) return /[;；]/;
  return /[,，、]/;
}
