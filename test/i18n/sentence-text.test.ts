import assert from 'node:assert/strict';
import { listText } from '../../src/i18n/list-text.ts';
import { sentencesText } from '../../src/i18n/sentence-text.ts';
import { createTranslator } from '../../src/i18n/translator.ts';

const translator = createTranslator();

describe('names in a sentence', () => {
  for (const [names, all, any] of [
    [
      ['田中 健二 (Kenji Tanaka)', 'Grace'],
      '田中 健二 (Kenji Tanaka)、Grace',
      '田中 健二 (Kenji Tanaka) または Grace',
    ],
    [['Grace', '田中'], 'Grace、田中', 'Grace または田中'],
    [['田中', '佐藤'], '田中、佐藤', '田中または佐藤'],
    [['Ada', 'Bo', '佐藤'], 'Ada、Bo、佐藤', 'Ada、Bo、または佐藤'],
    [['Ada', 'Bo', 'Cem'], 'Ada、Bo、Cem', 'Ada、Bo、または Cem'],
  ] as const) {
    it(`have a space where Japanese meets another script: ${any}`, () => {
      const text = translator.for('ja');
      assert.deepEqual([listText(names, text), listText(names, text, 'any')], [all, any]);
    });
  }

  it('stand as English and Turkish have them', () => {
    const names = ['Ada', '田中', 'Cem'];
    assert.equal(listText(names, translator.for('en'), 'any'), 'Ada, 田中, or Cem');
    assert.equal(listText(names, translator.for('tr'), 'any'), 'Ada, 田中 veya Cem');
  });
});

describe('sentences after one another', () => {
  it('have a space between them, but none behind a full-width full stop', () => {
    assert.equal(sentencesText(['One. ', '', 'Two.'].map((one) => one.trim())), 'One. Two.');
    assert.equal(
      sentencesText(['含まれています。', 'このままでも変更できます。']),
      '含まれています。このままでも変更できます。',
    );
  });
});
