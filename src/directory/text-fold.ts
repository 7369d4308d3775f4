import { KANJI_VARIANTS } from './kanji-variants.ts';

/**
 * Folds a name or a query so that what looks the same to a person is the same: case, accents, Turkish i, width and
 * kind of kana, small kana, variant kanji, punctuation. The result is words of letters and digits with one space
 * between them. Names and queries go through this one function, so that they can meet.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return words(text.toLowerCase());
  const lowered = text.normalize('NFKC').toLowerCase();
  const bare = lowered.normalize('NFD').replace(ACCENTS, '').normalize('NFC');
  const latin = bare.replace(SPECIAL_LETTERS, (letter) => LETTERS[letter] ?? letter);
  return words(JAPANESE.test(latin) ? foldJapanese(latin) : latin);
}

/** ASCII needs no normalisation. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Accents, Hebrew points, variation selectors and invisible marks; not the voice marks of kana. */
const ACCENTS =
  /(?![\u3099\u309a])\p{Script=Inherited}|[\u0591-\u05c7]|[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff]/gu;

/** Letters that Unicode does not take apart. Turkish dotless i joins the dotted one, whose dot went with the accents. */
const LETTERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ə: 'e',
  ς: 'σ',
};
const SPECIAL_LETTERS = /[ıßæœøđðþłħŧŋəς]/g;

const JAPANESE = /[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{2ffff}]/u;

/** Katakana for hiragana, large for small kana, repeated letters for iteration marks, usual for variant kanji. */
function foldJapanese(text: string): string {
  const katakana = text
    .replace(/[\u3041-\u3096\u309d\u309e]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/(?<=[ァ-ヿ])[‐‑‒–—―−](?=[ァ-ヿ]|$)/g, 'ー')
    .replace(/([^ヽヾ々])([ヽヾ々]+)/gu, (_all, letter: string, marks: string) => repeated(letter, marks))
    .replace(/[ァィゥェォッャュョヮヵヶヰヱ]/g, (kana) => KANA[kana] ?? kana)
    // A long vowel at the end of a word is written by some and left out by others: サーバー, サーバ.
    .replace(/ー+(?![ァ-ヿ])/g, '');
  const usual = katakana.replace(/[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{2ffff}]/gu, (kanji) => {
    return KANJI_VARIANTS.get(kanji) ?? kanji;
  });
  return usual
    .replace(/\((株|有|同)\)/g, (_form, letter: string) => ` ${COMPANY_FORMS[letter] ?? letter} `)
    .replace(/株式会社|有限会社|合同会社|合資会社|合名会社/g, ' $& ')
    .normalize('NFC');
}

/** A letter with the iteration marks behind it written out: 佐々 is 佐佐, イスヾ is イスズ. */
function repeated(letter: string, marks: string): string {
  let last = letter;
  let text = letter;
  for (const mark of marks) {
    const voiced = `${last}\u3099`.normalize('NFC');
    if (mark === 'ヾ' && [...voiced].length === 1) last = voiced;
    text += last;
  }
  return text;
}

/** Small kana are folded to large ones: companies write キヤノン and people キャノン. */
const KANA: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ッ: 'ツ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
  ヮ: 'ワ',
  ヵ: 'カ',
  ヶ: 'ケ',
  ヰ: 'イ',
  ヱ: 'エ',
};

const COMPANY_FORMS: Readonly<Record<string, string>> = { 株: '株式会社', 有: '有限会社', 同: '合同会社' };

/** Joins initials (A.Ş.), drops apostrophes (O'Connor), makes everything else that is no letter or digit a space. */
function words(text: string): string {
  return text
    .replace(/['’‘ʼ`´]/g, '')
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.)+\p{L}?(?![\p{L}\p{N}])/gu, (initials) =>
      initials.replaceAll('.', ''),
    )
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
