import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { plainName, plainText } from '../../src/i18n/plain-text.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { browserOrSkip } from '../support/browser.ts';
import { cardsNaming } from '../support/card-gallery.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { CardBoard } from './page/card-board.ts';

type Build = {
  readonly name: string;
  readonly elements: readonly string[];
  readonly links: readonly string[];
  readonly words: string;
};

/** Runs if any of the texts below is taken for a script. */
const TRAP = 'for (const name of ["alert", "x"]) globalThis[name] = () => { document.title = "ran"; }';

describe('in the browser, text that wants to be more than text', function () {
  this.timeout(120_000);
  let browser: Browser;
  let board: CardBoard;

  before(async function () {
    browser = await browserOrSkip(this);
    board = new CardBoard();
    await board.open(browser);
    await board.ask(TRAP);
  });

  after(async () => {
    await board?.close();
    await browser?.close();
  });

  for (const [what, hostile] of Object.entries(HOSTILE_TEXTS)) {
    it(`changes nothing about a card but its words: ${what}`, async () => {
      await board.draw(cardsNaming('Ada'));
      const harmless = await board.ask<Build[]>('buildOfCards()');
      await board.draw(cardsNaming(hostile));
      const drawn = await board.ask<Build[]>('buildOfCards()');
      for (const [index, { name, elements, links, words }] of drawn.entries()) {
        assert.deepEqual(elements, harmless[index]?.elements, name);
        assert.deepEqual(links, [], name);
        assert(readable(words).includes(beginningOf(hostile)), `${name}: ${words.slice(0, 300)}`);
        assert.doesNotMatch(words, /[\u202A-\u202E\u2066-\u2069\u200E\u200F]/, name);
      }
      assert.equal(await board.ask('document.title'), 'License Desk in the local Teams');
      assert.deepEqual(
        await board.ask<string[]>('findFlaws().filter((flaw) => !flaw.includes("unbound"))'),
        [],
      );
    });

    it(`changes nothing about a message but its words: ${what}`, async () => {
      const text = createTranslator().for('en');
      const message = (words: string) =>
        text('line.rejectedWithReason', {
          approver: plainName(words),
          id: 'K7M2QX',
          title: plainName(words),
          reason: plainText(words),
        });
      const build = (words: string) => board.ask<Build>(`buildOfMessage(${JSON.stringify(message(words))})`);
      const lines = (elements: readonly string[]) => elements.filter((tag) => !['P', 'BR'].includes(tag));
      const [harmless, drawn] = [await build('Ada'), await build(hostile)];
      assert.deepEqual(lines(drawn.elements), lines(harmless.elements));
      assert(readable(drawn.words).includes(beginningOf(hostile)), drawn.words.slice(0, 300));
      assert.equal(await board.ask('document.title'), 'License Desk in the local Teams');
    });
  }
});

/** One line, without the spaces of no width that part addresses. */
function readable(words: string): string {
  return words.replaceAll('\u200B', '').replace(/\s+/g, ' ');
}

/** What is not seen but acts, and does not get onto a card. */
const UNSEEN = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u200B\u2060\uFEFF\u00AD\u{E0000}-\u{E007F}]/gu;

/** What a reader has to see of a text, letter for letter, before it is cut. */
function beginningOf(hostile: string): string {
  return [...readable(hostile.replace(UNSEEN, ''))].slice(0, 60).join('').trim();
}
