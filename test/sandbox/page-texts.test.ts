import assert from 'node:assert/strict';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { pino } from 'pino';
import { z } from 'zod';
import { readIntent } from '../../src/dialogs/intent.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { bare, catalogAt, formsIn, valuesIn } from '../support/catalogs.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';

const Switches = z.object({
  switches: z.array(z.object({ group: z.string(), label: z.string(), hint: z.string().nullable() })),
});

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

describe('what the sandbox says to its page', () => {
  let sandbox: Sandbox;
  let folder: string;

  before(async () => {
    folder = makeThrowAwayFolder('page-texts');
    sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
    });
  });

  after(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const language of PAGE_LANGUAGES.filter((one) => one !== 'en'))
    it(`is there in ${language} as well, but for names, and nothing else is`, async () => {
      const { people, products } = sandbox.world;
      const names = new Set([...people, ...products].map(({ name }) => name).concat('Teams', 'Entra ID'));
      const answer = await fetch(`${sandbox.url}/api/switches`);
      const { switches } = Switches.parse(await answer.json());
      const said = [
        ...people.map(({ note }) => note),
        ...switches.flatMap(({ group, label, hint }) => [group, label, hint]),
      ].filter((words) => words && !names.has(words));
      const translated = catalogAt(new URL(`texts/said/${language}.json`, PAGE));
      assert.deepEqual([...new Set(said)].toSorted(), [...translated.keys()].toSorted());
      assert.deepEqual(
        [...translated].filter(([english, words]) => english === words || words === ''),
        [],
      );
    });
});

/** The keys in calls of `text`: written out, or put together with something at their end. */
function keysAskedFor(source: string): readonly RegExp[] {
  const keys = [...source.matchAll(/\btext\(\s*['`]([^'`]+)['`]/g)].map((match) => match[1] ?? '');
  return keys.map((key) => new RegExp(`^${key.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`));
}
