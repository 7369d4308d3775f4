import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { renderLine } from '../../src/bot/notice-line.ts';
import { createTranslator, LANGUAGES, nearestLanguage } from '../../src/i18n/translator.ts';
import { ERROR_MEANINGS } from '../../src/partner-center/error-meanings.ts';
import { REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import { aLicenseRequest } from '../support/builders.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const SOURCE = new URL('../../src/', import.meta.url).pathname;
const ROOMS = '{bot,dialogs,fulfilment,requests,identity,i18n,directory}/**/*.ts';
const translator = createStrictTranslator();

/** What is written between `start` and a quotation mark, in all rooms that speak. */
function literals(start: RegExp): readonly string[] {
  const source = globSync([ROOMS, '*.ts'], { cwd: SOURCE })
    .map((file) => readFileSync(`${SOURCE}${file}`, 'utf8'))
    .join('\n');
  return [...new Set([...source.matchAll(start)].map((match) => match[1] ?? ''))];
}

/** The names of a union type in a file. */
function namesIn(file: string): readonly string[] {
  return [...readFileSync(`${SOURCE}${file}`, 'utf8').matchAll(/^ +\| '([\w-]+)'/gm)].map(
    (match) => match[1] ?? '',
  );
}

/** Whether there is a sentence; whatever it names is given. */
function has(key: string): boolean {
  const everything = new Proxy({}, { get: () => 1, has: () => true, ownKeys: () => [] });
  try {
    return translator.for('en')(key, everything) !== '';
  } catch {
    return false;
  }
}

describe('every sentence that is asked for', () => {
  it('by its name is there', () => {
    const named = literals(
      /\b(?:text|lineInThread|lineToHelpdesk|inThreadAndToHelpdesk)\((?:\w+, )?'([\w.-]+)'/g,
    );
    assert(named.length > 90, `only ${named.length} found`);
    assert.deepEqual(
      named.filter((key) => !has(key)),
      [],
    );
  });

  it('for a refusal is there', () => {
    const codes = namesIn('requests/errors.ts');
    assert(codes.length > 10);
    assert.deepEqual(
      codes.filter((code) => !has(`error.${code}`)),
      [],
    );
  });

  it('for a problem is there, with what to do', () => {
    const ours = [
      ...literals(/\.problem\('([\w-]+)'\)/g),
      ...literals(/meaning: '([\w-]+)'/g),
      // While Entra ID itself is unwell, it is asked again: nobody has to do anything.
      ...namesIn('identity/identity-unavailable.ts').filter((code) => !code.startsWith('entra-')),
    ];
    assert(
      ours.includes('policy-changed') && ours.includes('retries-over') && ours.includes('mfa-not-enforced'),
      ours.join(),
    );
    const meanings = [...ERROR_MEANINGS.map(({ meaning }) => meaning), ...ours];
    const missing = meanings
      .flatMap((meaning) => ['title', 'text', 'todo'].map((part) => `problem.${meaning}.${part}`))
      .filter((key) => !has(key));
    assert.deepEqual(missing, []);
  });

  it('for a status is there', () => {
    for (const status of REQUEST_STATUSES) assert(has(`request.status.${status}`), status);
  });

  it('for a finding is there', () => {
    const source = readFileSync(`${SOURCE}requests/preflight-report.ts`, 'utf8');
    const kinds = [
      ...(/readonly kind:((?:\s*\| '[\w-]+')+)/.exec(source)?.[1] ?? '').matchAll(/'([\w-]+)'/g),
    ].map((match) => match[1] ?? '');
    assert(kinds.length >= 8);
    assert.deepEqual(
      kinds.filter((kind) => !has(`preflight.${kind}`) || !has(`preflight.mend.${kind}`)),
      [],
    );
  });
});

describe('a line that is told', () => {
  const VALUES = {
    approver: 'Grace',
    reason: 'x',
    requester: 'Sarah',
    count: 2,
    names: ['A', 'B'],
    meaning: 'refused',
    correlationId: 'c',
  };
  const lines = literals(/'(line\.\w+)'/g);

  it('is one of many', () => assert(lines.length > 12));

  for (const language of LANGUAGES) {
    it(`is given everything it names (${language})`, () => {
      for (const key of lines) {
        const notice = {
          kind: 'line',
          requestId: 'K7M2QX',
          to: { kind: 'thread' },
          text: key,
          values: VALUES,
        } as const;
        const line = renderLine(notice, aLicenseRequest({ status: 'completed' }), translator.for(language));
        assert.doesNotMatch(line, /\{\{|undefined/);
      }
    });
  }
});

describe('a button that opens a panel', () => {
  for (const language of LANGUAGES) {
    it(`says so by three dots, and the one inside says the same without them (${language})`, () => {
      const text = translator.for(language);
      for (const what of ['list.approve', 'list.reject', 'request.approve', 'request.reject'])
        assert.equal(text(what), `${text(`${what}Confirm`)}…`);
    });
  }
});

describe('the language of a reader', () => {
  for (const [locale, language] of [
    ['en-GB', 'en'],
    ['tr-TR', 'tr'],
    ['ja', 'ja'],
    ['JA-jp', 'ja'],
    ['tr_TR', 'tr'],
    ['de-DE', 'en'],
    ['', 'en'],
    [null, 'en'],
    [undefined, 'en'],
    ['constructor', 'en'],
  ] as const) {
    it(`is ${language} for ${JSON.stringify(locale) ?? 'nothing'}`, () => {
      assert.equal(nearestLanguage(locale), language);
      assert.equal(createTranslator().for(locale).language, language);
    });
  }

  it('counts as that language counts', () => {
    const done = (language: string, count: number) =>
      createTranslator().for(language)('line.completedWithWarnings', { count });
    assert.match(done('en', 1), /^\*\*Done, with a remark\*\*/);
    assert.match(done('en', 2), /^\*\*Done, with 2 remarks\*\*/);
    for (const language of LANGUAGES) assert(done(language, 3).includes('3'));
  });
});

describe('the strict translator of the tests', () => {
  it('throws where a sentence or a value is missing', () => {
    assert.throws(() => translator.for('en')('no.such.key'), /no sentence no\.such\.key/);
    assert.throws(() => translator.for('en')('request.number'), /not given its id/);
    assert.equal(translator.for('en')('request.number', { id: 'X' }), 'Request X');
  });
});
