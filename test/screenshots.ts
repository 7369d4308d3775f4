import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';
import { launchBrowser } from './support/browser.ts';
import { PageStory } from './support/page-story.ts';
import { makeThrowAwayFolder } from './support/throw-away-folder.ts';

/** Draws the pictures of README and docs anew: `npm run screenshots` plays the sandbox's page and looks at it. */
const IMAGES = new URL('../docs/images/', import.meta.url).pathname;

const SWAP = 'Microsoft 365 E5 instead of Microsoft 365 E3 for Ada Aksoy';
const SOLD_OUT = 'Power BI Pro for Çağla Öztürk';
const REFUSED = 'Microsoft 365 Business Premium for Isla Campbell';

assertJapaneseIsDrawn();
const browser = await launchBrowser();
if (!browser) throw new Error('There is no Chromium on this machine.');
const folder = makeThrowAwayFolder('pictures');
mkdirSync(IMAGES, { recursive: true });
const sandbox = await startSandbox({
  folder,
  ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
  log: pino({ level: 'silent' }),
});

try {
  const story = await openPage(browser, sandbox);
  await drawSwap(story);
  // A card that is higher than the chat would be looked at through the chat's head.
  await story.page.setViewportSize({ width: 1440, height: 1400 });
  await drawSeveral(story);
  await drawSoldOut(story);
  await drawRefusal(story);
  await drawList(story);
} finally {
  await sandbox.stop();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

async function openPage(opened: Browser, { url }: Sandbox): Promise<PageStory> {
  const context = await opened.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1.5,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  const story = new PageStory(page);
  await story.actAs('requester', 'Sarah Johnson');
  await story.actAs('approver', 'Grace Miller');
  return story;
}

/** From the sentence to the licenses as they are read back, and what went over the wires meanwhile. */
async function drawSwap(story: PageStory): Promise<void> {
  const { page } = story;
  await story.say('requester', 'E5 instead of E3 for ada@contoso.com because she joins the security team');
  const review = story.card('requester', 'Is this right?');
  await review.getByRole('button', { name: 'Send for approval' }).waitFor();
  await pictureOf(review, 'review');
  await review.getByRole('button', { name: 'Send for approval' }).click();
  await story.card('approver', SWAP).getByRole('button', { name: 'Approve…' }).waitFor();
  await pictureOf(story.card('approver', SWAP), 'approval');
  await approve(story, SWAP, 'Approve');
  const signInCard = story.card('approver', 'Sign in to carry out your approval');
  await pictureOf(signInCard, 'sign-in');
  await story.signIn(signInCard, /Grace Miller/);
  for (const role of ['requester', 'helpdesk', 'approver'] as const)
    await story.card(role, SWAP).getByText("Seen in Ada Aksoy's licenses").waitFor();
  await story
    .pane('requester')
    .getByText(/Carried out with/)
    .waitFor();
  await picture(page, 'thread');
  await story.showWhatHappened();
  const update = page.locator('.happening', { hasText: 'licenseupdates' }).first();
  await update.scrollIntoViewIfNeeded();
  await picture(page, 'what-happened');
  await story.showWhatHappened();
}

/** Several people at once, as an approver sees them. */
async function drawSeveral(story: PageStory): Promise<void> {
  await ask(
    story,
    'Visio Plan 2 for emily.watson@contoso.com and deniz.arslan@contoso.com because they draw the floor plans',
  );
  const card = story.card('approver', 'Visio Plan 2 for 2 people');
  await card.getByRole('button', { name: 'Approve…' }).waitFor();
  await story.page.setViewportSize({ width: 1440, height: 1200 });
  await pictureOf(card, 'several');
}

async function drawSoldOut(story: PageStory): Promise<void> {
  await ask(story, 'Power BI Pro for cagla.ozturk@contoso.com because she builds the sales report');
  await approve(story, SOLD_OUT, 'Approve');
  const card = story.card('requester', SOLD_OUT);
  await card.getByText('waiting for a free license').waitFor();
  await pictureOf(card, 'no-seats');
}

/** An approver, with a Turkish Teams, who lacks the role at the customer. */
async function drawRefusal(story: PageStory): Promise<void> {
  await story.actAs('approver', 'Mehmet Demir');
  await ask(story, 'Business Premium for isla.campbell@adventure-works.com because she starts on Monday');
  await approve(story, 'Isla Campbell', 'Onayla');
  const signInCard = story.card('approver', 'Onayladığınız değişiklik için oturum açın');
  await story.signIn(signInCard, /Mehmet Demir/, 'Oturum aç');
  const card = story.card('requester', REFUSED);
  await card.getByText('Mehmet Demir may not assign licenses there').waitFor();
  await pictureOf(card, 'refusal');
}

async function drawList(story: PageStory): Promise<void> {
  await story.say('requester', 'my requests');
  const list = story.card('requester', 'Your requests');
  await list.getByText(SOLD_OUT).waitFor();
  await pictureOf(list, 'list');
}

async function approve(story: PageStory, title: string, word: string): Promise<void> {
  const card = story.card('approver', title);
  await card.getByRole('button', { name: `${word}…` }).click();
  await card.getByRole('button', { name: word, exact: true }).click();
}

async function ask(story: PageStory, sentence: string): Promise<void> {
  await story.say('requester', sentence);
  await story.card('requester', 'Is this right?').getByRole('button', { name: 'Send for approval' }).click();
}

function picture(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: fileOf(name) });
}

/** A card may be drawn anew while it is looked at. */
async function pictureOf(card: Locator, name: string): Promise<void> {
  for (let tries = 3; ; tries--) {
    try {
      return void (await card.screenshot({ path: fileOf(name) }));
    } catch (error) {
      if (tries === 0) throw error;
    }
  }
}

function fileOf(name: string): string {
  return join(IMAGES, `${name}.png`);
}

/** Names of people are Japanese too: without a font for them the pictures would show empty boxes. */
function assertJapaneseIsDrawn(): void {
  const fonts = execFileSync('fc-list', [':lang=ja', 'family'], { encoding: 'utf8' });
  if (fonts.trim() === '')
    throw new Error('No font here has Japanese letters. Install one, such as fonts-noto-cjk.');
}
