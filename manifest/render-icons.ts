import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../test/support/browser.ts';

/** The icons of the Teams app package: name and edge in pixels. */
export const ICONS = [
  ['color', 192],
  ['outline', 32],
] as const;

/** Draws `manifest/<name>.svg` as a PNG with a transparent ground. */
export async function renderIcon(browser: Browser, name: string, edge: number): Promise<Uint8Array> {
  const svg = readFileSync(new URL(`./${name}.svg`, import.meta.url), 'utf8');
  const page = await browser.newPage({ viewport: { width: edge, height: edge }, deviceScaleFactor: 1 });
  try {
    await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${edge}px}</style>${svg}`);
    return await page.screenshot({ omitBackground: true });
  } finally {
    await page.close();
  }
}

if (import.meta.main) {
  const browser = await launchBrowser();
  if (!browser) throw new Error('There is no Chromium on this machine.');
  for (const [name, edge] of ICONS) {
    writeFileSync(new URL(`./${name}.png`, import.meta.url), await renderIcon(browser, name, edge));
  }
  await browser.close();
}
