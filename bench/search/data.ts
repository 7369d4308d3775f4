/** A small seeded generator: the same data on every machine. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

const WORDS = {
  en: 'Acme,Northwind,Contoso,Fabrikam,Tailspin,Adventure,Wingtip,Litware,Proseware,Woodgrove,Coastal,Summit,Granite,Harbour,Maple,Redwood,Silver,Blue,Golden,Pioneer,Atlas,Orion,Nova,Vertex,Quantum,Apex,Delta,Sterling,Crown,Royal,Liberty,Union,Central,Western,Pacific,Atlantic,Highland,Meadow,River,Stone',
  enKind:
    'Traders,Logistics,Consulting,Pharmaceuticals,Airlines,Bank,Capital,Foods,Energy,Systems,Software,Media,Partners,Holdings,Construction,Electric,Motors,Insurance,Health,Design,Coca-Cola,Law,Dental,Academy,Hotels',
  enForm: 'Ltd,LLC,Inc.,plc,GmbH,Group,& Co',
  tr: 'Boğaziçi,Anadolu,İstanbul,Ankara,Çınar,Güneş,Yıldız,Işık,Şahin,Öztürk,Kılıç,Doğan,Ege,Marmara,Karadeniz,Trakya,Toros,Fırat,Akdeniz,Çelik,Demir,Altın,Gümüş,Yeşil,Ünlü',
  trKind:
    'Lojistik,İnşaat,Gıda,Tekstil,Otomotiv,Enerji,Sigorta,Yazılım,Danışmanlık,Turizm,Sağlık,Ticaret,Sanayi',
  trForm: 'A.Ş.,Ltd. Şti.,Holding,Kooperatifi',
  ja: '田中,佐々木,渡邉,山本,高橋,東京,大阪,北海道,富士,日本,三菱,住友,朝日,さくら,ひまわり,みずほ,いすゞ,ソニー,キヤノン,ファブリカム,コントソ,アクメ,ヤマト,ミドリ,サントリー',
  jaKind:
    '商事,電機,製薬,運輸,銀行,証券,サービス,システム,コンサルティング,フーズ,建設,不動産,エネルギー,ソフトウェア,食品',
  firstEn:
    'James,Emily,Olivia,William,Hannah,Daniel,Henry,Ava,Lucas,Noah,Amelia,Charlotte,George,Isla,Megan,Ethan,Sophia,Liam',
  lastEn:
    "Carter,Watson,Bennett,Hughes,Reed,Novak,Foster,Mitchell,Turner,Clarke,Evans,Wilson,Campbell,Phillips,O'Connor,Brooks,Rogers",
  firstTr: 'Ayşe,Burak,Çağla,Deniz,Emre,Gülşen,İbrahim,Işıl,Zeynep,Ömer,Şule,Uğur,Yağmur,Cem,Ilgın',
  lastTr: 'Kaya,Şahin,Öztürk,Arslan,Koç,Çelik,Güneş,Doğan,Aydın,Yılmaz,Aksoy,Iğdır,Ünal,Kılıç',
  firstJa: '美咲,翔太,さくら,大輔,直美,蓮,恵子,陽介,博,健一,由美,拓也',
  lastJa: '佐々木,高橋,伊藤,渡邉,山本,中村,小林,加藤,鈴木,田中,斎藤,齋藤',
} as const;

const POOLS = Object.fromEntries(Object.entries(WORDS).map(([key, words]) => [key, words.split(',')]));

function one(random: Random, pool: keyof typeof WORDS): string {
  const words = POOLS[pool] ?? [];
  return words[random(words.length)] ?? '';
}

/** A customer's name and domain; about half English, a quarter Turkish, a quarter Japanese. */
export function makeCustomer(random: Random, number: number): { name: string; domain: string } {
  const kind = random(4);
  const host = `${syllables(random, 2 + random(3))}${number % 977}`;
  const domain = random(3) > 0 ? `${host}.onmicrosoft.com` : `${host}.com`;
  const own = capital(syllables(random, 2 + random(2)));
  if (kind < 2) {
    const name = `${one(random, 'en')} ${own} ${one(random, 'enKind')} ${one(random, 'enForm')}`;
    return { name, domain };
  }
  if (kind === 2)
    return { name: `${one(random, 'tr')} ${own} ${one(random, 'trKind')} ${one(random, 'trForm')}`, domain };
  const company = `${one(random, 'ja')}${one(random, 'ja')}${one(random, 'jaKind')}`;
  return { name: random(2) ? `株式会社${company}` : `${company}株式会社`, domain };
}

/** A user's name and UPN in one customer. */
export function makeUser(random: Random, number: number): { name: string; upn: string } {
  const kind = random(4);
  const upn = `${syllables(random, 2)}.${syllables(random, 3)}${number % 89}@contoso.com`;
  if (kind < 2)
    return {
      name: `${one(random, 'firstEn')} ${syllables(random, 1).toUpperCase()}. ${one(random, 'lastEn')}`,
      upn,
    };
  if (kind === 2) return { name: `${one(random, 'firstTr')} ${one(random, 'lastTr')}`, upn };
  return { name: `${one(random, 'lastJa')} ${one(random, 'firstJa')}`, upn };
}

/** What a person may type to find something: begun words, parts, words in another order, other letters, misses. */
export function makeQuery(random: Random, text: string): string {
  const characters = [...text];
  const words = text.split(' ').filter(Boolean);
  switch (random(8)) {
    case 0:
    case 1:
      return characters.slice(0, 1 + random(Math.min(10, characters.length))).join('');
    case 2: {
      const start = random(characters.length);
      return characters.slice(start, start + 1 + random(8)).join('');
    }
    case 3:
      return [...(words[random(words.length)] ?? text)].slice(0, 1 + random(8)).join('');
    case 4:
      return [...words]
        .reverse()
        .join(' ')
        .slice(0, 4 + random(14));
    case 5:
      return text.toLocaleUpperCase(random(2) ? 'tr' : 'en').slice(0, 3 + random(9));
    case 6:
      return text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .slice(0, 2 + random(12));
    default:
      return syllables(random, 1 + random(4));
  }
}

function syllables(random: Random, count: number): string {
  const consonants = 'bcdfghklmnprstvyz';
  const vowels = 'aeiou';
  let word = '';
  for (let index = 0; index < count; index++) {
    word += `${consonants[random(consonants.length)]}${vowels[random(vowels.length)]}`;
    if (random(3) === 0) word += consonants[random(consonants.length)];
  }
  return word;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** When everything was read. */
export const NOW = '2026-01-01T00:00:00.000Z';

/** A tenant or object id. */
export function idOf(number: number): string {
  const hex = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${hex}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
