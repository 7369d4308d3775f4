import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { GalleryCard } from '../../support/card-gallery.ts';
import { PageFake } from './page-fake.ts';

const SCRIPT = readFileSync(new URL('./card-drawing.js', import.meta.url), 'utf8');

/** The page's own styles and libraries, without what puts the page together. */
const BOARD = readFileSync(new URL('../../../src/sandbox/page/index.html', import.meta.url), 'utf8')
  .replace(/<meta\s+http-equiv[^>]*>/, '')
  .replace(/<script type="module"[^>]*><\/script>/, '')
  .replace(/<script src="early-theme.js"><\/script>/, '')
  .replace(
    /<body>.*<\/body>/s,
    `<body><style>
      body { display: block; height: auto; }
      .board { display: grid; grid-template-columns: repeat(4, 360px); gap: 24px; align-items: start; padding: 24px; }
      figure { margin: 0; }
      figcaption { padding-bottom: 4px; color: var(--text-soft); }
    </style><div class="board"></div></body>`,
  );

/** A page on which cards are drawn as the sandbox draws them, each as narrow as on a phone. */
export class CardBoard {
  readonly #fake = new PageFake();
  /** Errors and warnings of the browser. */
  readonly complaints: string[] = [];
  #page: Page | undefined;

  async open(
    browser: Browser,
    colorScheme: 'light' | 'dark' = 'light',
    {
      forcedColors = 'none',
      theme = null,
    }: { readonly forcedColors?: 'active' | 'none'; readonly theme?: string | null } = {},
  ): Promise<Page> {
    await this.#fake.listen();
    const page = await browser.newPage({
      forcedColors,
      viewport: { width: 1560, height: 900 },
      colorScheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    this.#page = page;
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') this.complaints.push(line.text());
    });
    const url = `${this.#fake.url}/board`;
    await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: BOARD }));
    await page.goto(url);
    if (theme) await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await page.evaluate(SCRIPT);
    return page;
  }

  /** Draws cards in place of those before. */
  draw(cards: readonly GalleryCard[]): Promise<void> {
    return this.ask(`drawCards(${JSON.stringify(cards)})`);
  }

  /** What the page says to an expression. */
  ask<T>(expression: string): Promise<T> {
    if (!this.#page) throw new Error('The board is not open.');
    return this.#page.evaluate<T>(expression);
  }

  async close(): Promise<void> {
    await this.#page?.close();
    await this.#fake.close();
  }
}
