import assert from 'node:assert/strict';
import { readExceptions } from '../../src/dialogs/exceptions.ts';
import { readIntent } from '../../src/dialogs/intent.ts';

const ADA = 'ada@contoso.com';

/** Who is left out by a sentence about a request, and why. */
function left(sentence: string) {
  const intent = readIntent(sentence);
  assert(intent.kind === 'approve' || intent.kind === 'reject', `${sentence}: ${intent.kind}`);
  return readExceptions(intent.reason);
}

describe('a decision with exceptions', () => {
  for (const sentence of [
    `approve K7M2QX except ${ADA}`,
    `approve K7M2QX, but not ${ADA}`,
    `K7M2QX onayla, ${ADA} hariç`,
    `K7M2QX を承認、ただし ${ADA} を除く`,
    `K7M2QX を承認、ただし、${ADA} さんを除きます。`,
    `K7M2QX を承認してください。ただし ${ADA} さんは除いてください。`,
    `K7M2QX を承認、${ADA} を除外`,
    `K7M2QX を承認、${ADA} 以外`,
    `${ADA} を除いて K7M2QX を承認`,
    `${ADA} さんを除き、K7M2QX を承認してください。`,
    `${ADA} 以外、K7M2QX を承認`,
    `K7M2QX は ${ADA} さん以外を承認してください`,
    `K7M2QX を ${ADA} を除いて却下`,
    `${ADA} hariç K7M2QX'i onayla`,
    `${ADA} dışında K7M2QX talebini onayla`,
    `K7M2QX talebini ${ADA} hariç reddet`,
  ]) {
    it(`leaves one out: ${sentence}`, () => {
      assert.deepEqual(left(sentence), { names: [ADA], reason: null });
    });
  }

  it('leaves several out, for a reason', () => {
    assert.deepEqual(left(`K7M2QX を承認、ただし ${ADA} と Bo さんを除く、理由: 退職のため`), {
      names: [ADA, 'Bo'],
      reason: '退職のため',
    });
  });

  for (const [sentence, reason] of [
    [`${ADA} と Bo さんを除いて K7M2QX を承認、理由: 退職のため`, '退職のため'],
    [`${ADA} ve Bo hariç K7M2QX'i reddet, gerekçe: işten ayrıldılar`, 'işten ayrıldılar'],
  ] as const) {
    it(`leaves several out before the number, for a reason: ${sentence}`, () => {
      assert.deepEqual(left(sentence), { names: [ADA, 'Bo'], reason });
    });
  }

  for (const sentence of ['K7M2QX を却下、理由: この製品は対象外', 'K7M2QX を却下、Teams を除く理由がない']) {
    it(`is none where it only gives a reason: ${sentence}`, () => {
      assert.deepEqual(left(sentence).names, []);
    });
  }
});
