import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { ICONS, renderIcon } from '../../manifest/render-icons.ts';
import { checkIcons } from '../../src/manifest/check-icons.ts';
import { readPng } from '../../src/manifest/png-image.ts';
import { browserOrSkip } from '../support/browser.ts';

const iconFile = (name: string) => readFileSync(new URL(`../../manifest/${name}.png`, import.meta.url));

describe('the icons of the Teams app package', () => {
  it('are as Teams wants them', () => {
    assert.deepEqual(checkIcons({ color: iconFile('color'), outline: iconFile('outline') }), []);
  });
});

describe('the icons beside their sources', () => {
  let browser: Browser;
  before(async function () {
    browser = await browserOrSkip(this);
  });
  after(() => browser?.close());

  for (const [name, edge] of ICONS) {
    it(`${name}.png is what ${name}.svg draws`, async () => {
      const drawn = readPng(await renderIcon(browser, name, edge));
      const kept = readPng(iconFile(name));
      const differing = drawn.pixels.filter((value, at) => Math.abs(value - (kept.pixels[at] ?? -255)) > 16);
      assert(differing.length <= drawn.pixels.length / 200, `${differing.length} values differ`);
    });
  }
});
