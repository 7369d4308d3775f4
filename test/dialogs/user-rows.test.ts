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

  it('keep the number that they had in the sheet', () => {
    const rows = readUserRows(`Name;Mail\n\nAda;${ADA}\n\n\nBo;${BO}`);
    assert.deepEqual(
      rows.map(({ row }) => row),
      [3, 6],
    );
  });

  it('know the license where a header names its column, in any place', () => {
    const rows = readUserRows(`License;Mail\nE5;${ADA}\n;${BO}`);
    assert.deepEqual(
      rows.map(({ license }) => license),
      ['E5', null],
    );
  });

  it('hand on what else stands beside an address without a header', () => {
    const [row] = readUserRows(`Ada\tE5\t${ADA}\nBo\tE3\t${BO}`);
    assert.deepEqual([row?.license, row?.others], [null, ['Ada', 'E5']]);
  });

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
  ]) {
    it(`is a list: ${JSON.stringify(message)}`, () => assert.equal(wishOf(message)?.rows, message));
  }

  for (const message of [
    `E5 for ${ADA}\nbecause she joins`,
    `E5 for ${ADA} and ${BO}`,
    `E5 instead of E3 for ${ADA} and ${BO}`,
    `E5 for ${ADA}\nE3 for ${BO}`,
    'help\nme',
    ADA,
  ]) {
    it(`is none: ${JSON.stringify(message)}`, () => assert.equal(wishOf(message)?.rows, undefined));
  }

  it('may say above the rows what they are to get', () => {
    const wish = wishOf(`E5 instead of E3 for:\n${ADA}\n${BO}`);
    assert.deepEqual([wish?.assign, wish?.remove, wish?.users], [['E5'], ['E3'], []]);
    assert.equal(wish?.rows, `${ADA}\n${BO}`);
  });
});
