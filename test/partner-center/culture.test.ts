import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearestCulture, SUPPORTED_CULTURES } from '../../src/partner-center/culture.ts';

describe('the language asked of Partner Center', () => {
  const cases: readonly (readonly [wanted: string | undefined, culture: string])[] = [
    ['tr-TR', 'tr-TR'],
    ['tr', 'tr-TR'],
    ['ja', 'ja-JP'],
    ['ja-JP', 'ja-JP'],
    ['JA_jp', 'ja-JP'],
    ['en', 'en-US'],
    ['en-GB', 'en-GB'],
    ['en-DE', 'en-US'],
    ['de-AT', 'de-AT'],
    ['de-BE', 'de-DE'],
    ['es-419', 'es-ES'],
    ['pt', 'pt-BR'],
    ['pt-AO', 'pt-BR'],
    ['zh-Hans', 'zh-CN'],
    ['zh-Hant', 'zh-TW'],
    ['zh-Hant-HK', 'zh-HK'],
    ['sr-Latn', 'sr-Latn-RS'],
    ['sr', 'sr-Cyrl-RS'],
    ['no', 'nb-NO'],
    ['nn-NO', 'nb-NO'],
    ['tlh', 'en-US'],
    ['', 'en-US'],
    ['not a language', 'en-US'],
    [undefined, 'en-US'],
  ];
  for (const [wanted, culture] of cases) {
    it(`is ${culture} for ${wanted === undefined ? 'nobody in particular' : `“${wanted}”`}`, () => {
      assert.equal(nearestCulture(wanted), culture);
    });
  }

  it('is every documented culture for itself', () => {
    assert.equal(SUPPORTED_CULTURES.length, 135);
    for (const culture of SUPPORTED_CULTURES) assert.equal(nearestCulture(culture), culture);
  });

  it('is a documented culture whatever is wanted', () => {
    fc.assert(fc.property(fc.string(), (wanted) => SUPPORTED_CULTURES.includes(nearestCulture(wanted))));
  });
});
