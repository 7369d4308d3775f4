import assert from 'node:assert/strict';
import { type Intent, readIntent } from '../../src/dialogs/intent.ts';
import { readLicenses } from '../../src/dialogs/wish.ts';
import { aboutK7M2QX as about, aWish as wish } from '../support/intents.ts';

const ADA = ['ada@contoso.com'];

const PHRASES: Readonly<Record<string, readonly string[]>> = {
  help: ['help', 'Help!', 'HELP', '?', 'hi', 'Hello', 'what can you do', '  help  ', 'ｈｅｌｐ'],
  thanks: [
    ...[
      'thanks!',
      'Thank you',
      'thank you very much.',
      'ok',
      'OK!',
      'ok, thanks',
      'teşekkürler',
      'tesekkurler',
    ],
    ...['Çok teşekkür ederim!', 'sağ ol', 'tamam', 'ありがとう', 'ありがとうございます！', '了解しました'],
  ],
  'sign-out': ['sign out', 'signout', 'Sign-out', 'log out', 'logout', 'forget me'],
  'connect-directory': ['connect directory', 'Connect  Directory'],
  discard: ['cancel', 'Stop.', 'never mind', 'nevermind', 'discard', 'quit'],
};

const STARTS = [
  'request',
  'Request!',
  'new request',
  'request a license',
  'request license',
  'I need a license',
  'i need a licence, please',
  'We need licenses.',
  'I would like another license',
  'can I have a new license?',
  'ask for a license',
  'license please',
  'ｒｅｑｕｅｓｔ',
];

const ABOUT_A_REQUEST: readonly (readonly [string, Intent])[] = [
  ['status K7M2QX', about('status')],
  ['status of K7M2QX', about('status')],
  ['where is K7M2QX?', about('status')],
  ['show #k7m2qx', about('status')],
  ['cancel K7M2QX', about('cancel')],
  ['Withdraw K7M2QX.', about('cancel')],
  ['approve K7M2QX', about('approve')],
  ['APPROVE k7m2qx!', about('approve')],
  ['approve　Ｋ７Ｍ２ＱＸ', about('approve')],
  ['ok K7M2QX', about('approve')],
  ['approve K7M2QX because she starts on Monday', about('approve', 'she starts on Monday')],
  ['reject K7M2QX because no budget', about('reject', 'no budget')],
  ['reject K7M2QX: no budget', about('reject', 'no budget')],
  ['reject K7M2QX, no budget', about('reject', 'no budget')],
  ['reject K7M2QX reason: bütçe yok', about('reject', 'bütçe yok')],
  ['decline K7M2QX since 予算がない', about('reject', '予算がない')],
  ['reject   K7M2QX\n because\tno budget', about('reject', 'no budget')],
  ['ask again K7M2QX', about('again')],
  ['Ask again for K7M2QX, please', about('again', 'please')],
  ['resubmit K7M2QX', about('again')],
  ['retry K7M2QX', about('retry')],
  ['try again K7M2QX', about('retry')],
  ['run K7M2QX', about('run')],
  ['Run with my account K7M2QX', about('run')],
  ['give up K7M2QX', about('give-up')],
  ['nudge K7M2QX', about('nudge')],
  ['please remind the approver of K7M2QX', about('nudge')],
];

const WISHES: readonly (readonly [string, Intent])[] = [
  ['E5 for ada@contoso.com', wish({ users: ADA, assign: ['E5'] })],
  ['E5 for ada@contoso.com at Contoso', wish({ users: ADA, assign: ['E5'], customer: 'Contoso' })],
  ['E5 for ada@contoso.com customer Contoso', wish({ users: ADA, assign: ['E5'], customer: 'Contoso' })],
  ['E5 for ada@contoso.com from Contoso', wish({ users: ADA, assign: ['E5'], customer: 'Contoso' })],
  ['E5 at Contoso for ada@contoso.com', wish({ users: ADA, assign: ['E5'], customer: 'Contoso' })],
  ['please assign E5 for ada@contoso.com', wish({ users: ADA, assign: ['E5'] })],
  ['assign E5 to ada@contoso.com, please.', wish({ users: ADA, assign: ['E5'] })],
  ['Could I have an E5 for ada@contoso.com?', wish({ users: ADA, assign: ['E5'] })],
  ['ask for E5 for ada@contoso.com', wish({ users: ADA, assign: ['E5'] })],
  ['I need a license for ada@contoso.com', wish({ users: ADA })],
  ['license for Ada Lovelace at Contoso', wish({ users: ['Ada Lovelace'], customer: 'Contoso' })],
  ['I need E5 for me at Contoso', wish({ users: ['me'], assign: ['E5'], customer: 'Contoso' })],
  [
    'E5 for "Ada Lovelace" <ada@contoso.com> at Contoso',
    wish({ users: ADA, assign: ['E5'], customer: 'Contoso' }),
  ],
  [
    'E5 for ada@contoso.com at Contoso, remove E3',
    wish({ users: ADA, assign: ['E5'], remove: ['E3'], customer: 'Contoso' }),
  ],
  ['E5 instead of E3 for ada@contoso.com', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ['E5 in place of E3 for ada@contoso.com', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ['remove E3 from ada@contoso.com', wish({ users: ADA, remove: ['E3'] })],
  ['take away Visio from Ada at Contoso', wish({ users: ['Ada'], remove: ['Visio'], customer: 'Contoso' })],
  ['E5 and Visio for ada@contoso.com', wish({ users: ADA, assign: ['E5', 'Visio'] })],
  ['E5 + Visio, Project for ada@contoso.com', wish({ users: ADA, assign: ['E5', 'Visio', 'Project'] })],
  ['E5 for Ada and Grace at Contoso', wish({ users: ['Ada', 'Grace'], assign: ['E5'], customer: 'Contoso' })],
  [
    'Microsoft 365 Apps for enterprise for ada@contoso.com',
    wish({ users: ADA, assign: ['Microsoft 365 Apps for enterprise'] }),
  ],
  [
    'Microsoft Defender for Office 365 for Ada Lovelace',
    wish({ users: ['Ada Lovelace'], assign: ['Microsoft Defender for Office 365'] }),
  ],
  [
    'E5 for ada@contoso.com at Center for Health',
    wish({ users: ADA, assign: ['E5'], customer: 'Center for Health' }),
  ],
  [
    'E5 for ada@contoso.com at Procter and Gamble',
    wish({ users: ADA, assign: ['E5'], customer: 'Procter and Gamble' }),
  ],
  [
    'E5 for ada@contoso.com because she joins finance',
    wish({ users: ADA, assign: ['E5'], reason: 'she joins finance' }),
  ],
  [
    'E5 for ada@contoso.com because of the merger',
    wish({ users: ADA, assign: ['E5'], reason: 'the merger' }),
  ],
  [
    'E5 for ada@contoso.com at Contoso reason: new joiner',
    wish({ users: ADA, assign: ['E5'], customer: 'Contoso', reason: 'new joiner' }),
  ],
  [
    'E5 for Ada because she works for the board, at HQ, instead of Bo',
    wish({ users: ['Ada'], assign: ['E5'], reason: 'she works for the board, at HQ, instead of Bo' }),
  ],
  ['E5   for   ada@contoso.com\n  at\tContoso', wish({ users: ADA, assign: ['E5'], customer: 'Contoso' })],
  ['Ｅ５　ｆｏｒ　ａｄａ＠ｃｏｎｔｏｓｏ．ｃｏｍ', wish({ users: ADA, assign: ['E5'] })],
  [
    'E5 for 佐藤 健司 at ファブリカム',
    wish({ users: ['佐藤 健司'], assign: ['E5'], customer: 'ファブリカム' }),
  ],
  ['Ｅ５ for ｻﾄｳ at ファブリカム', wish({ users: ['サトウ'], assign: ['E5'], customer: 'ファブリカム' })],
  [
    'E5 for Zeynep Aydın at Çağrı Ltd because İzmir’e taşınıyor',
    wish({ users: ['Zeynep Aydın'], assign: ['E5'], customer: 'Çağrı Ltd', reason: 'İzmir’e taşınıyor' }),
  ],
  ['E5 for İlker Şahin', wish({ users: ['İlker Şahin'], assign: ['E5'] })],
  [
    'E5 for O’Brien at Müller & Söhne',
    wish({ users: ['O’Brien'], assign: ['E5'], customer: 'Müller & Söhne' }),
  ],
  ['E5 without Teams for ada@contoso.com', wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  ['E5 for ada@contoso.com without Teams', wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  ['E5 for ada@contoso.com without reason', wish({ users: ADA, assign: ['E5'] })],
  ['E5 for ada@contoso.com without a reason', wish({ users: ADA, assign: ['E5'] })],
  [
    'E5 instead of E3, excluding Teams and Power BI, for ada@contoso.com',
    wish({ users: ADA, assign: ['E5'], remove: ['E3'], without: ['Teams', 'Power BI'] }),
  ],
  ['E5 except for Teams for Ada', wish({ users: ['Ada'], assign: ['E5'], without: ['Teams'] })],
  [
    'Microsoft 365 E5 (no Teams) for ada@contoso.com',
    wish({ users: ADA, assign: ['Microsoft 365 E5 (no Teams)'] }),
  ],
];

const OTHERS = [
  '',
  '   ',
  'E5 for',
  'for ada@contoso.com',
  'remove from ada@contoso.com',
  'upgrade ada@contoso.com to E5',
  'approve K7M2QXX',
  'approve ILOILO',
  'approve',
  'Contoso',
  'イーファイブをください',
];

describe('what a message wants', () => {
  for (const [kind, messages] of Object.entries(PHRASES)) {
    it(`is ${kind}: ${messages.map((message) => JSON.stringify(message)).join(', ')}`, () => {
      for (const message of messages) assert.deepEqual(readIntent(message), { kind }, message);
    });
  }

  it(`is a new request: ${STARTS.join(' | ')}`, () => {
    for (const message of STARTS)
      assert.deepEqual(readIntent(message), { kind: 'request', wish: null }, message);
  });

  for (const [message, intent] of [...ABOUT_A_REQUEST, ...WISHES]) {
    it(`is read from ${JSON.stringify(message)}`, () => assert.deepEqual(readIntent(message), intent));
  }

  it(`is not guessed: ${OTHERS.map((message) => JSON.stringify(message)).join(', ')}`, () => {
    for (const message of OTHERS) {
      const intent = readIntent(message);
      assert.equal(intent.kind, 'other', message);
    }
  });

  it('is the words themselves, with plain letters and spaces, where nothing is understood', () => {
    assert.deepEqual(readIntent('  Ｈｏｗ\n are   you '), { kind: 'other', text: 'How are you' });
  });

  it('is found at once in any text, however long and strange', () => {
    const begun = process.cpuUsage();
    for (const piece of [
      ',',
      ' ',
      '!',
      'for ',
      'a for ',
      'remove ',
      '@',
      '<',
      ' please',
      '　',
      'ﷺ',
      'の',
      'を',
      'に E5 を',
      'ため、',
      'için ',
      "'a ",
      'K7M2QX ',
      'because ',
    ]) {
      const text = piece.repeat(30_000 / piece.length);
      readIntent(text);
      readIntent(`E5 for ${text}x`);
      readLicenses(`${text}x`);
    }
    // The time it was at work, not the time that others took.
    assert(process.cpuUsage(begun).user < 2_000_000);
  });
});

describe('several requests named at once', () => {
  for (const [message, kind, requestIds, reason] of [
    ['approve K7M2QX and P3QR7T', 'approve', ['K7M2QX', 'P3QR7T'], null],
    [
      'approve K7M2QX, P3QR7T and AB12CD because they all move',
      'approve',
      ['K7M2QX', 'P3QR7T', 'AB12CD'],
      'they all move',
    ],
    ['ok #k7m2qx & #p3qr7t', 'approve', ['K7M2QX', 'P3QR7T'], null],
    ['reject K7M2QX, P3QR7T: no budget', 'reject', ['K7M2QX', 'P3QR7T'], 'no budget'],
    ['withdraw K7M2QX and ABCDEF.', 'cancel', ['K7M2QX', 'ABCDEF'], null],
    ['status K7M2QX + P3QR7T', 'status', ['K7M2QX', 'P3QR7T'], null],
    ['approve K7M2QX and K7M2QX', 'approve', ['K7M2QX'], null],
    ['K7M2QX と P3QR7T を承認', 'approve', ['K7M2QX', 'P3QR7T'], null],
    ['K7M2QX、P3QR7Tを却下してください', 'reject', ['K7M2QX', 'P3QR7T'], null],
    ['K7M2QX ve P3QR7T talebini onayla', 'approve', ['K7M2QX', 'P3QR7T'], null],
    ['reddet K7M2QX, P3QR7T, gerekçe: bütçe yok', 'reject', ['K7M2QX', 'P3QR7T'], 'bütçe yok'],
    // Behind a comma a word without a digit is the reason.
    ['reject K7M2QX, agreed', 'reject', ['K7M2QX'], 'agreed'],
    // O is read for 0, and I and L for 1, in what has a digit.
    ['approve K7M2QO', 'approve', ['K7M2Q0'], null],
    ['status kl2oi3', 'status', ['K12013'], null],
  ] as const) {
    it(`are read from ${JSON.stringify(message)}`, () =>
      assert.deepEqual(readIntent(message), { kind, requestIds, reason }));
  }

  for (const message of [
    ...["what's the status of request K7M2QX?", 'show me K7M2QX', 'where is K7M2QX?', 'open K7M2QX'],
    ...['K7M2QX はどうなっていますか?', 'K7M2QX ne durumda?'],
  ]) {
    it(`are asked about in ${message}`, () => assert.equal(readIntent(message).kind, 'status'));
  }

  for (const message of [
    ...['ok K7M2QX?', 'approve K7M2QX?', 'cancel K7M2QX？', 'K7M2QX を承認?', 'K7M2QX は承認待ちですか'],
    ...['K7M2QX onay bekliyor mu?', 'K7M2QX onay bekliyor', "K7M2QX'i onaylayın mı?"],
  ]) {
    it(`are not decided on by a question: ${message}`, () =>
      assert(['other', 'status'].includes(readIntent(message).kind), JSON.stringify(readIntent(message))));
  }

  for (const message of ['show people', 'status update', 'cancel orders', 'approve ILOILO']) {
    it(`are not seen in words: ${message}`, () => {
      const intent = readIntent(message);
      assert(!('requestIds' in intent), JSON.stringify(intent));
    });
  }
});

describe('a reason that is not given', () => {
  for (const sentence of [
    'E5 for ada@contoso.com because',
    'E5 for ada@contoso.com, because of',
    'E5 for ada@contoso.com because.',
    'ada@contoso.com için E5, çünkü',
    'ada@contoso.com に E5、理由',
  ]) {
    it(`is none, and nobody's name: ${sentence}`, () =>
      assert.deepEqual(readIntent(sentence), wish({ users: ADA, assign: ['E5'] })));
  }

  it('is none for a decision either', () =>
    assert.deepEqual(readIntent('reject K7M2QX because'), about('reject')));
});

describe('the licenses in an answer', () => {
  for (const [text, assign, remove] of [
    ['E5', ['E5'], []],
    ['an E5', ['E5'], []],
    ['E5 and Visio', ['E5', 'Visio'], []],
    ['E5 instead of E3', ['E5'], ['E3']],
    ['E5, remove E3', ['E5'], ['E3']],
    ['remove E3 and Visio', [], ['E3', 'Visio']],
    ['take away E3', [], ['E3']],
    ['please assign E5', ['E5'], []],
    ['Microsoft 365 Apps for enterprise', ['Microsoft 365 Apps for enterprise'], []],
    ['Ｅ５　instead　of　Ｅ３', ['E5'], ['E3']],
    ['', [], []],
    [' , ; ', [], []],
  ] as const) {
    it(`are read from ${JSON.stringify(text)}`, () =>
      assert.deepEqual(readLicenses(text), { assign, remove, without: [] }));
  }

  it('may leave service plans out', () => {
    const parts = { assign: ['E5'], remove: [], without: ['Teams', 'Exchange'] };
    assert.deepEqual(readLicenses('E5 without Teams, Exchange'), parts);
    assert.deepEqual(readLicenses('without Teams and Exchange'), { ...parts, assign: [] });
  });
});
