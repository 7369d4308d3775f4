import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessesFor, personAlone } from '../../src/dialogs/guesses.ts';
import { readIntent } from '../../src/dialogs/intent.ts';
import { editDistance } from '../../src/requests/edit-distance.ts';

const GUESSES: readonly (readonly [string, string, readonly string[]])[] = [
  ['en', 'pnding', ['pending']],
  ['en', 'hepl', ['help']],
  ['en', 'my reqests', ['my requests']],
  ['en', 'evrything open!', ['everything open']],
  ['en', 'pnding at Contoso', ['pending at Contoso']],
  ['en', 'staus K7M2QX', ['status K7M2QX']],
  ['en', 'aprove k7m2qx', ['approve K7M2QX']],
  ['en', 'aprove K7M2QX and P3QR7T', ['approve K7M2QX and P3QR7T']],
  ['en', 'K7M2QO', ['status K7M2Q0']],
  ['en', 'what about K7M2QX', ['status K7M2QX']],
  ['en', '#ABCDEF', ['status ABCDEF']],
  ['en', 'sgn out', ['sign out']],
  ['ja', 'ヘルブ', ['ヘルプ']],
  ['ja', '自分の申精', ['自分の申請']],
  ['ja', '承認街', ['承認待ち']],
  ['ja', 'K7M2QX 承任', ['K7M2QX 承認']],
  ['ja', 'K7M2QX', ['K7M2QX 状態']],
  ['tr', 'taleplrim', ['taleplerim']],
  ['tr', 'BEKLEYENLR', ['bekleyenler']],
  ['tr', 'onyla K7M2QX', ['onayla K7M2QX']],
  ['tr', 'k7m2qx', ['durum K7M2QX']],
  ['tr', 'yardm', ['yardım']],
];

describe('guessing what was meant', () => {
  for (const [language, typed, guesses] of GUESSES) {
    it(`finds ${guesses.join(', ')} in ${typed} (${language})`, () =>
      assert.deepEqual(guessesFor(typed, language), guesses));
  }

  for (const typed of [
    '',
    '???',
    'E5',
    'thanks',
    'Contoso',
    'what a lovely day',
    'x'.repeat(5000),
    '佐藤 健司',
  ]) {
    it(`finds nothing in ${JSON.stringify(typed.slice(0, 40))}`, () =>
      assert.deepEqual(guessesFor(typed, 'en'), []));
  }

  it('understands whatever it guesses, and guesses three at most', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GUESSES),
        fc.string({ maxLength: 3 }),
        fc.nat(10),
        ([language, typed], noise, at) => {
          const guesses = guessesFor(typed.slice(0, at) + noise + typed.slice(at), language);
          assert(guesses.length <= 3);
          for (const guess of guesses) assert.notEqual(readIntent(guess).kind, 'other', guess);
        },
      ),
    );
  });
});

describe('the name of a person alone', () => {
  for (const typed of [
    'Ada Lovelace',
    'Şule Öztürk',
    "Jack O'Connor",
    'ada@contoso.com',
    '佐藤 健司',
    '佐々木',
  ]) {
    it(`is ${typed}`, () => assert.equal(personAlone(`${typed} `), typed));
  }

  for (const typed of ['Ada', 'thanks a lot', 'E5', 'K7M2QX', 'a@b', 'ada@contoso.com soon', 'なに', '']) {
    it(`is not ${JSON.stringify(typed)}`, () => assert.equal(personAlone(typed), undefined));
  }
});

describe('the distance between two words', () => {
  for (const [one, other, distance] of [
    ['pending', 'pending', 0],
    ['pnding', 'pending', 1],
    ['pendding', 'pending', 1],
    ['pemding', 'pending', 1],
    ['pedning', 'pending', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['承認街', '承認待ち', 2],
  ] as const) {
    it(`is ${distance} from ${JSON.stringify(one)} to ${other}`, () => {
      assert.equal(editDistance(one, other), distance);
      assert.equal(editDistance(other, one), distance);
    });
  }
});
