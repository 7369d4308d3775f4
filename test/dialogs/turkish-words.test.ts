import assert from 'node:assert/strict';
import { type Intent, isSelf, isSend, readIntent } from '../../src/dialogs/intent.ts';
import { readLicenses } from '../../src/dialogs/wish.ts';
import { aboutK7M2QX as about, aWish as wish } from '../support/intents.ts';

const ADA = ['ada@contoso.com'];

const PHRASES: Readonly<Record<string, readonly string[]>> = {
  help: ['yardım', 'YARDIM', 'Yardim', 'yardım!', 'merhaba', 'Ne yapabilirsin?', 'YARDİM'],
  'sign-out': ['oturumu kapat', 'Oturumu kapat lütfen', 'çıkış yap', 'cikis yap', 'ÇIKIŞ YAP', 'beni unut'],
  'connect-directory': ['dizini bağla', 'dizini bagla', 'DİZİNİ BAĞLA'],
  discard: ['iptal', 'İPTAL', 'IPTAL', 'iptal et', 'vazgeç', 'vazgec', 'boş ver', 'boşver'],
};

const STARTS = [
  'talep',
  'Yeni talep',
  'talep oluştur',
  'lisans',
  'lisans talebi',
  'LİSANS TALEBİ',
  'bir lisans istiyorum',
  'lisans lazım',
  'Lisansa ihtiyacım var.',
  'lütfen bir lisans verir misiniz?',
  'yeni bir lisans talep etmek istiyorum',
];

const ABOUT: readonly (readonly [string, Intent])[] = [
  ['durum K7M2QX', about('status')],
  ['K7M2QX ne durumda?', about('status')],
  ['K7M2QX talebinin durumu', about('status')],
  ['onayla K7M2QX', about('approve')],
  ['ONAYLA K7M2QX', about('approve')],
  ['K7M2QX onayla', about('approve')],
  ["K7M2QX'i onaylıyorum", about('approve')],
  ['k7m2qx numaralı talebi onayla', about('approve')],
  ['onayla K7M2QX çünkü pazartesi başlıyor', about('approve', 'pazartesi başlıyor')],
  ['reddet K7M2QX çünkü bütçe yok', about('reject', 'bütçe yok')],
  ['reddet K7M2QX, gerekçe: bütçe yok', about('reject', 'bütçe yok')],
  ["K7M2QX'i reddet, bütçe yok", about('reject', 'bütçe yok')],
  ["K7M2QX'i bütçe olmadığı için reddet", about('reject', 'bütçe olmadığı için')],
  ['REDDET K7M2QX', about('reject')],
  ['iptal K7M2QX', about('cancel')],
  ['İPTAL ET K7M2QX', about('cancel')],
  ['K7M2QX talebini geri çek', about('cancel')],
  ['K7M2QX geri cek', about('cancel')],
  ['yeniden talep et K7M2QX', about('again')],
  ["K7M2QX'i tekrar iste", about('again')],
  ['yeniden dene K7M2QX', about('retry')],
  ['K7M2QX tekrar dene', about('retry')],
  ['K7M2QX hesabımla çalıştır', about('run')],
  ['çalıştır K7M2QX', about('run')],
  ['K7M2QX takibi bırak', about('give-up')],
  ['K7M2QX hatırlat', about('nudge')],
  ['onaylayana hatırlat K7M2QX', about('nudge')],
];

const WISHES: readonly (readonly [string, Intent])[] = [
  ["ada@contoso.com için Teams'siz E5", wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  ['Teams olmadan E5 ada@contoso.com için', wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  [
    'ada@contoso.com için E3 yerine E5 (Contoso), çünkü finans ekibine geçiyor',
    wish({
      customer: 'Contoso',
      users: ADA,
      assign: ['E5'],
      remove: ['E3'],
      reason: 'finans ekibine geçiyor',
    }),
  ],
  ['ada@contoso.com için E5', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com icin E5 lutfen', wish({ users: ADA, assign: ['E5'] })],
  ['ADA@CONTOSO.COM İÇİN E5', wish({ users: ['ADA@CONTOSO.COM'], assign: ['E5'] })],
  ['E5 lisansı ada@contoso.com için', wish({ users: ADA, assign: ['E5'] })],
  ['Microsoft 365 E5 ada@contoso.com için', wish({ users: ADA, assign: ['Microsoft 365 E5'] })],
  ["ada@contoso.com'a E5 ver", wish({ users: ADA, assign: ['E5'] })],
  ["ada@contoso.com'a E5 lisansı atar mısınız?", wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com kullanıcısına E5 atayın', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com için bir E5 istiyorum.', wish({ users: ADA, assign: ['E5'] })],
  ['ada@contoso.com için lisans istiyorum', wish({ users: ADA })],
  ['ada@contoso.com için E5 ve Visio Plan 2', wish({ users: ADA, assign: ['E5', 'Visio Plan 2'] })],
  ["Contoso'daki Ada Aksoy için E5", wish({ customer: 'Contoso', users: ['Ada Aksoy'], assign: ['E5'] })],
  ["Contoso'da Ada Aksoy'a E5 ata", wish({ customer: 'Contoso', users: ['Ada Aksoy'], assign: ['E5'] })],
  [
    'Contoso müşterisindeki Ata Demir kullanıcısı için Power BI Pro',
    wish({ customer: 'Contoso', users: ['Ata Demir'], assign: ['Power BI Pro'] }),
  ],
  [
    'Boğaziçi Lojistik A.Ş. müşterisinde İlker Şahin için E5',
    wish({ customer: 'Boğaziçi Lojistik A.Ş.', users: ['İlker Şahin'], assign: ['E5'] }),
  ],
  ['ada@contoso.com için E3’ün yerine E5', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ["ada@contoso.com için E3'ten E5'e yükselt", wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ["ada@contoso.com'dan E3'ü kaldır", wish({ users: ADA, remove: ['E3'] })],
  ["E3'ü ada@contoso.com'dan kaldırın", wish({ users: ADA, remove: ['E3'] })],
  ['ada@contoso.com için E3 lisansını kaldır, E5 ver', wish({ users: ADA, assign: ['E5'], remove: ['E3'] })],
  ["Ada Aksoy'dan Visio lisansını geri al", wish({ users: ['Ada Aksoy'], remove: ['Visio'] })],
  [
    'ada@contoso.com için E5, finans ekibine geçtiği için',
    wish({ users: ADA, assign: ['E5'], reason: 'finans ekibine geçtiği için' }),
  ],
  [
    'Yeni projesi nedeniyle ada@contoso.com için E5',
    wish({ users: ADA, assign: ['E5'], reason: 'Yeni projesi nedeniyle' }),
  ],
  [
    'ada@contoso.com için E5. Gerekçe: finans ekibine geçiyor',
    wish({ users: ADA, assign: ['E5'], reason: 'finans ekibine geçiyor' }),
  ],
  [
    'ada@contoso.com ve can@contoso.com için E5',
    wish({ users: ['ada@contoso.com', 'can@contoso.com'], assign: ['E5'] }),
  ],
  ["O'Brien'a E5 ver", wish({ users: ["O'Brien"], assign: ['E5'] })],
  ['bana E5 lazım', wish({ users: ['ben'], assign: ['E5'] })],
  ['benim için E5', wish({ users: ['benim'], assign: ['E5'] })],
  [
    'Microsoft 365 Apps for enterprise lisansı ada@contoso.com için',
    wish({ users: ADA, assign: ['Microsoft 365 Apps for enterprise'] }),
  ],
  ['ada@contoso.com için E5 Teams olmadan', wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  ["Lütfen ada@contoso.com'a E5 Teams'siz verin", wish({ users: ADA, assign: ['E5'], without: ['Teams'] })],
  [
    'Müşteri: Contoso, ada@contoso.com için E5, sebep: rapor hazırlıyor',
    wish({ customer: 'Contoso', users: ADA, assign: ['E5'], reason: 'rapor hazırlıyor' }),
  ],
];

describe('what a message in Turkish wants', () => {
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
    for (const message of ['Bugün hava nasıl?', 'Contoso', 'Ada Aksoy', 'onayla', 'için']) {
      assert.equal(readIntent(message).kind, 'other', message);
    }
  });

  it('is to send the review: evet, GÖNDER, tamam', () => {
    for (const answer of ['evet', 'Evet.', 'gönder', 'GÖNDER', 'gonder', 'tamam', 'lütfen gönder'])
      assert(isSend(answer), answer);
    for (const answer of ['hayır', 'gönderme', 'geri']) assert(!isSend(answer), answer);
  });

  it('is about the speaker: ben, kendim', () => {
    for (const name of ['ben', 'BENİM', 'kendim']) assert(isSelf(name), name);
    assert(!isSelf('Bengü'));
  });
});

describe('the licenses in an answer in Turkish', () => {
  for (const [text, assign, remove] of [
    ['E3 yerine E5', ['E5'], ['E3']],
    ["E3'ü kaldır", [], ['E3']],
    ['E3 lisansını kaldır, E5 ver', ['E5'], ['E3']],
    ['E5 lütfen', ['E5'], []],
    ['E5 ve Visio', ['E5', 'Visio'], []],
    ["E3'ten E5'e geçir", ['E5'], ['E3']],
    ['bir E5 istiyorum', ['E5'], []],
  ] as const) {
    it(`are read from ${text}`, () => assert.deepEqual(readLicenses(text), { assign, remove, without: [] }));
  }

  for (const text of [
    'Teams ve Exchange olmadan E5',
    'Teams, Exchange hariç E5 istiyorum',
    'TEAMS VE EXCHANGE HARİÇ E5',
    'E5 Teams ve Exchange olmadan',
    'E5 Teams ve Exchange hariç lütfen',
    'E5, Teams, Exchange olmadan',
  ]) {
    it(`may leave service plans out: ${text}`, () => {
      const { assign, without } = readLicenses(text);
      assert.deepEqual([assign, without.map((plan) => plan.toLowerCase())], [['E5'], ['teams', 'exchange']]);
    });
  }
});
