import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Browser, Locator, Page } from 'playwright-core';
import { changeTitle } from '../../src/i18n/change-title.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { browserOrSkip } from '../support/browser.ts';
import { PageStory } from '../support/page-story.ts';

const VIEWS = [
  { width: 1440, height: 1000, colorScheme: 'light' },
  { width: 1440, height: 1000, colorScheme: 'dark' },
  { width: 420, height: 900, colorScheme: 'light' },
  { width: 420, height: 900, colorScheme: 'dark' },
] as const;

const USER = 'İbrahim Güneş';
const CHANGE = {
  user: { name: USER },
  assign: [{ sku: { name: 'Microsoft 365 E5' } }],
  remove: [{ name: 'Microsoft 365 E3' }],
};

/** Who plays in a language; people whose client speaks another one choose it first. */
const TELLERS = [
  { language: 'en', requester: 'Sarah Johnson', approver: 'Grace Miller', account: /Grace Miller/ },
  {
    language: 'tr',
    requester: 'Elif Yıldız',
    approver: 'Grace Miller',
    approverSays: 'Türkçe',
    account: /Grace Miller/,
  },
  {
    language: 'ja',
    requester: 'Sarah Johnson',
    requesterSays: ['日本語でお願いします', '申請'],
    approver: '田中 健二 (Kenji Tanaka)',
    account: /Kenji Tanaka/,
  },
] as const satisfies readonly Teller[];

type Teller = {
  readonly language: string;
  readonly requester: string;
  readonly requesterSays?: readonly string[];
  readonly approver: string;
  readonly approverSays?: string;
  readonly account: RegExp;
};

/** English in every view, the others once on a wide and once on a narrow page. */
const PLAYED = TELLERS.flatMap((teller: Teller) =>
  VIEWS.filter(
    ({ width, colorScheme }) => teller.language === 'en' || width > 1000 === (colorScheme === 'light'),
  ).map((view) => ({ teller, view })),
);

const translator = createTranslator();

describe('the whole story in the browser', function () {
  // How long a busy machine may take; everything is waited for by what is seen.
  this.timeout(600_000);
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

  async function open({ width, height, colorScheme }: (typeof VIEWS)[number]): Promise<PageStory> {
    assert(browser);
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
    page = await context.newPage();
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(sandbox.url);
    return new PageStory(page);
  }

  it('takes two presses and one choice from the welcome to a request for oneself', async () => {
    const text = translator.for('tr');
    const story = await open(VIEWS[2]);
    await story.show('requester');
    await story.actAs('requester', 'Ayşe Kaya');
    const welcome = story.card('requester', text('welcome.title'));
    await welcome.getByRole('button', { name: text('welcome.start'), exact: true }).click();
    const draft = story.card('requester', text('draft.title'));
    await draft.getByText(text('draft.license.ownQuestion')).waitFor();
    await story.choose(draft, 'Visio', /^Visio Plan 2/);
    await draft.getByRole('button', { name: text('draft.submit'), exact: true }).click();
    const request = story.card('requester', 'Visio Plan 2').filter({ hasText: 'Ayşe Kaya' });
    await request.getByText(text('request.status.pending')).first().waitFor();
    assert.equal(await request.getByText(text('request.field.reason'), { exact: true }).count(), 0);
  });

  for (const { teller, view } of PLAYED) {
    const { width, colorScheme } = view;
    it(`goes from the request to the outcome by clicks and keys, in ${teller.language}, ${colorScheme} at ${width} px`, async () => {
      const text = translator.for(teller.language);
      const story = await open(view);
      const press = (card: Locator, key: string) =>
        card.getByRole('button', { name: text(key), exact: true }).click();

      await story.show('requester');
      await story.actAs('requester', teller.requester);
      await story.show('approver');
      await story.actAs('approver', teller.approver);
      if (teller.approverSays) await story.say('approver', teller.approverSays);
      await story.show('requester');
      if (teller.requesterSays) {
        for (const words of teller.requesterSays) await story.say('requester', words);
      } else await press(story.card('requester', text('welcome.title')), 'welcome.start');

      const draft = () => story.card('requester', text('draft.title'));
      await story.choose(draft(), 'conto', /^Contoso – contoso\.com/);
      await press(draft(), 'draft.next');
      await draft()
        .getByText(text('draft.user.question', { customer: 'Contoso' }))
        .waitFor();
      await story.choose(draft(), 'gunes', /İbrahim Güneş/);
      await press(draft(), 'draft.next');
      await draft()
        .getByText(text('draft.license.question', { user: USER }))
        .waitFor();
      await story.choose(draft(), 'Microsoft 365 E5', /^Microsoft 365 E5/);
      await draft()
        .getByRole('combobox', { name: text('draft.license.removeLabel') })
        .selectOption({ label: 'Microsoft 365 E3' });
      await press(draft(), 'draft.next');
      await draft()
        .getByRole('textbox', { name: text('draft.reason.optionalLabel') })
        .fill('He moves to the security team');
      await press(draft(), 'draft.next');
      await draft().getByText(text('draft.review.question')).waitFor();
      await page.keyboard.press('Tab');
      await draft()
        .getByRole('button', { name: text('draft.submit') })
        .press('Enter');

      const title = changeTitle(CHANGE, text);
      await story.card('requester', title).getByText(text('request.status.pending')).first().waitFor();
      await story.show('approver');
      // A card that is brought up to date meanwhile closes its box.
      const confirm = story.card('approver', title).getByRole('button', {
        name: text('request.approveConfirm'),
        exact: true,
      });
      for (let tries = 0; tries < 3; tries++) {
        await press(story.card('approver', title), 'request.approve');
        const isPressed = await confirm.click({ timeout: 20_000 }).then(
          () => true,
          () => false,
        );
        if (isPressed) break;
      }
      const signIn = story.card('approver', text('signInCard.title'));
      await story.signIn(signIn, teller.account, text('signInCard.button'));
      const done = text('request.status.completed');
      await story.card('approver', title).getByText(done, { exact: true }).waitFor();

      await story.show('helpdesk');
      await story.card('helpdesk', title).getByText(done, { exact: true }).waitFor();
      await story.show('requester');
      await story
        .card('requester', title)
        .getByText(text('request.timeline.seen', { user: USER }))
        .waitFor();
      // Nothing can be done any more but to look at the details of the remark.
      const buttons = story.card('requester', title).getByRole('button');
      assert.deepEqual(await buttons.allInnerTexts(), [text('request.details')]);
      // He holds Project Plan 3, so the change succeeds with a remark, which is told in the thread and on the card.
      const [, remark = ''] = /\*\*(.+?)\*\*/.exec(text('line.completedWithWarnings', { count: 1 })) ?? [];
      await story.pane('requester').getByText(remark).waitFor();
      await story.card('requester', title).getByText(text('request.warnings')).waitFor();
      await story.showWhatHappened();
      await page.locator('.happening', { hasText: 'licenseupdates' }).locator('summary').first().click();
      await page.getByText('licensesToAssign').first().waitFor();
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert(wide <= width, `the page is ${wide} px wide`);
    });
  }
});
