import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { createTranslator } from '../../src/i18n/translator.ts';
import type { Ending } from '../../src/identity/flow-ending.ts';
import { renderPage } from '../../src/identity/page-layout.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { assertAccessible } from '../support/accessibility.ts';
import { browserOrSkip } from '../support/browser.ts';
import { PageStory } from '../support/page-story.ts';
import { signInLink } from '../support/story-readers.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';

const ASKED = 'Visio Plan 2 for deniz.arslan@contoso.com because of plans';
const REVIEWED = 'E5 instead of E3 for ada@contoso.com because she joins the security team';

const VIEWS = [
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 420, colorScheme: 'light' },
  { width: 420, colorScheme: 'dark' },
] as const;

/** Every way in which a visit to our sign-in pages can end. */
const ENDINGS: Readonly<Record<Ending, true>> = {
  ...{ done: true, unknown: true, used: true, expired: true, tooSlow: true, otherBrowser: true },
  ...{ otherPerson: true, cancelled: true, consent: true, refused: true, failed: true, busy: true },
  ourFault: true,
};

describe('axe-core finds nothing', function () {
  this.timeout(300_000);
  let browser: Browser;
  let sandbox: Sandbox;
  let folder: string;
  let page: Page;

  before(async function () {
    browser = await browserOrSkip(this);
    folder = makeThrowAwayFolder('accessibility');
    sandbox = await startSandbox({
      folder,
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
      hasSendingLimits: false,
    });
    await fillChats(sandbox);
  });

  after(async () => {
    await browser?.close();
    await sandbox?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => page.context().close());

  async function open(url: string, { width, colorScheme }: (typeof VIEWS)[number]): Promise<void> {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({
      viewport,
      colorScheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
  }

  for (const view of VIEWS) {
    const told = `${view.colorScheme} at ${view.width} px`;

    it(`on the sandbox's page with cards of all kinds, ${told}`, async () => {
      await open(sandbox.url, view);
      const story = new PageStory(page);
      await story.show('requester');
      await story.actAs('requester', 'Sarah Johnson');
      await story.card('requester', 'Is this right?').waitFor();
      await assertAccessible(page, 'help, list, request and draft');
      await story.show('approver');
      await story.actAs('approver', 'Grace Miller');
      const card = story.card('approver', 'Visio Plan 2 for');
      await card.getByRole('button', { name: /^Reject/ }).click();
      await card.getByRole('textbox').first().waitFor();
      await assertAccessible(page, 'an approval, with the box for a rejection open');
      await story.show('helpdesk');
      await story.card('helpdesk', 'Visio Plan 2 for').waitFor();
      await story.showWhatHappened();
      await page.locator('.happening', { hasText: 'draft.submit' }).locator('summary').first().click();
      await page.getByText('"adaptiveCard/action"').first().waitFor();
      await assertAccessible(page, 'what just happened');
      await page.getByRole('button', { name: 'Switches' }).click();
      await page.getByRole('switch').first().waitFor();
      await assertAccessible(page, 'switches');
    });

    it(`on the sign-in pages of the way to Entra ID and back, ${told}`, async () => {
      const chat = sandbox.teams.client('priya').personalChat();
      await chat.say('connect directory');
      await sandbox.idle();
      const link = signInLink(chat);
      await open(link, view);
      await assertAccessible(page, 'the account picker');
      await page.getByRole('button', { name: /Priya Shah/ }).click();
      await page.waitForURL(/auth\/callback/);
      await assertAccessible(page, 'the end');
      await page.goto(link);
      await assertAccessible(page, 'a link that was used');
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    });
  }

  for (const language of ['en', 'ja', 'tr'])
    it(`on any ending of a sign-in, in ${language}`, async () => {
      const translate = createTranslator().for(language);
      for (const colorScheme of ['light', 'dark'] as const) {
        await open('about:blank', { width: 420, colorScheme });
        for (const ending of Object.keys(ENDINGS).filter((key): key is Ending => key in ENDINGS)) {
          const account = 'ada@contoso.com';
          const about = { language, translate, ending, account, purpose: 'approve' } as const;
          await page.setContent(
            renderPage({ ...about, retryPath: '/again', scripts: [], openerOrigin: null }),
          );
          await assertAccessible(page, `${ending}, ${colorScheme}`);
        }
        if (colorScheme === 'light') await page.context().close();
      }
    });
});

/** A chat with help, a list, a request under way and a draft to be reviewed, and the sign-in that an approval needs. */
async function fillChats({ teams, idle }: Sandbox): Promise<void> {
  const sarah = teams.client('sarah').personalChat();
  for (const words of ['help', ASKED]) {
    await sarah.say(words);
    await idle();
  }
  await sarah.press('latest', 'draft.submit');
  await idle();
  for (const words of ['my requests', REVIEWED]) {
    await sarah.say(words);
    await idle();
  }
}
