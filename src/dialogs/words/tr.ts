import { anyOf } from '../word-pattern.ts';
import type { LanguageWords } from './language-words.ts';

const START = '(?:^|(?<![\\s,;])[\\s,;]+)';
/** Endings are parted from names by an apostrophe: Ada'ya, E3'ü. */
const MARK = "['’‘`´]";
const END = '(?![\\p{L}\\p{N}])';
/** Verbs end a clause; elsewhere the same letters are a name, such as Ata. */
const CLAUSE_END = `${END}(?=\\s*(?:[,;.!?]|$|(?:ve|lütfen)\\s))`;
const LICENSE_ENDING = `(?:${MARK}(?:y?[ıiuü]|n[ıiuü]))?`;

const ASSIGN = anyOf([
  ...['ata', 'atayın', 'atayınız', 'atansın', 'atar mısın', 'atar mısınız', 'atanmasını istiyorum'],
  ...['ver', 'verin', 'veriniz', 'verilsin', 'verir misin', 'verir misiniz', 'verilmesini istiyorum'],
  ...['ekle', 'ekleyin', 'ekleyiniz', 'eklensin', 'ekler misiniz', 'tanımla', 'tanımlayın', 'tanımlansın'],
  ...['istiyorum', 'istiyoruz', 'istiyor', 'talep ediyorum', 'talep ediyoruz', 'rica ediyorum', 'lazım'],
  ...['gerekiyor', 'gerek', 'gerekli', 'ihtiyacım var', 'ihtiyacı var', 'alabilir miyim', 'olsun'],
]);
const REMOVE = anyOf([
  ...['kaldır', 'kaldırın', 'kaldırınız', 'kaldırılsın', 'kaldırır mısın', 'kaldırır mısınız'],
  ...['kaldırılmasını istiyorum', 'kaldırmak istiyorum', 'çıkar', 'çıkarın', 'çıkarılsın', 'çıkarır mısınız'],
  ...['sil', 'silin', 'silinsin', 'geri al', 'geri alın', 'geri alınsın', 'iptal et', 'iptal edin'],
  ...['gerekmiyor', 'artık gerekmiyor', 'gerekli değil', 'artık gerekli değil', 'lazım değil'],
  ...['artık lazım değil', 'gerek yok', 'artık gerek yok', 'istemiyorum', 'artık istemiyorum'],
]);

const THESE_PEOPLE = anyOf([
  ...['şu', 'bu', 'aşağıdaki', 'listedeki'].flatMap((which) =>
    ['kişiler', 'kullanıcılar', 'çalışanlar', 'arkadaşlar', 'hesaplar', 'liste'].map(
      (who) => `${which} ${who}`,
    ),
  ),
  ...['aşağıdakiler', 'şunlar', 'bunlar', 'listedekiler', 'herkes', 'hepsi'],
]);

const DELEGATED = anyOf(['onaylarımı', 'kararlarımı', 'yetkimi', 'onay yetkimi', 'karar yetkimi']);
const TO_SOMEBODY = `(?:${MARK}(?:y?[ae]|n[ae])| ${anyOf(['adlı kişiye', 'kişisine'])})`;
const DELEGATE = anyOf([
  ...['devret', 'devredin', 'devrediyorum', 'devreder misin', 'devretmek istiyorum'],
  ...['vekalet ver', 'vekâlet ver', 'vekalet veriyorum', 'vekâlet veriyorum'],
]);

/** What can be typed in Turkish. */
export const turkish: LanguageWords = {
  language: 'tr',
  hasSpaces: true,
  phrases: {
    help: [
      ...['yardım', 'yardım et', 'merhaba', 'selam', 'ne yapabilirsin', 'neler yapabilirsin', 'komutlar'],
      ...['nasıl kullanılır', 'nasıl çalışır'],
    ],
    thanks: [
      ...['teşekkürler', 'teşekkür', 'teşekkür ederim', 'teşekkür ederiz', 'çok teşekkürler', 'sağ ol'],
      ...[
        'çok teşekkür ederim',
        'sağ olun',
        'çok sağ olun',
        'eyvallah',
        'tamam teşekkürler',
        'tamam, teşekkürler',
        'eline sağlık',
      ],
      ...['elinize sağlık', 'tamam', 'peki', 'anladım', 'tamamdır'],
    ],
    'sign-out': ['oturumu kapat', 'oturum kapat', 'çıkış', 'çıkış yap', 'beni unut'],
    'connect-directory': ['dizini bağla', 'dizin bağla', 'dizin hesabını bağla'],
    'stop-delegating': [
      'devri bitir',
      'devri durdur',
      'devretmeyi bırak',
      'devretmeyi durdur',
      'vekaleti bitir',
      'vekaleti durdur',
      'vekâleti bitir',
      'vekâleti durdur',
      'geri döndüm',
    ],
    'leave-channel': [
      'bu kanalı kullanma',
      'bu kanalı kullanmayın',
      'artık bu kanalı kullanma',
      'bu kanalı kullanmayı bırak',
      'bu kanalı artık kullanma',
    ],
    'who-decides': [
      'yerime kim karar veriyor',
      'benim yerime kim karar veriyor',
      'vekilim kim',
      'vekilim',
      'kimin yerine karar veriyorum',
      'vekalet',
      'vekâlet',
    ],
    discard: ['iptal', 'iptal et', 'vazgeç', 'vazgeçtim', 'dur', 'durdur', 'boş ver', 'taslağı sil'],
    send: [
      'evet',
      'gönder',
      'tamam',
      'olur',
      'doğru',
      'onaya gönder',
      'gönderin',
      'evet gönder',
      'onaylıyorum',
    ],
    me: ['ben', 'benim', 'kendim', 'bana'],
    back: ['geri', 'geri dön', 'geri git', 'önceki', 'önceki adım', 'bir önceki'],
    next: ['ileri', 'ilerle', 'sonraki', 'sonraki adım', 'devam', 'devam et'],
    'no-reason': ['yok', 'hayır', 'gerekçe yok', 'gerekçesiz', 'neden yok', 'nedeni yok', 'geç', 'atla'],
    nothing: ['hiçbiri', 'hiçbirini', 'hiçbir şey', 'yok', 'hepsi kalsın', 'hepsi olsun', 'tümü kalsın'],
  },
  request: {
    names: ['talep', 'talebi', 'istek', 'isteği', 'lisans', 'lisansa', 'lisansı', 'lisanslar'],
    fillers: [
      ...['lütfen', 'bir', 'adet', 'yeni', 'istiyorum', 'istiyoruz', 'iste', 'istemek', 'lazım', 'gerek'],
      ...[
        'gerekiyor',
        'ihtiyacım',
        'ihtiyacımız',
        'var',
        'almak',
        'alabilir',
        'miyim',
        'miyiz',
        'bana',
        'bize',
      ],
      ...[
        'ver',
        'verin',
        'verir',
        'misiniz',
        'oluştur',
        'oluşturmak',
        'aç',
        'açmak',
        'başlat',
        'et',
        'etmek',
      ],
      ...['ediyorum', 'rica', 'ederim', 'daha', 'kendime', 'kendim', 'benim', 'için'],
    ],
    forSelf: ['bana', 'kendime', 'kendim için', 'benim için'],
  },
  about: {
    again: [
      ...[
        'yeniden talep et',
        'tekrar talep et',
        'yeniden iste',
        'tekrar iste',
        'yeniden gönder',
        'tekrar gönder',
      ],
      ...['düzenleyip yeniden gönder', 'düzenle ve yeniden gönder'],
    ],
    status: ['durum', 'durumu', 'durumu ne', 'durumu nedir', 'göster', 'nerede', 'ne durumda'],
    cancel: ['iptal', 'iptal et', 'iptal edin', 'geri çek', 'geri çekin', 'geri çekiyorum', 'vazgeç'],
    approve: ['onayla', 'onaylayın', 'onaylıyorum', 'kabul', 'kabul et', 'kabul ediyorum', 'tamam'],
    reject: ['reddet', 'reddedin', 'reddediyorum', 'ret', 'red'],
    retry: ['yeniden dene', 'tekrar dene', 'yeniden deneyin', 'tekrar deneyin'],
    run: ['çalıştır', 'hesabımla çalıştır', 'benim hesabımla çalıştır', 'kendi hesabımla çalıştır', 'yürüt'],
    'give-up': ['takibi bırak', 'bırak'],
    nudge: ['hatırlat', 'onaylayana hatırlat', 'hatırlatın', 'anımsat', 'dürt'],
  },
  aboutForm: {
    before: `(?:${anyOf(['talep', 'istek'])}:? )?`,
    between: `(?:${MARK}?(?:y?[ıiuü]|n[ıiuü]n))?(?: ${anyOf(['numaralı', 'nolu'])})?(?: ${anyOf(['talep', 'talebi', 'talebini', 'talebin', 'talebinin', 'isteği', 'isteğini'])})?:? `,
    behind: '',
    affirms: /^$/u,
  },
  deciding: {
    rightAway: ['şimdi', 'hemen', 'hemen şimdi', 'derhal', 'tekrar', 'yeniden', 'bir daha'],
    others: [
      ...['diğerleri', 'diğerlerini', 'diğer talepleri', 'ötekileri', 'gerisi', 'gerisini'],
      ...['kalanı', 'kalanları', 'kalanlarını', 'geri kalanı', 'geri kalanları', 'geri kalanını'],
    ],
    limits:
      /^(?:ama|fakat|ancak|sadece|yaln[ıi]z(?:ca)?|e[ğg]er|hen[üu]z|yar[ıi]n|sonra|daha sonra|[şs]imdi de[ğg]il|haftaya)(?!\p{L})|(?<!\p{L})kadar[.!]*$/iu,
    remark: /\s(?:i[çc]in|nedeniyle|sebebiyle|dolay[ıi]s[ıi]yla|y[üu]z[üu]nden|diye)[.!]*$/iu,
    negation:
      /(?<=[aeıiuü]|ddet|çek|cek|et|al|hatırlat|hatirlat|çalıştır|calistir|bırak|birak)(?:y?[ae])?m(?:[ae](?!k(?!\p{L}))|[ıiuü]yor|[ae]z)|(?<!\p{L})(?:de[ğg]il|hay[ıi]r|istem\p{L}*|hen[üu]z|sak[ıi]n|asla)/iu,
  },
  betweenRequests: ['ve', 'ile'],
  because: ['çünkü', 'gerekçe', 'gerekçesi', 'neden', 'nedeni', 'sebep', 'sebebi', 'zira'],
  becauseEnding: `${anyOf(['için', 'nedeniyle', 'sebebiyle', 'dolayısıyla', 'diye'])}`,
  delegate: [
    `(?:lütfen )?(?:${DELEGATED} )?(?<name>.{1,80}?)${TO_SOMEBODY} (?:(?<from>\\S.{0,40}?[dt][ae]n(?: itibaren)?) )?(?<until>\\S.{0,40}?) kadar (?:${DELEGATED} )?${DELEGATE}`,
    `(?:lütfen )?(?:(?<from>\\S.{0,40}?[dt][ae]n(?: itibaren)?) )?(?<until>\\S.{0,40}?) kadar (?:${DELEGATED} )?(?<name>.{1,80}?)${TO_SOMEBODY} (?:${DELEGATED} )?${DELEGATE}`,
    `(?:lütfen )?(?:${DELEGATED} )?(?<name>.{1,80}?)${TO_SOMEBODY} (?:${DELEGATED} )?${DELEGATE}`,
  ],
  exceptBefore: '.{1,200}? (?:hariç|haric|dışında|disinda)',
  except: /^(?<names>.+?) (?:hariç|haric|dışında|disinda)(?:[ ,]+(?:çünkü |gerekçe:? )?(?<reason>.+))?$/iu,
  useChannel: {
    forms: [
      `(?:lütfen )?${anyOf(['bu kanalı'])} (?<customer>.{1,100}?)(?: ${anyOf(['talepleri', 'müşterisi'])})? ${anyOf(['için kullan', 'için kullanın', 'için kullanalım'])}`,
      `(?:lütfen )?(?<customer>.{1,100}?)(?: ${anyOf(['talepleri', 'müşterisi'])})? ${anyOf(['için'])} ${anyOf(['bu kanalı'])} ${anyOf(['kullan', 'kullanın', 'kullanalım'])}`,
    ],
    everything: ['her şey', 'hepsi', 'tüm müşteriler', 'bütün müşteriler', 'tümü', 'tüm talepler'],
  },
  chooseLanguage: {
    before: ['dil', 'dili', 'dil seç', 'dil seçimi'],
    behind: ['olsun', 'yap', 'olarak ayarla', 'konuş', 'seç', 'lütfen'],
  },
  lists: {
    mine: [
      ...[
        'taleplerim',
        'talebim',
        'isteklerim',
        'benim taleplerim',
        'taleplerimi göster',
        'kendi taleplerim',
      ],
      ...['tüm taleplerim', 'bütün taleplerim'],
    ],
    'mine-open': [
      ...['açık taleplerim', 'bekleyen taleplerim', 'süren taleplerim', 'devam eden taleplerim'],
      ...['açık taleplerimi göster', 'açık isteklerim'],
    ],
    'mine-done': [
      ...['biten taleplerim', 'tamamlanan taleplerim', 'kapanan taleplerim', 'sonuçlanan taleplerim'],
      ...['eski taleplerim', 'geçmiş taleplerim', 'kapalı taleplerim'],
    ],
    waiting: [
      ...['bekleyen', 'bekleyenler', 'bekleyen talepler', 'onay bekleyen', 'onay bekleyenler', 'onaylarım'],
      ...['onay bekleyen talepler', 'onayımı bekleyenler', 'onayımı bekleyen talepler', 'bekleyen onaylar'],
      ...['beni bekleyenler', 'bekleyenleri göster'],
    ],
    'all-open': [
      ...['tüm açık talepler', 'bütün açık talepler', 'açık talepler', 'açık olan her şey'],
      ...['tüm bekleyen talepler', 'bütün bekleyen talepler', 'tüm bekleyenler'],
    ],
  },
  listFor: {
    behind: null,
    before: `(?:${MARK}[dt][ae](?:ki)?| ${anyOf(['için', 'müşterisindeki', 'firmasındaki', 'şirketindeki', 'müşterisinin', 'firmasının', 'şirketinin', 'müşterisi için'])}|${MARK}n?[ıiuü]n)?\\s+`,
  },
  pages: {
    next: ['daha fazla', 'devamı', 'devam', 'devam et', 'sonraki', 'sonraki sayfa', 'daha'],
    previous: ['önceki', 'önceki sayfa'],
  },
  directory: {
    names: ['dizin', 'dizini', 'tüm müşteriler', 'tüm müşterileri'],
    show: ['dizin durumu', 'dizinin durumu', 'dizini göster', 'dizin ne kadar güncel'],
    refreshBefore: ['yenile'],
    refreshBehind: `(?:${MARK}(?:y?[ıiuü]|n[ıiuü]))?(?: ${anyOf(['müşterisini', 'firmasını', 'şirketini'])})?\\s+${anyOf(['yenile', 'yenileyin', 'yeniler misin', 'yeniler misiniz', 'yeniden oku'])}`,
  },
  link: { before: ['bağlantı', 'talep bağlantısı'], behind: [' bağlantısı', ' için bağlantı'] },
  steps: {
    customer: ['müşteri', 'müşteriyi', 'müşteriye'],
    user: ['kullanıcı', 'kullanıcıyı', 'kullanıcıya', 'kişiyi'],
    license: ['lisans', 'lisansı', 'lisansa', 'ürünü'],
    plans: ['hizmetler', 'hizmetleri', 'hizmetlere'],
    reason: ['gerekçe', 'gerekçeyi', 'gerekçeye'],
  },
  changeStep: {
    before: ['başka ', 'başka bir ', 'farklı '],
    behind: [
      ' değiştir',
      ' değiştirin',
      ' değiştirmek istiyorum',
      ' düzelt',
      ' düzeltmek istiyorum',
      ' dön',
      ' geri dön',
    ],
  },
  correction: {
    marks: {
      before: `(?:${anyOf(['hayır', 'yok', 'dur', 'pardon', 'aslında', 'daha doğrusu', 'onun yerine', 'bunun yerine', 'yerine', 'hepsini', 'herkesi', 'hepsi'])})(?:[,:] *| +)`,
      behind: `(?:,? +${anyOf(['onun yerine', 'bunun yerine', 'aslında'])}|(?:${MARK}?y?[ıiuü]|${MARK}?y?[ae])? +(?:ile +)?${anyOf(['yap', 'yapın', 'yapalım', 'yapar mısın', 'yapar mısınız', 'çevir', 'çevirin', 'değiştir', 'değiştirin'])})`,
    },
    adds: {
      before: `${anyOf(['ayrıca', 'bir de', 'ek olarak'])} *,? *`,
      behind: `(?:${MARK}?y?[ıiuü])? +(?:${anyOf(['de', 'da'])} +)?${anyOf(['ekle', 'ekleyin', 'eklensin'])}|${MARK}? +${anyOf(['de', 'da'])}(?: +${anyOf(['olsun'])})?`,
    },
  },
  please: ['lütfen'],
  sentence: {
    marks: [
      {
        role: 'reason',
        part: 'behind',
        words: `(?<![\\s,;.])[\\s,;.]+(?:${anyOf(['çünkü', 'zira'])}|${anyOf(['gerekçe', 'gerekçesi', 'neden', 'nedeni', 'sebep', 'sebebi'])}\\s*:)\\s*`,
      },
      { role: 'customer', part: 'behind', words: `${START}${anyOf(['müşteri', 'müşterisi'])}\\s*:\\s*` },
      { role: 'user', part: 'behind', words: `${START}${anyOf(['kullanıcı', 'kullanıcısı'])}\\s*:\\s*` },
      { role: 'assign', part: 'behind', words: `${START}lisans\\s*:\\s*` },
      {
        role: 'instead',
        part: 'before',
        words: `(?:${MARK}n?[ıiuü]n)?(?:\\s+${anyOf(['lisansı', 'lisansının'])})?\\s+yerine${END}`,
      },
      {
        role: 'without',
        part: 'before',
        words: `(?:${MARK}s[ıiuü]z|\\s+${anyOf(['olmadan', 'olmaksızın', 'hariç', 'hariç olmak üzere', 'dışında', 'olmayan'])})${END}`,
      },
      { role: 'remove', part: 'before', words: `${LICENSE_ENDING}\\s+${REMOVE}${CLAUSE_END}` },
      { role: 'assign', part: 'before', words: `${LICENSE_ENDING}\\s+${ASSIGN}${CLAUSE_END}` },
      {
        role: 'customer',
        part: 'before',
        words: `(?:${MARK}[dt][ae](?:ki)?|\\s+${anyOf(['müşterisinde', 'müşterisindeki', 'firmasında', 'firmasındaki', 'şirketinde', 'şirketindeki', 'müşterisinden'])})${END}`,
      },
      {
        role: 'of',
        part: 'before',
        words: `(?:${MARK}n?[ıiuü]n|\\s+${anyOf(['müşterisinin', 'firmasının', 'şirketinin', 'kullanıcısının'])})${END}`,
      },
      {
        role: 'from',
        part: 'before',
        words: `(?:${MARK}[dt][ae]n|\\s+${anyOf(['kullanıcısından', 'adlı kullanıcıdan'])})${END}`,
      },
      {
        role: 'user',
        part: 'before',
        words: `(?:(?:\\s+${anyOf(['adlı', 'isimli'])})?(?:\\s+${anyOf(['kullanıcısı', 'kullanıcı'])})?\\s+${anyOf(['için', 'adına'])}|\\s+(?:${anyOf(['adlı', 'isimli'])}\\s+)?${anyOf(['kullanıcısına', 'kullanıcıya'])}|${MARK}y?[ae])${END}`,
      },
      {
        role: 'object',
        part: 'before',
        words: `(?:${MARK}(?:y?[ıiuü]|n[ıiuü])|\\s+${anyOf(['lisansı', 'lisansını'])})${END}`,
      },
    ],
    rewrites: [
      [/[,;\s]+(?:(?:ama|fakat|ve) )?[^,;]{1,60}? (?:i[cç]in|ad[ıi]na) de[gğ][iı]l(?=\s*(?:[,;.]|$))/iu, ''],
      [/^([^,;]{1,60}?)['’]y?[ae] (?:geri )?d[oö]n\p{L}*/iu, '$1 müşterisinde'],
      [/^art[ıi]k\s+/iu, ''],
      [
        /(\S{1,60}?)['’]?y?[ae]\s+(?:art[ıi]k\s+)?ihtiya[cç]\p{L}*\s+(?:yok|kalmad[ıi])(?!\p{L})/iu,
        '$1 kaldır',
      ],
      [/(?<!\p{L})(?:bana|kendime)(?!\p{L})/giu, 'ben için'],
      [
        /(\S{1,60})['’][dt][ae]n\s+([^,;]{1,60}?)['’]y?[ae]\s+(?:geç[iı]r|y[uü]kselt|[cç]ev[iı]r|ta[sş][ıi]|geç)\p{L}*(?:\s+m[ıi]s[ıi]n\p{L}*)?/iu,
        '$1 yerine $2',
      ],
    ],
    everyday: [
      [
        /^(.{1,60}?)['’][nN]?[ıiuü]n\s+(?:bir\s+)?(.{1,60}?)(?:['’]?y?[ae])?\s+ihtiyac[ıi]\s+var/iu,
        '$1 için $2',
      ],
      [/^(.{1,80}?)(?:['’]y?[ae])?\s+ihtiyac[ıi]m(?:[ıi]z)?\s+var/iu, '$1'],
      [
        /^(.{1,80}?)(?:['’]y?[ıiuü]|['’]n[ıiuü])?\s+(?:kullanabil\p{L}*|alabil\p{L}*)\s+m[ıi]y[ıi][mz]/iu,
        '$1',
      ],
    ],
    reasonClause:
      /(?:^|[,;]\s*|\.\s+)([^,;@]{3,200}?(?:(?:nedeniyle|sebebiyle|dolay[ıi]s[ıi]yla|y[uü]z[uü]nden)|\p{L}*(?:[dt][ıiuü][gğ][ıiuü]|[ae]ca[gğ][ıi]|[ae]ce[gğ][ıi])\p{L}*\s+i[cç]in))(?![\p{L}\p{N}])/iu,
    aroundLicense:
      /^(?:(?:l[uü]tfen|bir|bir adet|1 adet|yeni|ve)\s+)+|(?<=\S)(?:['’](?:y?[ıiuü]|n[ıiuü]))?(?:\s+lisans(?:[ıi]|[ıi]n[ıi]|lar[ıi])?)?(?:\s+l[uü]tfen)?$/giu,
    thesePeople: new RegExp(
      `(?<!\\p{L})${THESE_PEOPLE}(?<ending>n?[ae]|y[ae]|[dt][ae]n|n?[ıiuü]n|y?[ıiuü])?${END}`,
      'iu',
    ),
    behindName: /\s+(?:adl[ıi] |isimli )?(?:kullan[ıi]c[ıi](?:s[ıi])?|bey|han[ıi]m)$/iu,
    and: /(?<!\p{L})(?:ve|ile)(?!\p{L})/iu,
    unwished:
      /(?<!\p{L})(?:ne|neden|niye|niçin|kim|kime|nasıl|hangi|değil|yok|m[ıiuü]|\p{L}+m[ıiuü]yor\p{L}*)(?!\p{L})/iu,
    anyLicense: /^(?:yeni |bir )?lisans(?:[aıi]|[ıi]n[ıi]|lar)?$/iu,
  },
};
