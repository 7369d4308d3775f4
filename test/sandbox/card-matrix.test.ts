import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { browserOrSkip } from '../support/browser.ts';
import { cardGallery, cardsToDecide } from '../support/card-gallery.ts';
import { assertGoodCard } from '../support/card-rules.ts';
import { ON_A_SHEET, SHEETS } from '../support/contact-sheets.ts';
import { CardBoard } from './page/card-board.ts';

/** What is left of a phone's 740 pixels between the head of the chat and the box to write in. */
const PHONE_SCREEN = 560;

describe('every card in every state', function () {
  this.timeout(300_000);
  let browser: Browser;
  let board: CardBoard;

  before(async function () {
    browser = await browserOrSkip(this);
  });

  beforeEach(() => {
    board = new CardBoard();
  });

  afterEach(() => board.close());
  after(() => browser?.close());

  for (const language of LANGUAGES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`is drawn whole, readable and large enough to press on a phone, in ${language}, ${colorScheme}`, async () => {
        const gallery = await cardGallery(language);
        for (const { card } of gallery) assertGoodCard(card);
        const page = await board.open(browser, colorScheme);
        const flaws: string[] = [];
        for (let at = 0; at < gallery.length; at += ON_A_SHEET) {
          await board.draw(gallery.slice(at, at + ON_A_SHEET));
          flaws.push(...(await board.ask<string[]>('findFlaws()')));
          const name = `${language}-${colorScheme}-${String(at / ON_A_SHEET + 1).padStart(2, '0')}`;
          await page.screenshot({ path: `${SHEETS}${name}.png`, fullPage: true });
        }
        assert.deepEqual([...board.complaints, ...flaws], []);
      });
    }
  }

  for (const language of LANGUAGES) {
    it(`lets one decide without scrolling on a phone, in ${language}`, async () => {
      await board.open(browser);
      const gallery = cardsToDecide(language);
      await board.draw(gallery);
      const heights = await board.ask<readonly number[]>(
        'drawn.map(({ element }) => Math.ceil(element.getBoundingClientRect().height))',
      );
      const measured = gallery.map(({ name }, index) => ({ name, height: heights[index] ?? 0 }));
      assert.deepEqual(
        measured.filter(({ height }) => height > PHONE_SCREEN),
        [],
      );
    });
  }

  it('would be found cut, pale, too wide, overlapping, or too small to press', async () => {
    await board.open(browser);
    const words = 'A sentence that is long enough to need more than one line of a card on a phone';
    const body = [{ type: 'TextBlock', text: words, wrap: true }];
    await board.draw([{ name: 'bad', card: { type: 'AdaptiveCard', version: '1.5', body } }]);
    const spoiled = async (style: string) => {
      await board.ask(
        `document.querySelector('.card .ac-textBlock').style.cssText = ${JSON.stringify(style)}`,
      );
      return String(await board.ask<string[]>('findFlaws()'));
    };
    assert.match(await spoiled('height: 20px; overflow: hidden'), /cut:/);
    assert.match(await spoiled('color: #999'), /contrast 2\.\d+/);
    assert.match(await spoiled('white-space: nowrap'), /wider|cut/);
    assert.equal(await spoiled(''), '');
    const twice = "card.append(card.querySelector('p').cloneNode(true))";
    const onTop = `for (const p of card.querySelectorAll('p')) p.style.cssText = 'position:absolute; top:0; left:0'`;
    await board.ask(`const card = document.querySelector('.card .ac-textBlock'); ${twice}; ${onTop}`);
    assert.match(String(await board.ask<string[]>('findFlaws()')), /lies over/);
    await board.ask(
      `document.querySelector('.card').innerHTML = '<button style="min-height: 0; height: 20px">x</button>'`,
    );
    assert.match(String(await board.ask<string[]>('findFlaws()')), /20 px to press/);
  });
});
