import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { browserOrSkip } from '../support/browser.ts';
import { PageStory } from '../support/page-story.ts';

const VIEWS = [
  { width: 1440, height: 1000, colorScheme: 'light' },
  { width: 1440, height: 1000, colorScheme: 'dark' },
  { width: 420, height: 900, colorScheme: 'light' },
  { width: 420, height: 900, colorScheme: 'dark' },
] as const;

describe('the whole story in the browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let sandbox: Sandbox;
  let folder: string;
  let page: Page;
  let complaints: string[];

  before(async function () {
    browser = await browserOrSkip(this);
  });

  after(() => browser?.close());

  beforeEach(async () => {
    complaints = [];
    folder = mkdtempSync(join(tmpdir(), 'license-desk-browser-'));
    sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
    });
  });

  afterEach(async () => {
    await page.context().close();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(complaints, []);
  });

  for (const view of VIEWS) {
    it(`goes from the request to the outcome by clicks and keys, ${view.colorScheme} at ${view.width} px`, async () => {
      const { width, height, colorScheme } = view;
      assert(browser);
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
      page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(sandbox.url);
      const story = new PageStory(page);

      await story.show('requester');
      await story
        .card('requester', 'asked for and approved')
        .getByRole('button', { name: 'Request a license' })
        .click();
      const draft = () => story.card('requester', /Step \d of 5/);
      await story.choose(draft(), 'conto', /^Contoso – contoso\.com/);
      await draft().getByRole('button', { name: 'Next' }).click();
      await draft().getByText('Who at Contoso needs it?').waitFor();
      await story.choose(draft(), 'gunes', /İbrahim Güneş/);
      await draft().getByRole('button', { name: 'Next' }).click();
      await draft().getByText('Which license for İbrahim Güneş?').waitFor();
      await story.choose(draft(), 'Microsoft 365 E5', /^Microsoft 365 E5/);
      await draft()
        .getByRole('combobox', { name: /take away/ })
        .selectOption({ label: 'Microsoft 365 E3' });
      await draft().getByRole('button', { name: 'Next' }).click();
      await draft()
        .getByRole('textbox', { name: /Reason/ })
        .fill('He moves to the security team');
      await draft().getByRole('button', { name: 'Next' }).click();
      await draft().getByText('Is this right?').waitFor();
      await page.keyboard.press('Tab');
      await draft().getByRole('button', { name: 'Send for approval' }).press('Enter');

      const title = 'Microsoft 365 E5 instead of Microsoft 365 E3 for İbrahim Güneş';
      await story.card('requester', title).getByText('Waiting for approval').waitFor();
      await story.show('approver');
      await story.card('approver', title).getByRole('button', { name: 'Approve' }).click();
      await story.signIn(story.card('approver', 'Sign in to carry out your approval'), /Kenji Tanaka/);
      await story.card('approver', title).getByText('Done', { exact: true }).waitFor();

      await story.show('helpdesk');
      await story.card('helpdesk', title).getByText('Done', { exact: true }).waitFor();
      await story.show('requester');
      await story.card('requester', title).getByText("Seen in İbrahim Güneş's licenses").waitFor();
      assert.equal(await story.card('requester', title).getByRole('button').count(), 0);
      // He holds Project Plan 3, so the change succeeds with a remark, which is told in the thread and on the card.
      await story.pane('requester').getByText('Done, with a remark').waitFor();
      await story.card('requester', title).getByText('Partner Center remarks').waitFor();
      await story.showPartnerCenter();
      await page.getByText('licensesToAssign').first().waitFor();
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert(wide <= width, `the page is ${wide} px wide`);
    });
  }
});
