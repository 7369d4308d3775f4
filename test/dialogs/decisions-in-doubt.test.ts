import assert from 'node:assert/strict';
import type { Unclear } from '../../src/dialogs/about-request.ts';
import { guessesFor, personAlone } from '../../src/dialogs/guesses.ts';
import { readIntent } from '../../src/dialogs/intent.ts';
import { aboutK7M2QX as about } from '../support/intents.ts';

const IN_DOUBT: Readonly<Record<Unclear, readonly string[]>> = {
  negated: [
    ...[
      'K7M2QX を承認しない',
      'K7M2QX を承認しないでください',
      'K7M2QXを承認しません',
      'K7M2QX を取り下げない',
    ],
    ...['K7M2QX を却下しない', 'K7M2QX を承認できません', 'K7M2QX は承認できない', 'K7M2QX を承認せず'],
    ...['K7M2QX を承認するな', 'K7M2QX の承認をやめて', 'K7M2QX の承認はまだ', 'K7M2QX を承認しかねます'],
    ...['K7M2QX を承認しなくていいです', 'K7M2QX を承認しますか', 'K7M2QX を催促しないでください'],
  ],
  'two-commands': [
    'approve K7M2QX, reject P3QR7T because duplicate',
    'approve K7M2QX and reject #ABCDEF',
    'reject K7M2QX because Ayşe does not need it, approve the others',
    'approve K7M2QX, decline everything else',
    'status K7M2QX, approve P3QR7T',
    'K7M2QX を承認、P3QR7T を却下',
    'K7M2QX を承認して、P3QR7T は却下してください',
    'K7M2QX を却下、残りを承認',
    'K7M2QX onayla, P3QR7T reddet',
    "onayla K7M2QX, P3QR7T'yi reddet çünkü bütçe yok",
    'K7M2QX reddet, diğerlerini onayla',
  ],
  unmarked: [
    ...['approve K7M2QX tomorrow', 'approve K7M2QX only for Emily', 'approve K7M2QX, only for Emily'],
    ...['approve K7M2QX for Emily only', 'approve K7M2QX until June', 'reject K7M2QX, not yet'],
    ...['approve K7M2QX if she agrees', 'withdraw K7M2QX tomorrow', 'remind K7M2QX on Monday'],
    ...[
      'approve K7M2QX, she starts on Monday',
      'approve K7M2QX as well as the others',
      'approve K7M2QX not',
      'approve K7M2QX and the rest',
    ],
    ...[
      'onayla K7M2QX yarın',
      'K7M2QX onayla, sadece Elif için',
      'K7M2QX onayla değil',
      'K7M2QX onayla demedim',
    ],
    ...['onayla K7M2QX, P3QR7T reddet'],
    ...[
      'K7M2QX を承認、明日',
      'K7M2QX を承認、佐藤さんだけ',
      '承認 K7M2QX しないで',
      'K7M2QX を承認、ただし例外あり',
    ],
  ],
};

describe('what may not be meant as a decision', () => {
  for (const [why, sentences] of Object.entries(IN_DOUBT)) {
    for (const sentence of sentences) {
      it(`decides nothing (${why}): ${sentence}`, () => {
        const intent = readIntent(sentence);
        assert(intent.kind === 'unclear', JSON.stringify(intent));
        assert.equal(intent.why, why);
        assert(intent.requestIds.includes('K7M2QX'));
      });
    }
  }

  for (const [sentence, kind, reason] of [
    ...[
      'approve K7M2QX please',
      'approve K7M2QX now',
      'approve K7M2QX pls',
      'approve K7M2QX, thanks!',
      'ok K7M2QX right away 👍',
    ].map((one) => [one, 'approve', null] as const),
    ...[
      'onayla K7M2QX lütfen',
      'K7M2QX onayla hemen',
      'K7M2QX onayla, teşekkürler',
      'K7M2QX を承認、ありがとうございます',
    ].map((one) => [one, 'approve', null] as const),
    ...[
      '承認してください',
      '承認します',
      '承認で',
      '承認お願いいたします',
      '承認していただけますか',
      '承認しましょう',
    ].map((one) => [`K7M2QX を${one}`, 'approve', null] as const),
    ['K7M2QXを承認いたします。よろしくお願いします', 'approve', null],
    ['retry K7M2QX once more', 'retry', null],
    ['K7M2QX を差し戻します', 'reject', null],
    ['K7M2QXを取り下げてください', 'cancel', null],
    ['approve K7M2QX please because she joins', 'approve', 'she joins'],
    ['approve K7M2QX, because she joins', 'approve', 'she joins'],
    ['approve K7M2QX for the merger', 'approve', 'for the merger'],
    ['approve K7M2QX: only for Emily', 'approve', 'only for Emily'],
    ['approve K7M2QX:tomorrow', 'approve', 'tomorrow'],
    ['approve K7M2QX – she joins', 'approve', '– she joins'],
    ['reject K7M2QX please, no budget', 'reject', 'no budget'],
    ['reject K7M2QX because it is a duplicate of P3QR7T', 'reject', 'it is a duplicate of P3QR7T'],
    ['reject K7M2QX because we approved P3QR7T', 'reject', 'we approved P3QR7T'],
    [
      'reject K7M2QX because without a budget it is too much',
      'reject',
      'because without a budget it is too much',
    ],
    ['K7M2QX を却下、理由: P3QR7T を承認済みのため', 'reject', 'P3QR7T を承認済みのため'],
    ['K7M2QX を承認、異動のため', 'approve', '異動のため'],
    ['onayla K7M2QX yeni başladığı için', 'approve', 'yeni başladığı için'],
    ['onayla K7M2QX: yarın', 'approve', 'yarın'],
  ] as const) {
    it(`still decides: ${sentence}`, () => assert.deepEqual(readIntent(sentence), about(kind, reason)));
  }
});

describe('what is not to be done', () => {
  for (const verb of [
    ...['onaylama', 'onaylamayın', 'onaylamıyorum', 'onaylamam', 'reddetme', 'reddetmeyin', 'reddetmiyorum'],
    ...['geri çekme', 'geri çekmiyorum', 'iptal etme', 'kabul etmiyorum', 'hatırlatma', 'onaylayamam'],
    ...[
      "don't approve",
      'not approve',
      'unapprove',
      'disapprove',
      'do not ok',
      'no approve',
      'never approve',
    ],
    ...['非承認', 'まだ承認しない', '承認しない'],
  ]) {
    it(`is never offered to be done: ${verb}`, () => {
      for (const typed of [`K7M2QX ${verb}`, `${verb} K7M2QX`, `K7M2QX'i ${verb}`]) {
        const intent = readIntent(typed);
        assert(['other', 'unclear'].includes(intent.kind), `${typed}: ${JSON.stringify(intent)}`);
        for (const guess of guessesFor(typed, 'tr')) assert.equal(readIntent(guess).kind, 'status', typed);
      }
    });
  }

  it('is still offered where it was only mistyped', () => {
    assert.deepEqual(guessesFor('onyla K7M2QX', 'tr'), ['onayla K7M2QX']);
    assert.deepEqual(guessesFor('onaylamk K7M2QX', 'tr'), ['onayla K7M2QX']);
  });

  for (const typed of ['全部承認', '却下予定', '申請取消'])
    it(`is nobody’s name: ${typed}`, () => assert.equal(personAlone(typed), undefined));
});
