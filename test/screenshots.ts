import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { launchBrowser } from './support/browser.ts';
import { PageStory } from './support/page-story.ts';

/** Draws the pictures of README and docs anew: `npm run screenshots` plays the sandbox's page and looks at it. */
const IMAGES = new URL('../docs/images/', import.meta.url).pathname;

const browser = await launchBrowser();
if (!browser) throw new Error('There is no Chromium on this machine.');
const folder = mkdtempSync(join(tmpdir(), 'license-desk-pictures-'));
mkdirSync(IMAGES, { recursive: true });
const sandbox = await startSandbox({
  folder,
  ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
  log: pino({ level: 'silent' }),
});

try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1.5,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const story = new PageStory(page);
  const picture = (name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.goto(sandbox.url);
  await story.actAs('requester', 'Sarah Johnson');
  await story.actAs('approver', 'Grace Miller');

  await story.say('requester', 'E5 instead of E3 for ada@contoso.com because she joins the security team');
  await story.card('requester', 'Is this right?').waitFor();
  await story.card('requester', 'Is this right?').screenshot({ path: join(IMAGES, 'review.png') });
  await story.card('requester', 'Is this right?').getByRole('button', { name: 'Send for approval' }).click();
  const title = 'Microsoft 365 E5 instead of Microsoft 365 E3 for Ada Aksoy';
  await story.card('approver', title).getByRole('button', { name: 'Approve' }).waitFor();
  await story.card('approver', title).screenshot({ path: join(IMAGES, 'approval.png') });
  await story.card('approver', title).getByRole('button', { name: 'Approve' }).click();
  const signInCard = story.card('approver', 'Sign in to carry out your approval');
  await signInCard.screenshot({ path: join(IMAGES, 'sign-in.png') });
  await story.signIn(signInCard, /Grace Miller/);
  await story.card('requester', title).getByText("Seen in Ada Aksoy's licenses").waitFor();
  await story.card('helpdesk', title).getByText("Seen in Ada Aksoy's licenses").waitFor();
  await story.card('approver', title).getByText("Seen in Ada Aksoy's licenses").waitFor();
  await story
    .pane('requester')
    .getByText(/Carried out with/)
    .waitFor();
  await picture('thread');

  await story.say(
    'requester',
    'Power BI Pro for cagla.ozturk@contoso.com because she builds the sales report',
  );
  await story.card('requester', 'Is this right?').getByRole('button', { name: 'Send for approval' }).click();
  const soldOut = 'Power BI Pro for Çağla Öztürk';
  await story.card('approver', soldOut).getByRole('button', { name: 'Approve' }).click();
  await story.card('requester', soldOut).getByText('waiting for a free license').waitFor();
  await page.setViewportSize({ width: 1440, height: 1200 });
  await story.card('requester', soldOut).screenshot({ path: join(IMAGES, 'no-seats.png') });
} finally {
  await sandbox.stop();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
