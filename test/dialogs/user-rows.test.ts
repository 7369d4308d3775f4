import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';
import { readUserRows } from '../../src/dialogs/user-rows.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';

const users = (text: string) => readUserRows(text).map(({ user }) => user);
const ADA = 'ada@contoso.com';
const BO = 'bo@contoso.com';

describe('rows of people', () => {
  for (const [what, text] of [
    ['one below the other', `${ADA}\n${BO}`],
    ['with Windows line ends', `${ADA}\r\n${BO}\r\n`],
    ['with old Mac line ends', `${ADA}\r${BO}`],
    ['parted by commas', `${ADA}, ${BO}`],
    ['parted by semicolons, as from a mail program', `Ada Lovelace <${ADA}>; Bo <${BO}>`],
    ['parted by full-width commas', `${ADA}，${BO}`],
    ['with full-width letters', 'ada＠contoso.com\nbo＠contoso.com'],
    ['from a sheet, names first', `Ada Lovelace\t${ADA}\nBo\t${BO}`],
    ['from a sheet, addresses first', `${ADA}\tAda Lovelace\n${BO}\tBo`],
    [
      'from a sheet with two addresses of each',
      `${ADA}\tada@contoso.onmicrosoft.com\n${BO}\tbo@mail.example`,
    ],
    ['from a file with quotes', `"Lovelace, Ada";"${ADA}"\n"Bo ""the"" B";"${BO}"`],
    ['from a file with a byte order mark and a header', `\uFEFFName,UPN\nAda,${ADA}\nBo,${BO}`],
    ['under an English header', `Display name\tUser principal name\nAda\t${ADA}\nBo\t${BO}`],
    ['under a Turkish header', `Ad Soyad;E-posta\nAda;${ADA}\nBo;${BO}`],
    ['under a Japanese header', `氏名\tメールアドレス\nAda\t${ADA}\nBo\t${BO}`],
    ['under a short header', `Name;E-mail\nAda;${ADA}\nBo;${BO}`],
    ['under a short Turkish header', `Ad;Posta\nAda;${ADA}\nBo;${BO}`],
    ['under a short Japanese header', `名前\tメール\nAda\t${ADA}\nBo\t${BO}`],
    ['with empty rows and cells', `\n\n\t${ADA}\t\n\t\t\n  \n\t${BO}\n\n`],
    ['with a quote that is never closed', `"Ada;${ADA}\nBo;${BO}`],
  ] as const) {
    it(`are read ${what}`, () => assert.deepEqual(users(text), [ADA, BO]));
  }

  it('know the license where a header names its column, in any place', () => {
    const rows = readUserRows(`License;Mail\nE5;${ADA}\n;${BO}`);
    assert.deepEqual(
      rows.map(({ license }) => license),
      ['E5', null],
    );
  });

  it('hand on what else stands beside an address without a header', () => {
    const [row] = readUserRows(`Ada\tFinance\t${ADA}\nBo\tSales\t${BO}`);
    assert.deepEqual([row?.license, row?.others], [null, ['Ada', 'Finance']]);
  });

  for (const [what, text, licenses] of [
    ['products stand in it', `Ada\tE5\t${ADA}\nBo\tE3\t${BO}`, ['E5', 'E3']],
    ['products stand in half of it', `Ada\t${ADA}\tE5\nBo\t${BO}\tFoo Bar`, ['E5', 'Foo Bar']],
    ['one product stands alone in it', `${ADA}\tE5\n${BO}\t`, ['E5', null]],
    [
      'hardly a product stands in it',
      `${ADA}\tProject\n${BO}\tSales\ncy@contoso.com\tHR`,
      [null, null, null],
    ],
    ['it stands behind a space', `${ADA} E5\n${BO} E5`, ['E5', 'E5']],
    ['it stands behind a name and a space', `Ada Lovelace <${ADA}> E5\n${BO}: blah`, ['E5', 'blah']],
    ['it stands before a space', `E5 ${ADA}\nE3 ${BO}`, ['E5', 'E3']],
    ['only names stand beside it', 'Ada Lovelace\tE5\nBo\tblah', ['E5', 'blah']],
    ['there is only one row', `${ADA}, Microsoft 365 E5`, ['Microsoft 365 E5']],
  ] as const) {
    it(`know the license without a header where ${what}`, () => {
      assert.deepEqual(
        readUserRows(text).map(({ license }) => license),
        licenses,
      );
    });
  }

  it('may be names alone', () => {
    assert.deepEqual(users('Ada Lovelace\nBo'), ['Ada Lovelace', 'Bo']);
    assert.deepEqual(users('Ahmad Khan\nBo'), ['Ahmad Khan', 'Bo']);
    assert.deepEqual(users('Ada Lovelace, Bo'), ['Ada Lovelace', 'Bo']);
  });

  it('hold nobody where there is nobody', () => {
    for (const text of ['', '\n\n', '\t\t\n', '\uFEFF', ';;;', 'Name;Mail']) {
      assert.deepEqual(
        users(text).filter((user) => user.includes('@')),
        [],
        JSON.stringify(text),
      );
    }
  });

  it('are found at once in whatever is pasted, and never break', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `u${index}@contoso.com`).join('\n');
    const texts = [
      ...Object.values(HOSTILE_TEXTS),
      many,
      '"'.repeat(20_000),
      '@'.repeat(20_000),
      `${'a'.repeat(50_000)}@`,
    ];
    for (const text of texts) {
      const rows = readUserRows(text);
      assert(rows.length <= 500);
      for (const { words } of rows) assert(words.length <= 200);
    }
  });
});

describe('a message with rows of people', () => {
  const wishOf = (message: string) => {
    const intent = readIntent(message);
    return intent.kind === 'request' ? intent.wish : undefined;
  };

  for (const message of [
    `${ADA}\n${BO}`,
    `${ADA}, ${BO}`,
    `${ADA} and ${BO}`,
    `Ada <${ADA}>; Bo <${BO}>`.replace('Ada ', '').replace('Bo ', ''),
    `Name\tMail\nAda\t${ADA}\nBo\t${BO}`,
    `${ADA};E5\n${BO};E3`,
    'Ada Lovelace\tE5\nBo Derek\tE5',
    'Ada Lovelace, Microsoft 365 E5\nBo, Visio Plan 2',
    'Name;License\nAda;E5\nBo;E3',
    '佐藤 健司、E5\n田中 花子、E3',
  ]) {
    it(`is a list: ${JSON.stringify(message)}`, () => assert.equal(wishOf(message)?.rows, message));
  }

  for (const message of [
    `E5 for ${ADA}\nbecause she joins`,
    `E5 for ${ADA} and ${BO}`,
    `E5 instead of E3 for ${ADA} and ${BO}`,
    `E5 for ${ADA}\nE3 for ${BO}`,
    'help\nme',
    'E5 for Ada\nbecause of the budget\nthanks a lot',
    'I need E5\nThanks\nBest regards',
    'Hello, E5\nplease, thanks',
    'Ada Lovelace\nBo Derek',
    ADA,
  ]) {
    it(`is none: ${JSON.stringify(message)}`, () => assert.equal(wishOf(message)?.rows, undefined));
  }

  for (const [caption, names] of [
    ['E5 for:', 'Ada Lovelace\nBo Derek'],
    ['次の人に E5:', '佐藤 健司\n田中 花子'],
    ['Şu kişilere E5:', 'Ayşe Kaya\nDeniz Arslan'],
  ] as const) {
    it(`may say so above names: ${caption}`, () => {
      const wish = wishOf(`${caption}\n${names}`);
      assert.deepEqual([wish?.assign, wish?.users, wish?.rows], [['E5'], [], names]);
    });
  }

  it('may say above the rows what they are to get', () => {
    const wish = wishOf(`E5 instead of E3 for:\n${ADA}\n${BO}`);
    assert.deepEqual([wish?.assign, wish?.remove, wish?.users], [['E5'], ['E3'], []]);
    assert.equal(wish?.rows, `${ADA}\n${BO}`);
  });

  for (const [caption, assign, remove] of [
    ['Şu kişilere E3 yerine E5 verin:', ['E5'], ['E3']],
    ['Lütfen aşağıdakilere E5 atayın', ['E5'], []],
    ['asagidaki kullanicilara E5:', ['E5'], []],
    ['Bu kullanıcılar için E3 yerine E5', ['E5'], ['E3']],
    ["Aşağıdaki kişilerden E3'ü kaldırın:", [], ['E3']],
    ['Şunlara E5 lisansı verir misiniz?', ['E5'], []],
    ['次の人に E5 を割り当ててください:', ['E5'], []],
    ['以下のユーザー全員に E3 の代わりに E5 をお願いします。', ['E5'], ['E3']],
    ['下記の方々に E5：', ['E5'], []],
    ['次の人から E3 を外してください', [], ['E3']],
    ['Please give these people E5 instead of E3:', ['E5'], ['E3']],
    ['E5 for the following people:', ['E5'], []],
    ['Can these users get E5?', ['E5'], []],
    ['Remove E3 from those colleagues', [], ['E3']],
  ] as const) {
    it(`may say so of these people, with a verb: ${caption}`, () => {
      const wish = wishOf(`${caption}\n${ADA}\n${BO}`);
      assert.deepEqual(
        [wish?.assign, wish?.remove, wish?.users, wish?.customer, wish?.rows],
        [assign, remove, [], null, `${ADA}\n${BO}`],
      );
    });
  }
});
