import { globSync, readFileSync } from 'node:fs';
import { importsOf, roomOf } from '../test/support/import-lines.ts';

const SOURCE = new URL('../src/', import.meta.url).pathname;
const BEGIN = '<!-- Drawn from the import lines: npm run pages -->\n';
const END = '\n<!-- End of the picture -->';

/** The files beside the rooms, as one. */
const TOP = 'app';

/** They load every room: arrows would only hide the others. */
const PUTS_TOGETHER = [TOP, 'compose', 'doctor', 'sandbox'];

/** Draws who loads whom among the rooms of the product, from the import lines, as a Mermaid flow chart. */
export function drawRooms(): string {
  const files = globSync('**/*.ts', { cwd: SOURCE }).map((path) => ({
    path,
    text: readFileSync(`${SOURCE}${path}`, 'utf8'),
  }));
  const edges = new Map<string, boolean>();
  for (const { file, target, isPackage, isType } of files.flatMap(importsOf)) {
    const [from, to] = [roomOf(file) ?? TOP, roomOf(target) ?? TOP];
    if (isPackage || from === to || PUTS_TOGETHER.includes(from) || to === TOP) continue;
    const edge = `${from} ${to}`;
    edges.set(edge, (edges.get(edge) ?? true) && isType);
  }
  const arrows = [...edges]
    // Everybody may use the core's types.
    .filter(([edge, isType]) => !(isType && edge.endsWith(' requests')))
    .map(([edge, isType]) => {
      const [from = '', to = ''] = edge.split(' ');
      return `  ${from} ${isType ? '-.->' : '-->'} ${to}`;
    });
  return ['```mermaid', 'flowchart TD', ...arrows.toSorted(), '```'].join('\n');
}

/** The page with the picture as it is now. Throws when the page has no place for it. */
export function withPicture(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error('docs/architecture.md has no place for the picture');
  return `${before}${BEGIN}${drawRooms()}${END}${after}`;
}
