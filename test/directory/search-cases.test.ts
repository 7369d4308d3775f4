import assert from 'node:assert/strict';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import type { Directory } from '../../src/directory/directory.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';
import { aSku, aUser, FakePartnerCenterReads } from '../support/fake-partner-center-reads.ts';

/** What is typed, and what must be found: all of it in this order, or the first of it when it ends in `…`. */
type Case = readonly [typed: string, found: string];

const CUSTOMERS: readonly (readonly [name: string, domain: string])[] = [
  ['Contoso', 'contoso.com'],
  ['Contoso Pharmaceuticals', 'contosopharma.onmicrosoft.com'],
  ['Contoso Suites', 'contososuites.onmicrosoft.com'],
  ['Northwind Contoso Trading', 'nwct.onmicrosoft.com'],
  ['Fabrikam, Inc.', 'fabrikam.com'],
  ['Wide World Importers', 'wideworldimporters.com'],
  ['Coca-Cola Bottling', 'ccb.onmicrosoft.com'],
  ["O'Malley & Sons", 'omalley.ie'],
  ['Café Zürich', 'cafezh.ch'],
  ['3D Systems', 'threed.onmicrosoft.com'],
  ['Boğaziçi Lojistik A.Ş.', 'bogazicilojistik.onmicrosoft.com'],
  ['İstanbul Işık Enerji', 'isikenerji.com.tr'],
  ['IĞDIR Tarım Kooperatifi', 'igdirtarim.onmicrosoft.com'],
  ['Şahinler Çelik Sanayi', 'sahinler.com.tr'],
  ['Ünlü Gıda', 'unlugida.onmicrosoft.com'],
  ['ファブリカム株式会社', 'fabrikamjapan.onmicrosoft.com'],
  ['田中電機株式会社', 'tanakadenki.onmicrosoft.com'],
  ['株式会社山田サーバー', 'yamada.onmicrosoft.com'],
  ['㈱キヤノン販売', 'canonhanbai.onmicrosoft.com'],
  ['いすゞ運輸', 'isuzuunyu.onmicrosoft.com'],
  ['渡邉商店', 'watanabe.onmicrosoft.com'],
  ['東京ｶﾞｽ', 'tokyogas.onmicrosoft.com'],
];

const CUSTOMER_CASES: Readonly<Record<'en' | 'tr' | 'ja', readonly Case[]>> = {
  en: [
    ['contoso', 'Contoso, Contoso Pharmaceuticals, Contoso Suites, Northwind Contoso Trading'],
    ['CONTOSO', 'Contoso …'],
    ['cont', 'Contoso …'],
    ['contoso s', 'Contoso Suites …'],
    ['suites contoso', 'Contoso Suites'],
    ['trading north', 'Northwind Contoso Trading'],
    ['contoso.com', 'Contoso …'],
    ['contosopharma.onmicrosoft.com', 'Contoso Pharmaceuticals'],
    ['brikam', 'Fabrikam, Inc. …'],
    ['fabrikam inc', 'Fabrikam, Inc.'],
    ['importers wide', 'Wide World Importers'],
    ['wideworld', 'Wide World Importers'],
    ['cocacola', 'Coca-Cola Bottling'],
    ['coca cola', 'Coca-Cola Bottling'],
    ['omalley', "O'Malley & Sons"],
    ['o’malley sons', "O'Malley & Sons"],
    ['cafe zurich', 'Café Zürich'],
    ['3', '3D Systems'],
    ['contoso northwind fabrikam', ''],
    ['zzz', ''],
  ],
  tr: [
    ['boğaziçi', 'Boğaziçi Lojistik A.Ş.'],
    ['bogazici', 'Boğaziçi Lojistik A.Ş.'],
    ['BOĞAZİÇİ', 'Boğaziçi Lojistik A.Ş.'],
    ['BOGAZICI', 'Boğaziçi Lojistik A.Ş.'],
    ['lojistik aş', 'Boğaziçi Lojistik A.Ş.'],
    ['istanbul', 'İstanbul Işık Enerji'],
    ['ISTANBUL', 'İstanbul Işık Enerji'],
    ['İSTANBUL', 'İstanbul Işık Enerji'],
    ['ışık', 'İstanbul Işık Enerji'],
    ['isik', 'İstanbul Işık Enerji'],
    ['IŞIK', 'İstanbul Işık Enerji'],
    ['enerji ışık', 'İstanbul Işık Enerji'],
    ['ığdır', 'IĞDIR Tarım Kooperatifi'],
    ['igdir tarim', 'IĞDIR Tarım Kooperatifi'],
    ['celik', 'Şahinler Çelik Sanayi'],
    ['ŞAHİNLER', 'Şahinler Çelik Sanayi'],
    ['ünlü', 'Ünlü Gıda'],
    ['UNLU GIDA', 'Ünlü Gıda'],
    ['ğ', 'Ünlü Gıda …'],
  ],
  ja: [
    ['ファブリカム', 'ファブリカム株式会社'],
    ['ﾌｧﾌﾞﾘｶﾑ', 'ファブリカム株式会社'],
    ['ふぁぶりかむ', 'ファブリカム株式会社'],
    ['株式会社ファブリカム', 'ファブリカム株式会社'],
    ['田中', '田中電機株式会社'],
    ['田', '田中電機株式会社, 株式会社山田サーバー'],
    ['電機', '田中電機株式会社'],
    ['機', '田中電機株式会社'],
    ['中電', '田中電機株式会社'],
    ['電機 田中', '田中電機株式会社'],
    ['山田', '株式会社山田サーバー'],
    ['サーバ', '株式会社山田サーバー'],
    ['サーバー', '株式会社山田サーバー'],
    ['(株)山田', '株式会社山田サーバー'],
    ['キャノン', '㈱キヤノン販売'],
    ['きやのん', '㈱キヤノン販売'],
    ['いすず', 'いすゞ運輸'],
    ['イスズ運輸', 'いすゞ運輸'],
    ['渡辺', '渡邉商店'],
    ['渡邊', '渡邉商店'],
    ['東京ガス', '東京ｶﾞｽ'],
    ['東京カス', ''],
    ['tokyogas', '東京ｶﾞｽ'],
  ],
};

const USERS: readonly (readonly [name: string, upn: string])[] = [
  ['Ada Aksoy', 'ada@contoso.com'],
  ['Adam Wright', 'adam.wright@contoso.com'],
  ['Ayşe Kaya', 'ayse.kaya@contoso.com'],
  ['Kaya Demir', 'kaya.demir@contoso.com'],
  ['İbrahim Güneş', 'ibrahim.gunes@contoso.com'],
  ['Işıl Doğan', 'isil.dogan@contoso.com'],
  ['Çağla Öztürk', 'cagla.ozturk@contoso.com'],
  ['Ryan Carter (Ext)', 'ryan_partner.com#EXT#@contoso.onmicrosoft.com'],
  ['Jack O’Connor', 'jack.oconnor@contoso.com'],
  ['佐々木 美咲', 'misaki.sasaki@contoso.com'],
  ['髙橋　翔太', 'shota.takahashi@contoso.com'],
  ['鈴木 博 (Hiroshi Suzuki)', 'hiroshi.suzuki@contoso.com'],
  ['ジョン・スミス', 'john.smith@contoso.com'],
];

const USER_CASES: readonly Case[] = [
  ['ada', 'Ada Aksoy, Adam Wright'],
  ['wright adam', 'Adam Wright'],
  ['ada@contoso.com', 'Ada Aksoy'],
  ['ADAM.WRIGHT@CONTOSO.COM', 'Adam Wright'],
  ['kaya', 'Kaya Demir, Ayşe Kaya'],
  ['kaya ayşe', 'Ayşe Kaya'],
  ['ayse', 'Ayşe Kaya'],
  ['demir, kaya', 'Kaya Demir'],
  ['ibrahim', 'İbrahim Güneş'],
  ['IBRAHIM GUNES', 'İbrahim Güneş'],
  ['İBRAHİM', 'İbrahim Güneş'],
  ['ışıl', 'Işıl Doğan'],
  ['ISIL', 'Işıl Doğan'],
  ['dogan', 'Işıl Doğan'],
  ['cagla ozturk', 'Çağla Öztürk'],
  ['öztürk ç', 'Çağla Öztürk'],
  ['oconnor', 'Jack O’Connor'],
  ["o'connor jack", 'Jack O’Connor'],
  ['ryan_partner.com', 'Ryan Carter (Ext)'],
  ['佐々木', '佐々木 美咲'],
  ['佐々木美咲', '佐々木 美咲'],
  ['美咲 佐々木', '佐々木 美咲'],
  ['美', '佐々木 美咲'],
  ['sasaki', '佐々木 美咲'],
  ['高橋', '髙橋　翔太'],
  ['髙橋翔太', '髙橋　翔太'],
  ['博', '鈴木 博 (Hiroshi Suzuki)'],
  ['suzuki hiroshi', '鈴木 博 (Hiroshi Suzuki)'],
  ['すみす', 'ジョン・スミス'],
  ['ジヨン', 'ジョン・スミス'],
  ['nobody', ''],
];

const SKUS: readonly (readonly [partNumber: string, name: string])[] = [
  ['ENTERPRISEPACK', 'Office 365 E3'],
  ['EMS', 'Enterprise Mobility + Security E3'],
  ['WIN_ENT_E5', 'Windows 10 Enterprise E5'],
  ['SPE_E3', 'Microsoft 365 E3'],
  ['SPE_E5', 'Microsoft 365 E5'],
  ['SPE_F1', 'Microsoft 365 F3'],
  ['M365_F1', 'Microsoft 365 F1'],
  ['SPB', 'Microsoft 365 Business Premium'],
  ['O365_BUSINESS_PREMIUM', 'Microsoft 365 Business Standard'],
  ['O365_BUSINESS_ESSENTIALS', 'Microsoft 365 Business Basic'],
  ['AAD_PREMIUM', 'Microsoft Entra ID P1'],
  ['AAD_PREMIUM_P2', 'Microsoft Entra ID P2'],
  ['EXCHANGESTANDARD', 'Exchange Online (Plan 1)'],
  ['PROJECTPROFESSIONAL', 'Project Plan 3'],
  ['VISIOCLIENT', 'Visio Plan 2'],
  ['POWER_BI_PRO', 'Power BI Pro'],
  ['CFQ7TTC0K5DR/0002', 'Minecraft Education Edition Faculty'],
];

const SKU_CASES: readonly Case[] = [
  ['E3', 'Microsoft 365 E3, Office 365 E3, Enterprise Mobility + Security E3'],
  ['e5', 'Microsoft 365 E5, Windows 10 Enterprise E5'],
  ['F3', 'Microsoft 365 F3'],
  ['F1', 'Microsoft 365 F1, Microsoft 365 F3'],
  ['BP', 'Microsoft 365 Business Premium'],
  ['bs', 'Microsoft 365 Business Standard'],
  ['BB', 'Microsoft 365 Business Basic'],
  ['business premium', 'Microsoft 365 Business Premium, Microsoft 365 Business Standard'],
  ['premium business', 'Microsoft 365 Business Premium, Microsoft 365 Business Standard'],
  ['EMS', 'Enterprise Mobility + Security E3'],
  ['EM+S E3', 'Enterprise Mobility + Security E3'],
  ['O365 E3', 'Office 365 E3'],
  ['m365 e3', 'Microsoft 365 E3 …'],
  ['P1', 'Microsoft Entra ID P1, Exchange Online (Plan 1)'],
  ['p2', 'Microsoft Entra ID P2 …'],
  ['entra p2', 'Microsoft Entra ID P2'],
  ['project 3', 'Project Plan 3'],
  ['visio', 'Visio Plan 2'],
  ['powerbi', 'Power BI Pro'],
  ['PBI', 'Power BI Pro'],
  ['SPE_E5', 'Microsoft 365 E5'],
  ['spe e5', 'Microsoft 365 E5'],
  ['enterprisepack', 'Office 365 E3'],
  ['CFQ7TTC0K5DR/0002', 'Minecraft Education Edition Faculty'],
  ['minecraft', 'Minecraft Education Edition Faculty'],
  ['e9', ''],
];

const HOME = '00000000-0000-4000-8000-000000000000';

describe('what a person means by what they type', () => {
  let database: Database;
  let directory: Directory;

  before(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    const remote = new FakePartnerCenterReads();
    directory = createDirectory({
      client: remote,
      account: { acquire: async () => ({ kind: 'token', accessToken: 'token' }) },
      store: createDirectoryStore(database),
      syncStore: createDirectorySyncStore(database),
      newId: () => 'one',
      clock: () => new Date('2026-11-21T09:00:00.000Z'),
      log: pino({ level: 'silent' }),
      unknownSkuName: (id) => `Unknown product (${id})`,
    });
    for (const [index, [name, domain]] of CUSTOMERS.entries()) {
      remote.add({ id: HOME.replace(/^0{8}/, `0000000${index}`.slice(-8)), name, domain });
    }
    const home = remote.customers.get(HOME);
    home?.users.push(...USERS.map(([name, upn], index) => aUser(`${index}`, name, upn)));
    home?.skus.push(...SKUS.map(([partNumber, name]) => aSku(partNumber, name)));
    await directory.searchCustomers('');
    await directory.ensureCustomer(HOME);
  });

  after(() => database.destroy());

  for (const [language, cases] of Object.entries(CUSTOMER_CASES)) {
    describe(`customers (${language})`, () => {
      for (const one of cases) {
        it(titleOf(one), async () => assertFound(await directory.searchCustomers(one[0]), one));
      }
    });
  }

  describe('users', () => {
    for (const one of USER_CASES) {
      it(titleOf(one), async () => assertFound(await directory.searchUsers(HOME, one[0]), one));
    }
  });

  describe('SKUs', () => {
    for (const one of SKU_CASES) {
      it(titleOf(one), async () => assertFound(await directory.searchSkus(HOME, one[0]), one));
    }
  });

  it('is found the same way among the few customers of a person', async () => {
    const all = (await directory.searchCustomers('', { limit: 100 })).map((customer) => customer.id);
    assert.equal(all.length, CUSTOMERS.length);
    for (const [typed] of Object.values(CUSTOMER_CASES).flat()) {
      const among = await directory.searchCustomers(typed, { allowedIds: all });
      assert.deepEqual(among, await directory.searchCustomers(typed), typed);
    }
  });
});

function titleOf([typed, found]: Case): string {
  return found === '' ? `“${typed}” finds nothing` : `“${typed}” finds ${found}`;
}

function assertFound(entries: readonly { readonly name: string }[], [, found]: Case): void {
  const names = entries.map((entry) => entry.name);
  const isBeginning = found.endsWith(' …');
  const expected = found === '' ? [] : split(found.replace(/ …$/, ''));
  assert.deepEqual(isBeginning ? names.slice(0, expected.length) : names, expected);
}

/** Names are divided by commas; the one that holds a comma itself is put together again. */
function split(found: string): string[] {
  return found
    .replace('Fabrikam, Inc.', 'Fabrikam; Inc.')
    .split(', ')
    .map((name) => name.replace(';', ','));
}
