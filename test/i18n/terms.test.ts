import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

type Rule = readonly [what: string, wrong: RegExp];

/** What would not be read as written by a native, or as Microsoft's own pages write it. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ja: [
    ['Partner Center is called パートナー センター', /Partner Center|パートナーセンター/],
    ['admin centers, tenants and tokens have Japanese names', /admin center|tenant|token/i],
    ['long sounds are written at the end of a word', /(ユーザ|サーバ|フォルダ|ブラウザ|プロバイダ)(?!ー)/],
    ['a sentence ends politely', /(?:だ|である|する|ない|れる|せる|いる)。|(?<!まし|でし)た。/],
    [
      'a space parts Latin letters and names from Japanese letters',
      /(?:[A-Za-z]|(?<!\{\{(?:from|until|at|rule))\}\})[ぁ-んァ-ヶ一-龠]|[ぁ-んァ-ヶ一-龠](?:[A-Za-z]|\{\{(?!(?:from|until|at|rule)\}\}))/u,
    ],
    ['commas and full stops are Japanese', /[ぁ-んァ-ヶ一-龠][,.;](?:\s|$)/u],
  ],
  tr: [
    ['Partner Center is called İş Ortağı Merkezi', /Partner Center/],
    ['admin centers, tenants and tokens have Turkish names', /admin center|tenant|token\b/i],
    ['no ending is glued to a placeholder', /\}\}['’]?[a-zçğıöşü]/],
    ['nobody is addressed with sen', /\b(?:sen|senin|sana|seni|istersen|yazabilirsin|misin|mısın)\b/i],
    ['quotation marks are curly', /(?<![\w=])"[^"]+"/],
  ],
};

/** Texts of a catalog by their keys, without code and without what people are to type. */
function textsOf(language: string): readonly (readonly [key: string, text: string])[] {
  const catalog: unknown = JSON.parse(
    readFileSync(new URL(`../../src/i18n/${language}.json`, import.meta.url), 'utf8'),
  );
  return flat(catalog, '').map(([key, text]) => [key, text.replace(/`[^`]*`|\*\*[^*]*\*\*/g, '')]);
}

function flat(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => flat(member, path === '' ? key : `${path}.${key}`));
}

for (const [language, rules] of Object.entries(RULES)) {
  describe(`the words of the catalog (${language})`, () => {
    for (const [what, wrong] of rules) {
      it(`keep the rule: ${what}`, () => {
        const found = textsOf(language).filter(([, text]) => wrong.test(text));
        assert.deepEqual(found, []);
      });
    }
  });
}
