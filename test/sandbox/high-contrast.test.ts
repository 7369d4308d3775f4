import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { assertAccessible } from '../support/accessibility.ts';
import { browserOrSkip } from '../support/browser.ts';
import { cardGallery } from '../support/card-gallery.ts';
import { ON_A_SHEET, SHEETS } from '../support/contact-sheets.ts';
import { CardBoard } from './page/card-board.ts';
import { PageFake, places } from './page/page-fake.ts';
import { approvalCard, draftCard, earlierHappenings, requestCard } from './page/sample-cards.ts';

/** What people with high contrast rely on: lines around things, as colors behind them may be gone. */
const LEAST_CONTRAST = 7;

type Look = {
  readonly border: string;
  readonly line: string;
  readonly width: string;
  readonly outline: string;
  readonly outlineWidth: string;
  readonly background: string;
};

/** What runs in the page. */
declare function getComputedStyle(one: unknown): {
  readonly [name in
    | 'borderTopColor'
    | 'borderTopStyle'
    | 'borderTopWidth'
    | 'outlineColor'
    | 'outlineStyle'
    | 'outlineWidth'
    | 'backgroundColor']: string;
};

/** Both ways of high contrast: that of Windows, which takes all colors away, and the theme of the page's own. */
const WAYS = [
  { name: 'forced colours', forcedColors: 'active', theme: null },
  { name: 'the high contrast theme', forcedColors: 'none', theme: 'contrast' },
] as const;

describe('in high contrast', function () {
  this.timeout(300_000);
  let browser: Browser;
  let page: Page;
  let fake: PageFake;

  before(async function () {
    browser = await browserOrSkip(this);
  });

  beforeEach(async () => {
    fake = new PageFake();
    await fake.listen();
  });

  afterEach(async () => {
    await page?.context().close();
    await fake.close();
  });

  after(() => browser?.close());

  async function open({ forcedColors, theme }: (typeof WAYS)[number]): Promise<void> {
    const context = await browser.newContext({
      ...{ viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce' },
      ...{ forcedColors, colorScheme: 'dark' },
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    if (theme) await page.addInitScript(`localStorage.setItem('license-desk:theme', '"${theme}"')`);
    fake.write(places.elif, { text: 'E5 for Ayşe', cards: [draftCard] });
    fake.write(places.kenji, { cards: [approvalCard()] });
    fake.write(places.tom, { cards: [requestCard({ status: 'Done', style: 'good' })] });
    for (const happening of earlierHappenings) fake.happen(happening);
    await page.goto(fake.url);
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
  }

  const lookOf = (place: Locator): Promise<Look> =>
    place.evaluate((one) => {
      const style = getComputedStyle(one);
      return {
        border: style.borderTopColor,
        line: style.borderTopStyle,
        width: style.borderTopWidth,
        outline: style.outlineColor,
        outlineWidth: style.outlineStyle === 'none' ? '0px' : style.outlineWidth,
        background: style.backgroundColor,
      };
    });
  const canvas = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');

  for (const way of WAYS) {
    it(`shows where everything is, what is chosen and where the focus is, with ${way.name}`, async () => {
      await open(way);
      await assertAccessible(page, way.name);
      const empty = await canvas();
      const named = {
        'a button of a card': page.getByRole('button', { name: 'Approve', exact: true }),
        'another button of a card': page.getByRole('button', { name: 'Next', exact: true }),
        'a field of a card': page.getByLabel('Note'),
        'a card': page.locator('.card').first(),
        'a box to write in': page.locator('.compose-box').first(),
        'the switch of a mention': page.locator('.mention-toggle').first(),
      };
      for (const [what, place] of Object.entries(named)) {
        const look = await lookOf(place.first());
        assert.notEqual(look.width, '0px', `${what} has no line`);
        assert.notEqual(look.border, empty, `the line of ${what} is as its ground`);
      }
      for (const what of ['a button of a card', 'a field of a card'] as const) {
        const place = named[what].first();
        await place.focus();
        await page.keyboard.press('Shift+Tab');
        await page.keyboard.press('Tab');
        const look = await lookOf(place);
        assert(Number.parseFloat(look.outlineWidth) >= 2, `the focus on ${what} is thin`);
        assert.notEqual(look.outline, empty, `the focus on ${what} is as its ground`);
      }
      const mention = named['the switch of a mention'];
      const pressed = await lookOf(mention);
      await mention.click();
      assert.notDeepEqual(await lookOf(mention), pressed);
      fake.answers.set('/api/search', () => ({
        results: ['A', 'B'].map((title) => ({ title, value: title })),
      }));
      await page.getByRole('combobox', { name: /^Customer/ }).click();
      await page.locator('.choice', { hasText: 'B' }).waitFor();
      await page.keyboard.press('ArrowDown');
      const [chosen, other] = [page.locator('.choice').nth(0), page.locator('.choice').nth(1)];
      await chosen.and(page.locator('[aria-selected=true]')).waitFor();
      assert.notEqual((await lookOf(chosen)).background, (await lookOf(other)).background);
      await page.screenshot({ path: `${SHEETS}page-${way.theme ?? 'forced'}.png` });
    });
  }

  it('keeps every card whole and readable', async () => {
    const board = new CardBoard();
    for (const way of WAYS) {
      page = await board.open(browser, 'dark', way);
      const gallery = await cardGallery('en');
      for (let at = 0; at < gallery.length; at += ON_A_SHEET) {
        await board.draw(gallery.slice(at, at + ON_A_SHEET));
        const least = way.theme ? LEAST_CONTRAST : 0;
        assert.deepEqual(await board.ask<string[]>(`findFlaws(${least})`), []);
        const name = `${way.theme ?? 'forced'}-${String(at / ON_A_SHEET + 1).padStart(2, '0')}`;
        await page.screenshot({ path: `${SHEETS}${name}.png`, fullPage: true });
      }
      await board.close();
    }
  });
});
