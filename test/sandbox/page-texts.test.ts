import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { readIntent } from '../../src/dialogs/intent.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { bare, catalogAt, formsIn, valuesIn } from '../support/catalogs.ts';

const PAGE = new URL('../../src/sandbox/page/', import.meta.url);

/** Names, and arrangements of other texts. */
const SAME_EVERYWHERE = new Set(['product', 'lane.decision', 'lane.token', 'hasUnread', 'messageFrom']);

const FILES = globSync('*.json', { cwd: new URL('texts/', PAGE).pathname }).toSorted();
const PAGE_LANGUAGES = FILES.map((file) => file.replace('.json', ''));

const catalogs = new Map(
  PAGE_LANGUAGES.map((language) => [language, catalogAt(new URL(`texts/${language}.json`, PAGE))]),
);
const english = catalogs.get('en') ?? new Map<string, string>();

describe('the texts of the sandbox’s page', () => {
  it('are in languages of the program, and the page offers each of them', () => {
    assert.deepEqual(PAGE_LANGUAGES.slice(0, 3), ['en', 'ja', 'tr']);
    assert.deepEqual(
      PAGE_LANGUAGES.filter((language) => !LANGUAGES.includes(language)),
      [],
    );
    const script = readFileSync(new URL('text.js', PAGE), 'utf8');
    const [, offered = ''] = /LANGUAGES = \{(.*?)\}/.exec(script) ?? [];
    assert.deepEqual([...offered.matchAll(/(\w+):/g)].map((match) => match[1]).toSorted(), PAGE_LANGUAGES);
  });

  for (const [language, catalog] of catalogs) {
    it(`have in ${language} the keys of English, and no others`, () => {
      const wanted = new Set([...english.keys()].flatMap(formsIn(language)));
      assert.deepEqual([...catalog.keys()].toSorted(), [...wanted].toSorted());
    });

    it(`put the same values into their sentences in ${language}`, () => {
      const wrong = [...catalog].filter(([key, text]) => {
        const original = english.get(key) ?? english.get(`${bare(key)}_other`) ?? '';
        return valuesIn(text).join() !== valuesIn(original).join();
      });
      assert.deepEqual(wrong, []);
    });

    it(`suggest in ${language} what License Desk understands`, () => {
      const kinds = ['request', 'mine', 'help'].map(
        (name) => readIntent(catalog.get(`suggestion.${name}`) ?? '').kind,
      );
      assert.deepEqual(kinds, ['request', 'list', 'help']);
    });

    if (language !== 'en')
      it(`leave nothing in English in ${language}`, () => {
        const same = [...catalog].filter(
          ([key, text]) => text === english.get(key) && !SAME_EVERYWHERE.has(key),
        );
        assert.deepEqual(same, []);
      });
  }

  it('are all shown somewhere, and nothing is shown that is not among them', () => {
    const files = globSync('**/*.js', { cwd: PAGE.pathname });
    const asked = files.flatMap((file) => keysAskedFor(readFileSync(new URL(file, PAGE), 'utf8')));
    const known = [...new Set([...english.keys()].map(bare))];
    assert.deepEqual(
      known.filter((key) => !asked.some((pattern) => pattern.test(key))),
      [],
    );
    assert.deepEqual(
      asked.filter((pattern) => !known.some((key) => pattern.test(key))),
      [],
    );
  });
});

/** The keys in calls of `text`: written out, or put together with something at their end. */
function keysAskedFor(source: string): readonly RegExp[] {
  const keys = [...source.matchAll(/\btext\(\s*['`]([^'`]+)['`]/g)].map((match) => match[1] ?? '');
  return keys.map((key) => new RegExp(`^${key.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`));
}
