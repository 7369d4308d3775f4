import { posix } from 'node:path';

/** A source file; the path is relative to `src/`. */
export type SourceFile = { readonly path: string; readonly text: string };

/** One import of a file. */
export type Import = {
  readonly file: string;
  /** A path relative to `src/`, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** True when nothing but types is taken, so that nothing is loaded. */
  readonly isType: boolean;
};

const LINE = /^(?:import|export)\s+(?<type>type\s+)?(?<what>[^;'"]*?)\s*from\s+'(?<from>[^']+)'/gm;
const BARE = /^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Reads the import lines of a file. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const lines = [...text.matchAll(LINE)].map(({ groups }) => {
    const isType = groups?.['type'] !== undefined || isTypesOnly(groups?.['what'] ?? '');
    return anImport(path, groups?.['from'] ?? '', isType);
  });
  const bare = [...text.matchAll(BARE)].map((match) => anImport(path, match[1] ?? match[2] ?? '', false));
  return [...lines, ...bare];
}

function anImport(file: string, from: string, isType: boolean): Import {
  const isPackage = !from.startsWith('.');
  const target = isPackage ? from : posix.normalize(posix.join(posix.dirname(file), from));
  return { file, target, isPackage, isType };
}

/** `{ type A, type B }` loads nothing that is used. */
function isTypesOnly(what: string): boolean {
  const names = /^\{(.*)\}$/s
    .exec(what)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
}

/** The room of a file: its folder, or undefined for one that stands at the top. */
export function roomOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined;
}

/** Circles of files that load each other, each as the list of its files. */
export function circlesOf(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const next = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter(({ isPackage, isType }) => !isPackage && !isType)
        .map(({ target }) => target),
    ]),
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) return void circles.push([...way.slice(at), file]);
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const { path } of files) visit(path, []);
  return circles;
}
