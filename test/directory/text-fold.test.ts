import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fold } from '../../src/directory/text-fold.ts';

/** What people write, and what it is folded to. */
const CASES: readonly (readonly [rule: string, text: string, folded: string])[] = [
  ['lower case', 'Contoso LTD', 'contoso ltd'],
  ['one space between words', '  Wide\tWorld\u00a0 Importers ', 'wide world importers'],
  ['accents go', 'Café Münch Señor Ångström', 'cafe munch senor angstrom'],
  [
    'letters that Unicode does not take apart',
    'Straße Ærø Łódź Đorđe œuvre',
    'strasse aero lodz dorde oeuvre',
  ],
  ['all four Turkish i are one', 'İIıi ISPARTA ığdır İzmir', 'iiii isparta igdir izmir'],
  ['Turkish letters', 'Şişli Çağrı Öğütçü ÜNLÜ', 'sisli cagri ogutcu unlu'],
  ['composed and decomposed are the same', 'S\u0327eker c\u0327', 'seker c'],
  ['initials are one word', 'Boğaziçi Lojistik A.Ş. Ltd. Şti.', 'bogazici lojistik as ltd sti'],
  ['an address is not initials', 'j.smith@contoso.com', 'j smith contoso com'],
  ['apostrophes vanish', "Jack O’Connor, Jack O'Connor", 'jack oconnor jack oconnor'],
  ['other punctuation divides', 'Coca-Cola/AT&T (SPE_E3)', 'coca cola at t spe e3'],
  ['wide letters and digits', 'ＡＢＣ１２３', 'abc123'],
  ['ligatures', 'ﬁnance ﬂow', 'finance flow'],
  ['half-width kana', 'ｻﾝﾄﾘｰ ｶﾞｽ', 'サントリ ガス'],
  ['hiragana as katakana', 'さくら ひまわり', 'サクラ ヒマワリ'],
  ['voiced kana stay different', 'かき がき ぱん ばん はん', 'カキ ガキ パン バン ハン'],
  ['small kana as large ones', 'キャノン キヤノン ちょっと', 'キヤノン キヤノン チヨツト'],
  ['a final long vowel may be left out', 'サーバー サーバ コンピューター', 'サーバ サーバ コンピユータ'],
  ['an inner long vowel stays', 'ビール ビル', 'ビール ビル'],
  ['kanji repeated by a mark', '佐々木 代々木', '佐佐木 代代木'],
  ['kana repeated by a mark', 'いすゞ みすゝ', 'イスズ ミスス'],
  ['variant kanji in names', '渡邉 渡邊 髙橋 山﨑 齋藤 𠮷野', '渡辺 渡辺 高橋 山崎 斎藤 吉野'],
  ['variation selectors', '葛\u{e0100}城', '葛城'],
  [
    'the company form is a word of its own',
    '株式会社ソニー ㈱日立 (有)田中',
    '株式会社 ソニ 株式会社 日立 有限会社 田中',
  ],
  ['old kana in trade names', 'ニッカウヰスキー ヱビス', 'ニツカウイスキ エビス'],
  ['Greek, Cyrillic and Hangul', 'ΟΔΟΣ Οδός Ёлка 한국전자', 'οδοσ οδοσ елка 한국전자'],
  ['invisible marks', 'con\u200btoso\u00ad', 'contoso'],
  ['nothing to find', ' ・!? ', ''],
];

describe('folding a text', () => {
  for (const [rule, text, folded] of CASES) {
    it(rule, () => assert.equal(fold(text), folded));
  }

  it('changes nothing the second time, and leaves nothing but words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = fold(text);
        assert.equal(fold(folded), folded);
        assert.doesNotMatch(folded, /[[\]<>"@.\-_]|^ | $| {2}/u);
      }),
    );
  });

  it('takes upper and lower case of English, Turkish and Japanese words as the same', () => {
    const letters = fc.constantFrom(...'abcçdefgğhıijklmnoöprsştuüvyzABCÇĞIİÖŞÜ カキガ田中ー'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: letters }), (text) => {
        assert.equal(fold(text.toUpperCase()), fold(text));
        assert.equal(fold(text.toLocaleUpperCase('tr')), fold(text));
        assert.equal(fold(text.toLocaleLowerCase('tr')), fold(text));
      }),
    );
  });
});
