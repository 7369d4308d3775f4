/** Old and variant forms of kanji that people type as their usual form in names, each with the usual form. */
const PAIRS =
  '髙高﨑崎嵜崎濵浜濱浜邊辺邉辺齋斎齊斉澤沢櫻桜德徳瀨瀬國国廣広眞真會会學学嶋島嶌島冨富舘館曾曽藪薮龍竜惠恵榮栄圓円淸清' +
  '條条鐵鉄寬寛彌弥萬万莊荘緖緒凉涼靜静濟済曉暁與与彥彦槇槙聰聡豐豊黑黒關関鹽塩團団實実縣県禮礼壽寿恆恒增増藏蔵' +
  '郞郎𠮷吉桒桑栁柳渕淵渊淵髮髪';

/** The usual form by variant; both are single characters. */
export const KANJI_VARIANTS: ReadonlyMap<string, string> = new Map(pairsOf(PAIRS));

function pairsOf(text: string): [string, string][] {
  const characters = [...text];
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < characters.length; index += 2) {
    const [variant, usual] = [characters[index], characters[index + 1]];
    if (variant !== undefined && usual !== undefined && variant !== usual) pairs.push([variant, usual]);
  }
  return pairs;
}
