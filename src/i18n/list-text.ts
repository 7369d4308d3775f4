import { oncePer } from './once-per.ts';
import type { Translate } from './translator.ts';

const JAPANESE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\u3000-\u303f\uff01-\uff60]$/u;

const FORMATS = {
  all: oncePer((language: string) => new Intl.ListFormat(language, { type: 'conjunction' })),
  any: oncePer((language: string) => new Intl.ListFormat(language, { type: 'disjunction' })),
};

/** Joins names as a sentence in that language does: "Ada, Emily, and Deniz"; with `any` "Ada, Emily, or Deniz". */
export function listText(names: readonly string[], text: Translate, which: 'all' | 'any' = 'all'): string {
  const parts = FORMATS[which](text.language).formatToParts(names);
  return parts
    .map(({ type: kind, value }, index) => {
      if (kind === 'element') return value;
      return `${gap(parts[index - 1]?.value, value)}${value}${gap(value, parts[index + 1]?.value)}`;
    })
    .join('');
}

/** Joins the first names of a longer list, of which the sentence around them says how many more there are. */
export function openListText(names: readonly string[], { language }: Pick<Translate, 'language'>): string {
  const [, comma] = new Intl.ListFormat(language).formatToParts(['1', '2', '3']);
  return names.join(comma?.value ?? ', ');
}

/** Where a Japanese word meets letters of another script, a space stands between them; a full-width mark needs none. */
function gap(before = '', after = ''): string {
  const [last = ' ', first = ' '] = [[...before].at(-1), [...after][0]];
  if (/\s/u.test(last + first) || isMark(last) || isMark(first)) return '';
  return JAPANESE.test(last) === JAPANESE.test(first) ? '' : ' ';
}

function isMark(letter: string): boolean {
  return /^[\u3000-\u303f\uff01-\uff0f,;]$/u.test(letter) && letter !== '々';
}
