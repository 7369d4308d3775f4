import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { cutPlain, labelText, plainName, plainText } from '../../src/i18n/plain-text.ts';
import { createTranslator } from '../../src/i18n/translator.ts';

/** Markdown as eager as a client could read it. */
const markdown = new MarkdownIt({ html: true, linkify: true, typographer: false });

/** What a reader sees of a text that a client reads as Markdown. */
function readerSees(text: string): string {
  return markdown
    .render(text)
    .replace(/<\/?p>|<br>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replaceAll('\u200B', '')
    .trim();
}

/** Texts that would become something else than themselves. */
const TEXTS = [
  'Ada Lovelace',
  '佐藤 健司 (ファブリカム)',
  'Zeynep Aydın, Çağrı A.Ş.',
  'O’Brien & Söhne <sales>',
  '**approved** by _everybody_',
  '*x* __y__ ~~z~~ `code`',
  '[press here](https://evil.example)',
  '![x](https://evil.example/x.png)',
  'https://evil.example/path?x=1',
  'HTTP://EVIL.EXAMPLE',
  'www.evil.example and WWW.EVIL.EXAMPLE',
  '<script>alert(1)</script>',
  '<at>Grace Hill</at>',
  '<https://evil.example>',
  '# Approved',
  'line\n# Approved',
  'line\n=====',
  'line\n-----',
  '- item',
  '+ item',
  '1. item',
  '12) item',
  '> quoted',
  '| a | b |\n|---|---|\n| c | d |',
  'back\\slash \\*',
  '&lt;b&gt; &amp;amp; &#60; &copy;',
  '${title} ${$root.secret}',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '{{name}} $t(error.busy)',
  '//www.evil.example',
  'ada_lovelace@contoso.com'.replace('@', ' at '),
];

describe('text that somebody typed', () => {
  for (const text of TEXTS) {
    it(`is read letter for letter: ${JSON.stringify(text)}`, () => {
      assert.equal(readerSees(plainText(text)), text);
    });
  }

  it('becomes no link, element or heading, whatever it is', () => {
    const piece = fc.constantFrom(...'*_[]()<>#+-=|~`\\&;!:/.{}$ \n1a', 'http://', 'www.', '<b>', '&lt;');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const html = markdown.render(plainText(pieces.join('')));
        // An indented line after an empty one is a block of code: odd, but nothing in it acts.
        assert.doesNotMatch(html, /<(?!\/?(p|br|pre|code)\b)/);
      }),
      { numRuns: 400 },
    );
  });

  it('names no field of the clients', () => {
    assert(!plainText('{{DATE(2026-01-01T00:00:00Z)}} {{{TIME(x)}}}').includes('{{'));
  });

  for (const [what, text, expected] of [
    [
      'letters that turn the reading direction',
      'Ada \u202Edrowssap\u202C \u2066x\u2069 \u200Fy\u061C',
      'Ada drowssap x y',
    ],
    ['letters of no width', 'A\u200Bd\u2060a\uFEFF \u00ADx\u180E\u{E0041}', 'Ada x'],
    ['control characters', 'a\u0000b\u0007c\td\u007Fe\u0085f', 'a b c d e f'],
    ['line separators', 'a\u2028b\u2029c', 'a b c'],
    ['space around it', '  \n Ada \n ', 'Ada'],
    ['empty lines', 'a\n\n\n\n\nb', 'a\n\nb'],
  ] as const) {
    it(`loses ${what}`, () => assert.equal(plainText(text), expected));
  }

  it('keeps what joins letters and emoji', () => {
    assert.equal(plainText('👩‍💻 می‌خواهم'), '👩‍💻 می‌خواهم');
  });

  it('is cut at 500 characters, never within one', () => {
    assert.equal(plainText('x'.repeat(500)).length, 500);
    const cut = plainText('😀'.repeat(10_000));
    assert.equal([...cut].length, 500);
    assert(cut.endsWith('😀…'));
  });

  it('is not unfolded by the catalogs', () => {
    const text = createTranslator().for('en');
    const typed = plainText('{{id}} $t(error.busy) {{count}}');
    const sentence = text('unknown.text', { text: typed, id: 'SECRET', count: 3 });
    assert(sentence.includes(typed));
    assert(!sentence.includes('SECRET'));
  });
});

describe('a name', () => {
  it('is read letter for letter, and cut at a hundred', () => {
    assert.equal(plainName('*Ada* \u202Ex'), '\\*Ada\\* x');
    assert.equal([...plainName('漢'.repeat(10_000))].length, 100);
    assert.equal(plainName('*'.repeat(10_000)), `${'\\*'.repeat(99)}…`);
  });
});

describe('text in a list to choose from', () => {
  it('keeps its letters: nothing is read as Markdown there', () => {
    assert.equal(labelText('Ada_Lovelace *x* [y] (z)'), 'Ada_Lovelace *x* [y] (z)');
  });

  it('is no link where a client reads Markdown there after all', () => {
    assert.equal(
      labelText('[y](z) [y][z] https://evil.example'),
      '[y]\u200B(z) [y]\u200B[z] https:\u200B//evil.example',
    );
  });

  it('is one line, in its own direction, and cut at 200 characters', () => {
    assert.equal(labelText(' a\n\n b\t\u202Ec '), 'a b c');
    assert.equal([...labelText('x'.repeat(10_000))].length, 200);
  });
});

describe('a text that is safe already', () => {
  it('is cut between its letters and their marks', () => {
    const shown = plainText('a*b*c*d');
    for (let longest = 1; longest <= shown.length; longest++) {
      const cut = cutPlain(shown, longest);
      assert(cut === shown || /^(?:[a-d]|\\\*)*…$/.test(cut), cut);
      assert([...cut].length <= longest);
    }
  });
});
