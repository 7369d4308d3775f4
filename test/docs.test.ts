import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { correctionAt } from '../src/dialogs/correction.ts';
import { isNoReason, readIntent } from '../src/dialogs/intent.ts';
import { createTranslator } from '../src/i18n/translator.ts';
import { ERROR_MEANINGS } from '../src/partner-center/error-meanings.ts';
import { EXPLAINED, errorsPage } from '../tools/errors-page.ts';
import { withPicture } from '../tools/room-picture.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: root }),
];
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));

/** The prose of a page: without blocks of code. */
const prose = (text: string) => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
/** Words in `code`. */
const codeIn = (text: string) => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
/** What is to be typed into a shell: code blocks marked so, and words in code. */
const shellIn = (text: string) => [
  ...[...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) => block.split('\n')),
  ...codeIn(text),
];

/** The anchor of a heading, as it is made where such pages are shown. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
const anchorsIn = (text: string) =>
  [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Scripts of package.json that a line runs. */
const scriptsIn = (line: string) =>
  [...line.matchAll(/\bnpm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name);

/** Commands of developers that change files; `npm test` shows whether they have to be run. */
const RUN_BY_HAND = ['test', 'format', 'pages', 'screenshots'];

/** Top folders and files of the repository; a word that begins with one of them is a path. */
const TOP = readdirSync(root).filter((name) => name !== 'node_modules');

describe('the pages', () => {
  for (const page of pages) {
    describe(page, () => {
      const text = read(page);

      it('links only to what is there', () => {
        const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
        const broken = links.filter((link) => {
          if (/^(https?|mailto):/.test(link)) return false;
          const [path = '', anchor] = link.split('#');
          const target = path === '' ? page : normalize(join(dirname(page), path));
          if (!existsSync(join(root, target))) return true;
          return anchor !== undefined && !anchorsIn(read(target)).includes(anchor);
        });
        assert.deepEqual(broken, []);
      });

      it('names only paths that are there', () => {
        const paths = codeIn(text).filter((code) => {
          const first = code.split('/')[0] ?? '';
          return /^[\w.-]+\/[\w./*-]*$/.test(code) && TOP.includes(first);
        });
        const missing = paths.filter((path) => globSync(path.replace(/\/$/, ''), { cwd: root }).length === 0);
        assert.deepEqual(missing, []);
      });

      it('names only commands that are there', () => {
        const lines = shellIn(text);
        const named = lines.flatMap(scriptsIn);
        const files = lines.flatMap((line) =>
          [...line.matchAll(/\bnode (src\/[\w./-]+)/g)].map(([, name = '']) => name),
        );
        assert.deepEqual(
          [
            ...named.filter((name) => !scripts[name]),
            ...files.filter((name) => !existsSync(join(root, name))),
          ],
          [],
        );
      });

      it('names only settings that are there', () => {
        const known = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
        const others = ['NODE_ENV', 'NODE_COMPILE_CACHE', 'WEBSITES_PORT', 'TEST_ALL', 'TRANSITIONS', 'CI'];
        const named = codeIn(text).flatMap(
          (code) => /^([A-Z][A-Z_]{2,}[A-Z])(?:=.*)?$/.exec(code)?.[1] ?? [],
        );
        const unknown = named.filter((name) => !known.includes(name) && !others.includes(name));
        assert.deepEqual(unknown, []);
      });
    });
  }

  it('tell about every script that an operator needs', () => {
    const text = pages.map(read).join('\n');
    for (const name of [
      'start',
      'doctor',
      'package',
      'backup',
      'restore',
      'retention',
      'audit',
      'demo',
      'sandbox',
    ]) {
      assert(scripts[name], name);
      assert(text.includes(name === 'start' ? 'npm start' : `npm run ${name}`), name);
    }
  });

  it("keep npm's own line out of what goes into a file or is read by a program", () => {
    const lines = pages.flatMap((page) => shellIn(read(page)));
    const kept = lines.filter((line) => /\bnpm run .*( > |audit -- export|--json|sbom)/.test(line));
    assert(kept.length >= 3);
    assert.deepEqual(
      kept.filter((line) => !line.includes('npm run -s ')),
      [],
    );
  });

  it('name only commands that a test or a script runs', () => {
    const named = new Set(['start', ...pages.flatMap((page) => shellIn(read(page)).flatMap(scriptsIn))]);
    const runners = ['.ci/run', ...globSync('test/**/*.ts', { cwd: root })].map(read).join('\n');
    const isRun = (name: string) => {
      const entry = /\S+\.ts/.exec(scripts[name] ?? '')?.[0];
      return runners.includes(`npm run ${name}`) || (entry !== undefined && runners.includes(entry));
    };
    assert(named.size > 10);
    assert.deepEqual(
      [...named].filter((name) => !isRun(name) && !RUN_BY_HAND.includes(name)),
      [],
    );
  });

  it('tell about every setting', () => {
    const settings = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const code = globSync('src/**/*.ts', { cwd: root }).map(read).join('\n');
    for (const name of settings) assert(code.includes(name), `${name} is read by nobody`);
  });
});

describe('the picture of the rooms', () => {
  it('is what the import lines say; npm run pages draws it anew', () => {
    const page = read('docs/architecture.md');
    assert.equal(page, withPicture(page));
  });
});

describe('the page about errors', () => {
  it('is what the table of meanings and the catalog say; npm run pages writes it anew', () => {
    assert.equal(read('docs/errors.md'), errorsPage());
  });

  it('explains every problem that a card can show', () => {
    const catalog: { problem: Record<string, unknown> } = JSON.parse(read('src/i18n/en.json'));
    assert.deepEqual(EXPLAINED.toSorted(), Object.keys(catalog.problem).toSorted());
    assert(ERROR_MEANINGS.length > 20);
  });
});

describe('the guide for users', () => {
  const guide = read('docs/user-guide.md');
  const text = createTranslator().for('en');

  it('gives only words that are understood', () => {
    const said = codeIn(guide)
      .map((code) => code.replace(/^@License Desk /, ''))
      .filter((code) => !/^[\w-]+\.md$/.test(code) && code !== 'send');
    const lost = said.filter(
      (words) => readIntent(words).kind === 'other' && !isNoReason(words) && !correctionAt('review', words),
    );
    assert(said.length > 10);
    assert.deepEqual(lost, []);
  });

  it('names buttons and statuses as the cards do', () => {
    const words = ['approve', 'reject', 'cancel', 'retry', 'run', 'giveUp', 'nudge'].map((key) =>
      text(`request.${key}`),
    );
    for (const word of [...words, text('draft.submit'), text('draft.back'), text('draft.cancel')]) {
      assert(guide.includes(`*${word}*`), word);
    }
    const catalog: { request: { status: Record<string, string> } } = JSON.parse(read('src/i18n/en.json'));
    const told = guide.slice(guide.indexOf('| it says |'), guide.indexOf('`my requests`'));
    for (const [status, name] of Object.entries(catalog.request.status)) {
      assert(status === 'executing' || told.includes(name), name);
    }
  });
});

describe('the threat model', () => {
  it('gives the limits per person as they are', () => {
    const limits = read('src/bot/person-limits.ts');
    for (const numbers of [
      'burst: 60, perMinute: 240',
      'burst: 30, perMinute: 10',
      'burst: 10, perMinute: 2',
      'burst: 5, perMinute: 1',
    ]) {
      assert(limits.includes(numbers), numbers);
    }
    assert.match(
      read('SECURITY.md').replaceAll(/\s+/g, ' '),
      /60 searches at once and 240 a minute, 30 submitted requests at once and 10 a minute, 10 sign-in links at once and 2 a minute, 5 customers read anew at once and 1 a minute/,
    );
  });

  it('gives a reason for every override', () => {
    const { overrides } = JSON.parse(read('package.json'));
    for (const name of Object.keys(overrides)) assert(read('SECURITY.md').includes(`\`${name}\``), name);
  });
});
