import assert from 'node:assert/strict';
import { refusalValues } from '../../src/dialogs/refusal-values.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { RequestError } from '../../src/requests/errors.ts';

const translator = createTranslator();

describe('the values of a refusal', () => {
  const overLimit = new RequestError('over-limit', { amount: '1234.5', limit: '1000', currency: 'EUR' });

  for (const [language, amount, limit] of [
    ['en', '€1,234.50', '€1,000.00'],
    ['ja', '€1,234.50', '€1,000.00'],
    ['tr', '€1.234,50', '€1.000,00'],
  ] as const) {
    it(`write money as ${language} does`, () => {
      const text = translator.for(language);
      assert.deepEqual(refusalValues(overLimit, text), { amount, limit });
      const sentence = text('error.over-limit', refusalValues(overLimit, text));
      assert(sentence.includes(amount) && sentence.includes(limit), sentence);
    });
  }

  it('take everything else letter for letter', () => {
    const blocked = new RequestError('sku-blocked', { sku: '**E5** [x](y)' });
    assert.deepEqual(refusalValues(blocked, translator.for('en')), { sku: '\\*\\*E5\\*\\* \\[x\\](y)' });
  });
});
