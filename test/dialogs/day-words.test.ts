import assert from 'node:assert/strict';
import { readDay } from '../../src/dialogs/day-words.ts';

/** A Wednesday. */
const TODAY = '2026-11-25';

const DAYS: Readonly<Record<string, readonly string[]>> = {
  '2026-11-25': ['today', 'now', 'bugün', '今日', '本日'],
  '2026-11-26': ['tomorrow', 'Tomorrow', 'yarın', 'yarına', '明日', 'Thursday', 'perşembe gününe'],
  '2026-11-27': ['Friday', 'fri', 'cuma', 'CUMA', 'Cuma’ya', 'cumaya', '金曜日', '金曜'],
  '2026-11-30': ['pazartesiye', '月曜日'],
  '2026-12-01': ["1 Aralık'tan itibaren", '1 Dec', '１２月１日', "2026-12-01'den", 'salıya'],
  '2026-12-02': ['Wednesday', 'çarşamba', 'carsamba'],
  '2026-12-14': [
    ...['2026-12-14', '2026/12/14', '14.12.2026', '14 December', 'December 14th', '14th of December 2026'],
    ...['12月14日', '2026年12月14日', '14 Aralık', "14 Aralık'a", '14 aralik', '2026-12-14 tarihine'],
  ],
  '2027-03-05': ['5 March', '5 Mart', '3月5日'],
  '2028-02-29': ['29 February 2028'],
};

const UNCLEAR = [
  ...['', '3/4/2026', '04-03-2026', '2026-02-30', '31 June', '29 February', '12月32日', '0 May', '14'],
  ...['next week', 'soon', 'Fri 14', '2026-12', '14 Decembre', 'yesterday', '来週', 'cuma pazar', '９９９９'],
];

describe('a day in words', () => {
  for (const [day, all] of Object.entries(DAYS)) {
    for (const words of all) it(`reads ${words} as ${day}`, () => assert.equal(readDay(words, TODAY), day));
  }

  for (const words of UNCLEAR) {
    it(`does not guess what ${JSON.stringify(words)} means`, () =>
      assert.equal(readDay(words, TODAY), undefined));
  }
});
