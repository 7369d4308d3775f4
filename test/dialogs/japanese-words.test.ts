import assert from 'node:assert/strict';
import { type Intent, isSelf, isSend, readIntent } from '../../src/dialogs/intent.ts';
import { readLicenses } from '../../src/dialogs/wish.ts';
import { aboutK7M2QX as about, aWish as wish } from '../support/intents.ts';

const ADA = ['ada@contoso.com'];

const PHRASES: Readonly<Record<string, readonly string[]>> = {
  help: [
    'ヘルプ',
    'へるぷ',
    'ﾍﾙﾌﾟ',
    '使い方',
    '使い方を教えてください',
    '助けて',
    'こんにちは',
    '？',
    'ヘルプ！',
  ],
  'sign-out': ['サインアウト', 'さいんあうと', 'ｻｲﾝｱｳﾄ', 'サインアウトしてください', 'ログアウト'],
  'connect-directory': [
    'ディレクトリ接続',
    'ディレクトリを接続',
    'ディレクトリを接続してください',
    'ディレクトリー接続',
  ],
  discard: ['キャンセル', '取り消し', '取消', '中止', '破棄してください', 'やめます'],
};

const STARTS = [
  '申請',
  '申請したい',
  '申請をお願いします',
  '新しい申請',
  'リクエスト',
  'りくえすと',
  'ライセンス',
  'ライセンスを申請したいです',
  'ライセンスが欲しいです。',
  'ライセンスがほしい',
  'ライセンスが必要です',
  '新しいライセンスをお願いします',
  'ﾗｲｾﾝｽ申請',
];

const ABOUT: readonly (readonly [string, Intent])[] = [
  ['状況 K7M2QX', about('status')],
  ['K7M2QX の状況', about('status')],
  ['K7M2QXの状況を教えてください', about('status')],
  ['Ｋ７Ｍ２ＱＸ　の状態', about('status')],
  ['承認 K7M2QX', about('approve')],
  ['K7M2QX を承認', about('approve')],
  ['k7m2qxを承認します', about('approve')],
  ['申請 K7M2QX を承認してください。', about('approve')],
  ['K7M2QX、承認お願いします', about('approve')],
  ['K7M2QXを承認 理由: 異動のため', about('approve', '異動のため')],
  ['却下 K7M2QX 理由：予算がないため', about('reject', '予算がないため')],
  ['K7M2QXを却下。理由は予算不足です。', about('reject', '予算不足です。')],
  ['K7M2QX を予算がないため却下します', about('reject', '予算がないため')],
  ['K7M2QX を却下してください', about('reject')],
  ['K7M2QX を取り下げ', about('cancel')],
  ['K7M2QXを取り下げます', about('cancel')],
  ['キャンセル K7M2QX', about('cancel')],
  ['K7M2QX 取消', about('cancel')],
  ['K7M2QX を再申請', about('again')],
  ['もう一度申請 K7M2QX', about('again')],
  ['K7M2QX を再試行', about('retry')],
  ['もう一度 K7M2QX', about('retry')],
  ['K7M2QX を実行してください', about('run')],
  ['自分のアカウントで実行 K7M2QX', about('run')],
  ['K7M2QX を打ち切り', about('give-up')],
  ['K7M2QX を催促', about('nudge')],
  ['K7M2QX を承認者に催促してください', about('nudge')],
];

const WISHES: readonly (readonly [string, Intent])[] = [
  [
    'ada@contoso.com に Teams なしの E5 をお願いします',
    wish({ users: ADA, assign: ['E5'], without: ['Teams'] }),
  ],
  ['たかなしさんに E5 をお願いします', wish({ users: ['たかなし'], assign: ['E5'] })],
  [
    'Contoso の ada@contoso.com に E3 の代わりに E5 を割り当ててください。理由: 財務チームに異動するため',
    wish({
      customer: 'Contoso',
      users: ADA,
      assign: ['E5'],
      remove: ['E3'],
      reason: '財務チームに異動するため',
    }),
  ],
  ['ada@contoso.com に E5 をお願いします', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.comにE5を割り当てて', wish({ users: ADA, assign: ['E5'] })],
  ['ＡＤＡ＠ｃｏｎｔｏｓｏ．ｃｏｍ　に　Ｅ５', wish({ users: ['ADA@contoso.com'], assign: ['E5'] })],
  ['E5 を ada@contoso.com に', wish({ users: ADA, assign: ['E5'] })],
  [
    'ada@contoso.com さんに Microsoft 365 E5 を付与してください',
    wish({ users: ADA, assign: ['Microsoft 365 E5'] }),
  ],
  ['ada@contoso.com に E5 ライセンスを割り当てていただけますか？', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com に E5 が必要です', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com にライセンスをお願いします', wish({ users: ADA })],
  [
    'ada@contoso.com に E5 と Visio Plan 2 を割り当てて',
    wish({ users: ADA, assign: ['E5', 'Visio Plan 2'] }),
  ],
  [
    'Contosoの田中健二さんにE5をお願いします',
    wish({ customer: 'Contoso', users: ['田中健二'], assign: ['E5'] }),
  ],
  [
    'ファブリカム株式会社の佐藤 由紀様に Power BI Pro を付与してください',
    wish({ customer: 'ファブリカム株式会社', users: ['佐藤 由紀'], assign: ['Power BI Pro'] }),
  ],
  ['たべもの本舗の ada@contoso.com に E5', wish({ customer: 'たべもの本舗', users: ADA, assign: ['E5'] })],
  ['ada@contoso.com の E3 を外してください', wish({ users: ADA, remove: ['E3'] })],
  ['ada@contoso.com から E3 を削除', wish({ users: ADA, remove: ['E3'] })],
  ['E3 を ada@contoso.com から外して', wish({ users: ADA, remove: ['E3'] })],
  [
    'Contoso の田中さんの E3 を解除してください',
    wish({ customer: 'Contoso', users: ['田中'], remove: ['E3'] }),
  ],
  [
    'ada@contoso.com から E3 を外して、E5 を割り当ててください',
    wish({ users: ADA, assign: ['E5'], remove: ['E3'] }),
  ],
  ['ada@contoso.com の E3 を E5 に変更してください', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ['ada@contoso.com を E3 から E5 にアップグレード', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  [
    'ada@contoso.com の Microsoft 365 E3 を Microsoft 365 E5 に切り替えてください',
    wish({ users: ADA, assign: ['Microsoft 365 E5'], remove: ['Microsoft 365 E3'] }),
  ],
  [
    '経理部に異動するため、ada@contoso.com に E5 をお願いします。',
    wish({ users: ADA, assign: ['E5'], reason: '経理部に異動するため' }),
  ],
  [
    'ada@contoso.com に E5 をお願いします。経理部に異動するためです。',
    wish({ users: ADA, assign: ['E5'], reason: '経理部に異動するためです' }),
  ],
  [
    'Contoso の西村さんと佐藤さんに E5 をお願いします',
    wish({ customer: 'Contoso', users: ['西村', '佐藤'], assign: ['E5'] }),
  ],
  ['にしむらさんに E5 を、よろしくお願いします', wish({ users: ['にしむら'], assign: ['E5'] })],
  [
    'アダ・アクソイさん（Contoso）に Microsoft 365 E5 を',
    wish({ customer: 'Contoso', users: ['アダ・アクソイ'], assign: ['Microsoft 365 E5'] }),
  ],
  ['ada@contoso.com 用に Visio', wish({ users: ADA, assign: ['Visio'] })],
  ['ada@contoso.com のために E5 を申請します', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com に E5 Teams なし', wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  ['私に E5 をください', wish({ users: ['私'], assign: ['E5'] })],
  ['ada@contoso.com に E5（Contoso）', wish({ customer: 'Contoso', users: ADA, assign: ['E5'] })],
  [
    'ada@contoso.com に Microsoft 365 E5 (no Teams) をお願いします',
    wish({ users: ADA, assign: ['Microsoft 365 E5 (no Teams)'] }),
  ],
  [
    '顧客: Contoso、ユーザー: ada@contoso.com、ライセンス: E5、理由: 異動',
    wish({ customer: 'Contoso', users: ADA, assign: ['E5'], reason: '異動' }),
  ],
];

describe('what a message in Japanese wants', () => {
  for (const [kind, messages] of Object.entries(PHRASES)) {
    it(`is ${kind}: ${messages.join(' | ')}`, () => {
      for (const message of messages) assert.deepEqual(readIntent(message), { kind }, message);
    });
  }

  it(`is a new request: ${STARTS.join(' | ')}`, () => {
    for (const message of STARTS)
      assert.deepEqual(readIntent(message), { kind: 'request', wish: null }, message);
  });

  for (const [message, intent] of [...ABOUT, ...WISHES]) {
    it(`is read from ${message}`, () => assert.deepEqual(readIntent(message), intent));
  }

  it('is not guessed', () => {
    for (const message of ['今日の天気は？', 'コントソ', '田中さん', 'ライセンスとは何ですか']) {
      assert.equal(readIntent(message).kind, 'other', message);
    }
  });

  it('is to send the review: はい, 送信, 送信してください, お願いします', () => {
    for (const answer of ['はい', '送信', '送信してください', 'はい、お願いします', '送って'])
      assert(isSend(answer), answer);
    for (const answer of ['いいえ', '戻る', '送信しない', '送信元']) assert(!isSend(answer), answer);
  });

  it('is about the speaker: 私, 自分', () => {
    for (const name of ['私', '自分']) assert(isSelf(name), name);
    assert(!isSelf('私田'));
  });
});

describe('the licenses in an answer in Japanese', () => {
  for (const [text, assign, remove] of [
    ['E3 の代わりに E5', ['E5'], ['E3']],
    ['Ｅ３の代わりにＥ５', ['E5'], ['E3']],
    ['E3 を外して E5 を割り当てて', ['E5'], ['E3']],
    ['E3 を外してください', [], ['E3']],
    ['E5 をお願いします', ['E5'], []],
    ['E5 と Visio', ['E5', 'Visio'], []],
    ['E3 を E5 に変更', ['E5'], ['E3']],
  ] as const) {
    it(`are read from ${text}`, () => assert.deepEqual(readLicenses(text), { assign, remove, without: [] }));
  }

  for (const text of [
    'Teams と Exchange なしの E5',
    'Teams、Exchange を除いた E5 をお願いします',
    'Teams および Exchange 抜きで E5',
    'E5 Teams と Exchange なし',
    'E5、Teams、Exchange なしで',
  ]) {
    it(`may leave service plans out: ${text}`, () =>
      assert.deepEqual(readLicenses(text), { assign: ['E5'], remove: [], without: ['Teams', 'Exchange'] }));
  }

  it('may be of a product with such words in its name', () => {
    const name = 'Microsoft 365 E5 (Teams なし)';
    assert.deepEqual(readLicenses(`${name} を`), { assign: [name], remove: [], without: [] });
  });
});
