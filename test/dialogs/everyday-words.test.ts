import assert from 'node:assert/strict';
import { type Intent, readIntent } from '../../src/dialogs/intent.ts';
import { aWish as wish } from '../support/intents.ts';

const E5 = ['E5'];
const BI = ['Power BI'];
const VISIO = ['Visio'];

/** What people say when they want a license, and what is filled in already. */
const SAID: readonly (readonly [string, Intent])[] = [
  ['E5', wish({ assign: E5 })],
  ['e5!', wish({ assign: ['e5'] })],
  ['M365 E3', wish({ assign: ['M365 E3'] })],
  ['Power BI Pro', wish({ assign: ['Power BI Pro'] })],
  ['Microsoft 365 Business Premium', wish({ assign: ['Microsoft 365 Business Premium'] })],
  ['E5 please', wish({ assign: E5 })],
  ['E5 and Visio', wish({ assign: ['E5', 'Visio'] })],
  ['E5 at Contoso', wish({ assign: E5, customer: 'Contoso' })],
  ['E5 license', wish({ assign: E5 })],
  ['E5 without Teams', wish({ assign: E5, without: ['Teams'] })],
  ['E5 instead of E3', wish({ assign: E5, remove: ['E3'] })],
  ['remove Visio', wish({ remove: VISIO })],
  ['I need E5', wish({ assign: E5 })],
  ['I need an E5', wish({ assign: E5 })],
  ['I need an E5 license', wish({ assign: E5 })],
  [
    'I need Power BI because I write the sales report',
    wish({ assign: BI, reason: 'I write the sales report' }),
  ],
  ['i want power bi', wish({ assign: ['power bi'] })],
  ["I'd like Visio", wish({ assign: VISIO })],
  ['I would like to have Visio, please', wish({ assign: VISIO })],
  ['we need access to Power BI', wish({ assign: BI })],
  ['need Power BI', wish({ assign: BI })],
  ['can I get Power BI?', wish({ assign: BI })],
  ['Can I have Power BI', wish({ assign: BI })],
  ['could we please get Visio?', wish({ assign: VISIO })],
  ['can I use Power BI?', wish({ assign: BI })],
  ["I'm looking for Visio", wish({ assign: VISIO })],
  ['Hi, I need E5', wish({ assign: E5 })],
  ['need Visio for Bob', wish({ assign: VISIO, users: ['Bob'] })],
  ['Can you give me Power BI?', wish({ assign: BI, users: ['me'] })],
  ['get me an E5', wish({ assign: E5, users: ['me'] })],
  ['E5 for me', wish({ assign: E5, users: ['me'] })],
  ['license for me', wish({ users: ['me'] })],
  ['a license for myself, please', wish({ users: ['me'] })],
  ['give Ada an E5', wish({ assign: E5, users: ['Ada'] })],
  ['please give Ada Lovelace an E5 license', wish({ assign: E5, users: ['Ada Lovelace'] })],
  ['Could you get Ada an E5?', wish({ assign: E5, users: ['Ada'] })],
  ['give ada@contoso.com E5', wish({ assign: E5, users: ['ada@contoso.com'] })],
  [
    'give Ada an E5 at Contoso because she starts',
    wish({ assign: E5, users: ['Ada'], customer: 'Contoso', reason: 'she starts' }),
  ],
  ['give Ada an E5 instead of E3', wish({ assign: E5, remove: ['E3'], users: ['Ada'] })],
  ['give Ada an E5 without Teams', wish({ assign: E5, without: ['Teams'], users: ['Ada'] })],
  ['Ada needs an E5', wish({ assign: E5, users: ['Ada'] })],
  [
    'Ada Lovelace needs Power BI because she joins sales',
    wish({ assign: BI, users: ['Ada Lovelace'], reason: 'she joins sales' }),
  ],
  ['upgrade Ada from E3 to E5', wish({ assign: E5, remove: ['E3'], users: ['Ada'] })],

  ['E5をください', wish({ assign: E5 })],
  ['E5 お願いします', wish({ assign: E5 })],
  ['E5が欲しいです', wish({ assign: E5 })],
  ['E5ライセンスが必要です', wish({ assign: E5 })],
  ['Power BI を使いたいです', wish({ assign: BI })],
  ['Power BI は使えますか？', wish({ assign: BI })],
  ['Power BI をもらえますか', wish({ assign: BI })],
  ['ボブさんに Visio が必要です', wish({ assign: VISIO, users: ['ボブ'] })],
  ['アダさんは E5 が必要です', wish({ assign: E5, users: ['アダ'] })],
  ['自分にE5をください', wish({ assign: E5, users: ['自分'] })],
  ['自分用のライセンス', wish({ users: ['me'] })],
  ['私のライセンスをお願いします', wish({ users: ['me'] })],
  ['Visio を外してください', wish({ remove: VISIO })],

  ['E5 istiyorum', wish({ assign: E5 })],
  ['E5 lazım', wish({ assign: E5 })],
  ['bir E5 lisansı istiyorum', wish({ assign: E5 })],
  ["E5'e ihtiyacım var", wish({ assign: E5 })],
  ['Power BI alabilir miyim?', wish({ assign: BI })],
  ['Power BI kullanabilir miyim?', wish({ assign: BI })],
  ['Bob için Visio lazım', wish({ assign: VISIO, users: ['Bob'] })],
  ["Ada'ya bir E5 ver", wish({ assign: E5, users: ['Ada'] })],
  ["Ada'nın E5'e ihtiyacı var", wish({ assign: E5, users: ['Ada'] })],
  ["Visio'yu kaldır", wish({ remove: VISIO })],
  ['bana lisans lazım', wish({ users: ['me'] })],
  ['kendim için lisans', wish({ users: ['me'] })],
];

/** Words of the same kind that ask for no license. */
const NOT_SAID = [
  ...['I need help', 'I need a coffee', 'can I get a raise?', 'Ada needs a holiday', 'give Ada a call'],
  ...['give me a minute', 'Power BI is slow today', 'Teams does not work', 'what is E5?', 'who has Visio?'],
  ...[
    'bp',
    'project meeting at nine',
    'Office is closed',
    'why',
    'I like it',
    'remove this',
    'thanks, E5 works',
  ],
  ...['会議をお願いします', '助けが必要です', 'Teams が動きません', 'ありがとうございます'],
  ...['yardım lazım', 'izin istiyorum', 'Teams çalışmıyor', "Ada'nın izne ihtiyacı var", 'teşekkür ederim'],
];

describe('everyday words', () => {
  for (const [message, intent] of SAID) {
    it(`ask for a license: ${message}`, () => assert.deepEqual(readIntent(message), intent));
  }

  for (const message of NOT_SAID) {
    it(`ask for none: ${message}`, () => assert.notEqual(readIntent(message).kind, 'request'));
  }
});
