import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { HELP_LINES } from '../../src/bot/guide.ts';
import { correctionAt } from '../../src/dialogs/correction.ts';
import { isNext, isNoReason, isSend, readIntent } from '../../src/dialogs/intent.ts';
import { readStepCommand } from '../../src/dialogs/step-command.ts';
import { NO_WISH } from '../../src/dialogs/wish.ts';
import { ALL_WORDS } from '../../src/dialogs/words/all-words.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { bare, type Catalog, catalogAt, formsIn, valuesIn } from '../support/catalogs.ts';

const SOURCE = new URL('../../src/', import.meta.url);

const catalogs = new Map(LANGUAGES.map((language) => [language, readCatalog(language)]));
const english = catalogs.get('en') ?? new Map<string, string>();
const others = [...catalogs].filter(([language]) => language !== 'en');

/** Texts that are the same in every language: names, and arrangements of other texts. */
const SAME_EVERYWHERE = new Set(['app.name', 'signIn.brand', 'manifest.name.short', 'draft.list.quoted']);

/** What is said on the command line of the machine is in English, as the log is. */
const isCommandLine = (key: string) =>
  /^(?:doctor|audit|backup|retention)\./.test(key) && !key.startsWith('audit.head');

describe('the catalogs', () => {
  it('are found by their files: English, which stands in for all others, Japanese and Turkish', () => {
    assert.equal(LANGUAGES[0], 'en');
    for (const language of ['ja', 'tr']) assert(LANGUAGES.includes(language), language);
  });

  for (const [language, catalog] of others) {
    it(`lack no text in ${language}`, () => {
      const wanted = new Set(
        [...english.keys()].filter((key) => !isCommandLine(key)).flatMap(formsIn(language)),
      );
      assert.deepEqual(
        [...wanted].filter((key) => !catalog.get(key)?.trim()),
        [],
      );
    });

    it(`have no text in ${language} that English has not`, () => {
      const known = new Set(
        [...english.keys()].filter((key) => !isCommandLine(key)).flatMap(formsIn(language)),
      );
      assert.deepEqual(
        [...catalog.keys()].filter((key) => !known.has(key)),
        [],
      );
    });

    it(`leave nothing in English in ${language}`, () => {
      const same = [...catalog].filter(
        ([key, text]) => text === english.get(key) && !SAME_EVERYWHERE.has(key),
      );
      assert.deepEqual(same, []);
    });

    it(`put the same values into their sentences in ${language}`, () => {
      const wrong = [...catalog].filter(([key, text]) => {
        const original = english.get(key) ?? english.get(`${bare(key)}_other`) ?? '';
        return valuesIn(text).join() !== valuesIn(original).join();
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('hold no markup and nothing that the card templates would take for theirs', () => {
    const strange = [...catalogs].flatMap(([language, catalog]) =>
      [...catalog]
        .filter(([key, text]) => /<\/?[a-z][^<>]*>|\$\{|&\w+;/i.test(text) && !key.startsWith('audit.usage'))
        .map(([key]) => `${language} ${key}`),
    );
    assert.deepEqual(strange, []);
  });

  it('hold no text that nobody is ever told', () => {
    const used = keysInSource();
    const unused = [...english.keys()].filter((key) => !isCommandLine(key) && !used.test(bare(key)));
    assert.deepEqual(unused, []);
  });

  it('come with the words that can be typed in English, Japanese and Turkish', () => {
    const spoken = ALL_WORDS.map(({ language }) => language);
    assert.deepEqual(spoken.slice(0, 3), ['en', 'ja', 'tr']);
    assert.deepEqual(
      spoken.filter((language) => !LANGUAGES.includes(language)),
      [],
    );
  });
});

describe('everything that a text tells people to type', () => {
  for (const [language, catalog] of catalogs) {
    const told = [...catalog]
      .filter(([key]) => !key.startsWith('line.') && !key.startsWith('audit.'))
      .flatMap(([key, text]) => [...text.matchAll(/\*\*(.+?)\*\*/g)].map((match) => [key, match[1] ?? '']))
      .map(([key, words = '']) => [key, words.replace('{{id}}', 'K7M2QX')]);

    it(`is understood in ${language}: ${told.map(([, words]) => words).join(' | ')}`, () => {
      const isAnswer = (words: string) =>
        isSend(words) ||
        isNoReason(words) ||
        isNext(words) ||
        readStepCommand(words, 'review') !== undefined ||
        correctionAt('review', words) !== undefined;
      const lost = told.filter(([, words = '']) => readIntent(words).kind === 'other' && !isAnswer(words));
      assert.deepEqual(lost, []);
    });
  }

  for (const [language, catalog] of catalogs) {
    it(`does in ${language} what it is told for`, () => {
      const examples = (key: string) =>
        [...(catalog.get(key) ?? '').matchAll(/\*\*(.+?)\*\*/g)].map((match) => readIntent(match[1] ?? ''));
      const kinds = (key: string) => examples(key).map(({ kind }) => kind);
      const lists = (key: string) => examples(key).map((intent) => intent.kind === 'list' && intent.list);
      assert.deepEqual(lists('list.noList'), ['mine', 'waiting']);
      assert.deepEqual(kinds('welcome.more'), ['help']);
      assert.deepEqual(kinds('directory.forOperators'), ['refresh']);
      assert.deepEqual(kinds('directory.howToRefresh'), ['refresh', 'refresh']);
      assert.deepEqual(kinds('directory.readingAll'), ['directory']);
    });

    it(`understands each example of its help in ${language}`, () => {
      const meant = (key: string) => readIntent(catalog.get(key) ?? '');
      const wish = { ...NO_WISH, users: ['ada@contoso.com'], assign: ['E5'] };
      assert.deepEqual(meant('help.sentence.say'), {
        kind: 'request',
        wish: { ...wish, customer: 'Contoso' },
      });
      const swap = meant('help.swap.say');
      assert(swap.kind === 'request' && swap.wish?.reason);
      assert.deepEqual({ ...swap.wish, reason: null }, { ...wish, remove: ['E3'] });
      assert(isSend(catalog.get('help.draft.say') ?? ''));
      const about = (line: string) => {
        const intent = meant(`help.${line}.say`);
        assert('requestIds' in intent && intent.kind !== 'unclear', line);
        return [intent.kind, intent.requestIds.join(), intent.reason !== null];
      };
      assert.deepEqual(about('status'), ['status', 'K7M2QX', false]);
      assert.deepEqual(about('cancel'), ['cancel', 'K7M2QX', false]);
      assert.deepEqual(about('again'), ['again', 'K7M2QX', false]);
      assert.deepEqual(about('nudge'), ['nudge', 'K7M2QX', false]);
      assert.deepEqual(about('approve'), ['approve', 'K7M2QX,P3QR7T', false]);
      assert.deepEqual(about('reject'), ['reject', 'K7M2QX', true]);
      const list = (line: string) => {
        const intent = meant(`help.${line}.say`);
        return intent.kind === 'list' && intent.list;
      };
      assert.deepEqual([list('mine'), list('pending'), list('everything')], ['mine', 'waiting', 'all-open']);
      assert.equal(meant('help.signOut.say').kind, 'sign-out');
      assert.equal(meant('help.connect.say').kind, 'connect-directory');
      assert.equal(meant('help.directory.say').kind, 'directory');
      assert.equal(meant('unknown.help').kind, 'help');
      const chosen = meant('help.language.say');
      assert(chosen.kind === 'language' && chosen.language !== null && chosen.language !== language);
      assert.equal(meant('help.delegate.say').kind, 'delegate');
      const also = (line: string) =>
        [...(catalog.get(`help.${line}.what`) ?? '').matchAll(/[“「](.+?)[”」]/g)].map((match) =>
          readIntent(match[1] ?? ''),
        );
      assert.deepEqual(
        also('delegate').map(({ kind }) => kind),
        ['who-decides', 'stop-delegating'],
      );
      assert.equal(meant('help.channel.say').kind, 'use-channel');
      assert.equal(meant('help.link.say').kind, 'link');
      assert.deepEqual(
        also('channel').map(({ kind }) => kind),
        ['use-channel', 'leave-channel'],
      );
      assert.deepEqual(also('mine'), [
        { kind: 'list', list: 'mine-open', customer: null },
        { kind: 'list', list: 'mine', customer: 'Contoso' },
      ]);
    });

    it(`has an example for each line of its help, and no line without a place in ${language}`, () => {
      const lines = Object.values(HELP_LINES).flat().toSorted();
      const known = [...catalog.keys()].flatMap((key) => /^help\.(\w+)\.say$/.exec(key)?.[1] ?? []);
      assert.deepEqual(known.toSorted(), lines);
    });
  }
});

function readCatalog(language: string): Catalog {
  return catalogAt(new URL(`i18n/${language}.json`, SOURCE));
}

/** Every key that the program can ask for: written out, or put together with something in its middle or at its end. */
function keysInSource(): RegExp {
  const folder = SOURCE.pathname;
  const files = globSync('**/*.{ts,js}', { cwd: folder });
  const literals = files.flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/'([\w.-]+)'|`((?:[\w.-]|\$\{[^}`]*\})+)`/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  );
  const manifest = readFileSync(new URL('../manifest/manifest.json', SOURCE), 'utf8');
  const inManifest = [...manifest.matchAll(/{{([\w.]+)}}/g)].map((match) => match[1] ?? '');
  const patterns = [...new Set([...literals, ...inManifest])]
    .filter((literal) => /^\w+\./.test(literal))
    .map((literal) => literal.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+'));
  return new RegExp(`^(?:${patterns.join('|')})$`);
}
