import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { createLoopbackServer } from '../../src/sandbox/loopback-server.ts';
import { browserOrSkip } from '../support/browser.ts';
import { type Json, PageFake, places } from './page/page-fake.ts';
import {
  approvalCard,
  draftCard,
  earlierHappenings,
  licenseUpdate,
  licenseUpdateSides,
  requestCard,
  signInCard,
} from './page/sample-cards.ts';

describe('the page of the sandbox', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let page: Page;
  let fake: PageFake;
  let complaints: string[];

  before(async function () {
    browser = await browserOrSkip(this);
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(fake.url) && !request.url().startsWith('data:'))
        complaints.push(request.url());
    });
  });

  after(() => browser?.close());

  beforeEach(async () => {
    complaints = [];
    fake = new PageFake();
    await fake.listen();
  });

  afterEach(async () => {
    const found = complaints;
    await page.unrouteAll();
    await page.goto('about:blank');
    await fake.close();
    assert.deepEqual(found, []);
  });

  /** Each test has an origin, and with it a storage, of its own. */
  async function open({
    width = 1440,
    height = 900,
    colorScheme = 'light' as 'light' | 'dark',
  } = {}): Promise<void> {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(fake.url);
    await until(
      () => fake.streams,
      (count) => count === 2,
    );
  }

  const pane = (role: string): Locator => page.locator(`#pane-${role}`);
  const button = (role: string, name: string) => pane(role).getByRole('button', { name, exact: true });

  async function until<T>(read: () => Promise<T> | T, isDone: (value: T) => boolean): Promise<T> {
    const end = Date.now() + 60_000;
    for (;;) {
      const value = await read();
      if (isDone(value)) return value;
      if (Date.now() > end) assert.fail(`It did not happen; the last value was ${JSON.stringify(value)}.`);
      await page.waitForTimeout(20);
    }
  }

  const calls = (path: string, count: number): Promise<Json[]> =>
    until(
      () => fake.callsTo(path),
      ({ length }) => length >= count,
    );

  describe('views', () => {
    it('shows requester, approver and helpdesk side by side and says as whom one acts', async () => {
      await open();
      const names = await page
        .locator('.pane')
        .evaluateAll((all: { ariaLabel: string }[]) => all.map((one) => one.ariaLabel));
      assert.deepEqual(names, [
        'Requester: acting as Elif Yıldız',
        'Approver: acting as 田中 健二 (Kenji Tanaka)',
        'Helpdesk: acting as Tom Becker',
      ]);
      assert.equal(
        await pane('helpdesk').getByLabel('Conversation in the Helpdesk view').inputValue(),
        places.channel,
      );
    });

    it('lets one act as somebody else and remembers it', async () => {
      await open();
      await pane('requester').getByLabel('Person in the Requester view').selectOption('tom');
      fake.write(places.tom, { text: 'Hello Tom' });
      await pane('requester').getByText('Hello Tom').waitFor();
      await page.reload();
      await pane('requester').getByText('Hello Tom').waitFor();
    });

    it('shows one view at a time on a small screen, with a dot where something is new', async () => {
      await open({ width: 420, height: 860 });
      assert.equal(await pane('approver').isVisible(), false);
      fake.write(places.kenji, { text: 'Please decide' });
      const tab = page.getByRole('tab', { name: /Approver.*new messages/ });
      await tab.waitFor();
      await page.getByRole('tab', { name: 'Requester' }).focus();
      await page.keyboard.press('ArrowRight');
      await pane('approver').getByText('Please decide').waitFor();
      await page.getByRole('tab', { name: 'Approver', exact: true }).waitFor();
    });

    it('marks who has something new, also people whom no view shows, until somebody looks', async () => {
      await open();
      const person = pane('requester').getByLabel('Person in the Requester view');
      const marked = person.locator('option', { hasText: '●' });
      fake.write(places.oliver, { text: 'Please decide' });
      await marked.filter({ hasText: 'Oliver Brown' }).waitFor({ state: 'attached' });
      await person.selectOption('oliver');
      await pane('requester').getByText('Please decide').waitFor();
      await until(
        () => marked.count(),
        (count) => count === 0,
      );
    });

    it('goes from view to view with F6', async () => {
      await open();
      const focused = () => page.evaluate('document.activeElement.id');
      for (const id of [
        'pane-requester',
        'pane-approver',
        'pane-helpdesk',
        'pane-happenings',
        'pane-requester',
      ]) {
        await page.keyboard.press('F6');
        assert.equal(await focused(), id);
      }
      await page.keyboard.press('Shift+F6');
      assert.equal(await focused(), 'pane-happenings');
    });

    it('never scrolls sideways, down to 320 pixels', async () => {
      fake.write(places.elif, { text: `Long: ${'x'.repeat(300)}`, cards: [draftCard, approvalCard()] });
      fake.happen(licenseUpdate);
      await open({ width: 320, height: 640 });
      for (const name of ['Requester', 'Approver', 'Helpdesk', 'Events']) {
        await page.getByRole('tab', { name }).click();
        const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(excess, 0, name);
        const wide = await page.evaluate(`[...document.querySelectorAll('main *')]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
          .filter((one) => !one.closest('.spoken')).map((one) => one.className)`);
        assert.deepEqual(wide, [], name);
      }
    });

    it('has room for its bar in every language on a phone', async () => {
      await open({ width: 420, height: 860 });
      for (const tag of ['ja', 'tr', 'en']) {
        await page.locator('select.language').selectOption(tag);
        await page.locator(`html[lang=${tag}] .top-bar`).waitFor();
        const excess = 'document.documentElement.scrollWidth - innerWidth';
        assert.equal(await page.evaluate(excess), 0, tag);
        const { x, width } = (await page.locator('.theme').boundingBox()) ?? { x: 0, width: 0 };
        assert(x + width <= 420 - 8, `${tag}: the bar ends at ${x + width}`);
      }
    });

    it('follows the theme of the system until another is chosen, which it remembers', async () => {
      await open({ colorScheme: 'dark' });
      const background = () => page.evaluate('getComputedStyle(document.body.parentElement).backgroundColor');
      const dark = await background();
      await page.getByRole('button', { name: 'Switch to high contrast' }).click();
      assert.equal(await background(), 'rgb(0, 0, 0)');
      await page.reload();
      await page.getByRole('button', { name: 'Switch to light' }).click();
      const light = await background();
      assert.notEqual(light, dark);
      await page.getByRole('button', { name: 'Switch to dark' }).click();
      assert.equal(await background(), dark);
    });

    it('speaks the language that is chosen, from then on, and says so to screen readers', async () => {
      await open();
      const language = page.getByRole('combobox', { name: 'Language of this page' });
      assert.equal(await language.inputValue(), 'en');
      for (const [tag, field, title] of [
        ['ja', 'メッセージを入力', 'ローカル Teams の License Desk'],
        ['tr', 'Bir mesaj yazın', "Yerel Teams'te License Desk"],
      ] as const) {
        await page.locator('select.language').selectOption(tag);
        await pane('requester').getByPlaceholder(field).waitFor();
        await page.reload();
        await pane('requester').getByPlaceholder(field).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), tag);
        assert.equal(await page.title(), title);
      }
    });
  });

  describe('conversations', () => {
    it('sends on Enter, begins a line on Shift and Enter, and leaves Enter to an input method', async () => {
      await open();
      const field = pane('requester').getByLabel('Type a message');
      await field.fill('E5 for');
      await field.press('Shift+Enter');
      await field.pressSequentially('Ayşe');
      await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
      assert.deepEqual(fake.callsTo('/api/say'), []);
      await field.press('Enter');
      const [said] = await calls('/api/say', 1);
      assert.deepEqual(said, { as: 'elif', place: places.elif, text: 'E5 for\nAyşe', mention: false });
      await pane('requester').locator('.message.own').getByText('E5 for').waitFor();
      assert.equal(await field.inputValue(), '');
    });

    it('keeps the words and says so when a message cannot be sent', async () => {
      fake.answers.set('/api/say', () => {
        throw new Error('The bot is not connected.');
      });
      await open();
      const field = pane('requester').getByLabel('Type a message');
      await field.fill('hello');
      await field.press('Enter');
      await pane('requester').getByRole('alert').getByText('Your message was not sent').waitFor();
      assert.equal(await field.inputValue(), 'hello');
    });

    it('mentions the bot in groups and channels unless that is switched off', async () => {
      await open();
      await pane('requester').getByLabel('Conversation in the Requester view').selectOption(places.group);
      const field = pane('requester').getByLabel('Type a message');
      await field.fill('one');
      await field.press('Enter');
      await button('requester', '@License Desk').click();
      await field.fill('two');
      await field.press('Enter');
      const said = await calls('/api/say', 2);
      assert.deepEqual(
        said.map(({ mention }) => mention),
        [true, false],
      );
      await pane('requester').getByText('License Desk gets only messages that mention it.').waitFor();
    });

    it('begins a conversation in a channel and replies within it', async () => {
      await open();
      await button('helpdesk', 'New conversation').click();
      await page.keyboard.type('What about 4F7K?');
      await page.keyboard.press('Enter');
      const thread = pane('helpdesk').locator('.thread');
      await thread.getByText('What about 4F7K?').waitFor();
      await thread.getByRole('button', { name: 'Reply' }).click();
      await page.keyboard.type('Never mind');
      await page.keyboard.press('Enter');
      await thread.locator('.replies').getByText('Never mind').waitFor();
      const [first, second] = await calls('/api/say', 2);
      assert.equal(first?.['threadRootId'], undefined);
      assert.match(String(second?.['threadRootId']), /^\d+$/);
      assert.equal(await thread.count(), 1);
    });

    it('shows that the bot is typing until it has written', async () => {
      await open();
      fake.write(places.elif, { text: 'First' });
      await pane('requester').getByText('First').waitFor();
      fake.tell(places.elif, 'typing', { conversationId: places.elif, message: null });
      await pane('requester').getByText('License Desk is typing').waitFor();
      fake.write(places.elif, { text: 'Second' });
      await pane('requester').getByText('License Desk is typing').waitFor({ state: 'hidden' });
    });

    it('shows what a person or the bot wrote as text, never as HTML or as a link that runs', async () => {
      const bad =
        '<img src=x onerror="document.title=1"> [go](javascript:document.title=1) <at>Tom</at> <b>b</b>';
      fake.write(places.elif, {
        text: bad,
        cards: [{ ...draftCard, body: [{ type: 'TextBlock', text: bad, wrap: true }] }],
      });
      fake.write(places.elif, { text: bad, textFormat: 'plain' });
      await open();
      await pane('requester').getByText('onerror').nth(2).waitFor();
      assert.equal(
        await pane('requester')
          .locator('.words img, .words b, .card img, .card b, [href^=javascript]')
          .count(),
        0,
      );
      assert.equal(await page.title(), 'License Desk in the local Teams');
    });

    it('offers to add the app for somebody who does not have it', async () => {
      await open();
      await pane('approver').getByLabel('Person in the Approver view').selectOption('oliver');
      await button('approver', 'Add the app').click();
      assert.deepEqual(await calls('/api/install', 1), [{ as: 'oliver', installed: true }]);
      await pane('approver').getByText('Say hello to License Desk').waitFor();
    });

    it('catches up with what it missed when the connection comes back', async () => {
      await open();
      fake.cut();
      await page.getByRole('alert').getByText('The connection to the sandbox is gone').waitFor();
      fake.write(places.elif, { text: 'Missed' });
      await pane('requester').getByText('Missed').waitFor();
      await page.locator('.banner.offline').waitFor({ state: 'hidden' });
      complaints = [];
    });

    it('reads new messages of others aloud', async () => {
      await open();
      fake.write(places.kenji, { cards: [approvalCard()] });
      const news = page.getByText(
        'New message from License Desk in License Desk: Request 4F7K waits for your decision',
      );
      await news.waitFor({ state: 'attached' });
    });
  });

  describe('cards', () => {
    beforeEach(() => {
      fake.answers.set('/api/search', ({ queryText }) => ({
        results: [
          { title: `Contoso (${queryText})`, value: 'id-contoso' },
          { title: 'Contoso Pharma', value: 'id-pharma' },
        ],
      }));
    });

    it('searches while one types and sends the value behind the chosen title, by keyboard alone', async () => {
      fake.write(places.elif, { cards: [draftCard] });
      fake.answers.set('/api/execute', () => ({
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'Thanks',
      }));
      await open();
      const field = pane('requester').getByRole('combobox', { name: /^Customer/ });
      await pane('requester').getByLabel('Note').fill('for Monday');
      await field.focus();
      await page.keyboard.type('con');
      await page.getByRole('option', { name: 'Contoso Pharma' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      assert.ok(await field.getAttribute('aria-activedescendant'));
      await page.keyboard.press('Enter');
      assert.equal(await field.inputValue(), 'Contoso Pharma');
      await button('requester', 'Next').focus();
      await page.keyboard.press('Enter');
      await pane('requester').getByRole('status').getByText('Thanks').waitFor();
      const [search] = fake.callsTo('/api/search').slice(-1);
      assert.equal(search?.['dataset'], 'customers');
      assert.deepEqual(search?.['data'], { in_note: 'for Monday', in_urgent: 'false' });
      const [press] = fake.callsTo('/api/execute');
      assert.deepEqual(press?.['action'], { verb: 'draft.next', data: { draftId: 'd1' } });
      assert.deepEqual(press?.['inputs'], {
        in_customer: 'id-pharma',
        in_note: 'for Monday',
        in_urgent: 'false',
      });
      assert.equal(press?.['trigger'], 'manual');
    });

    it('marks in each title what was typed, also behind letters whose small form is longer', async () => {
      const titles = ['İstanbul Lojistik İzmir', 'IŞIK Eğitim', 'Zürich'];
      fake.answers.set('/api/search', () => ({ results: titles.map((title) => ({ title, value: title })) }));
      fake.write(places.elif, { cards: [draftCard] });
      await open();
      const field = pane('requester').getByRole('combobox', { name: /^Customer/ });
      const marked = () => page.locator('.choice b').allTextContents();
      for (const [typed, parts] of [
        ['izmir', ['İzmir']],
        ['ışık', ['IŞIK']],
        ['zuri', ['Züri']],
        ['lojistik', ['Lojistik']],
      ] as const) {
        await field.fill(typed);
        await until(marked, (words) => words.join() === parts.join());
      }
    });

    it('writes the dates of a card in its language', async () => {
      const at = '{{DATE(2026-03-02T09:12:00Z, COMPACT)}}';
      const body = [{ type: 'TextBlock', text: `Asked ${at}` }];
      const cardIn = (lang: string | undefined) => ({ type: 'AdaptiveCard', version: '1.5', lang, body });
      fake.write(places.elif, { cards: [cardIn('ja')] });
      fake.write(places.elif, { cards: [cardIn('tr')] });
      await open();
      await pane('requester').getByText('Asked 2026/03/02').waitFor();
      await pane('requester').getByText('Asked 2.03.2026').waitFor();
    });

    it('shows the error of an input that is missing or not in the list, and sends nothing', async () => {
      fake.write(places.elif, { cards: [draftCard] });
      await open();
      await button('requester', 'Next').click();
      await pane('requester').getByText('Choose a customer from the list.').waitFor();
      const field = pane('requester').getByRole('combobox', { name: /^Customer/ });
      await field.fill('Nobody');
      await button('requester', 'Next').click();
      await pane('requester').getByText('Choose a customer from the list.').waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.deepEqual(fake.callsTo('/api/execute'), []);
    });

    it('is busy while an action runs, ignores a second press, and shows the answer to the presser alone', async () => {
      const message = fake.write(places.group, { cards: [approvalCard()] });
      let answer = (_: unknown) => {};
      fake.answers.set('/api/execute', () => new Promise((resolve) => (answer = resolve)));
      await open();
      for (const role of ['requester', 'approver']) {
        await pane(role)
          .getByLabel(/^Conversation/)
          .selectOption(places.group);
      }
      await button('approver', 'Approve').dblclick();
      await pane('approver').locator('.card[aria-busy=true]').waitFor();
      await calls('/api/execute', 1);
      const card = requestCard({ status: 'Approved', style: 'good', refreshFor: ['29:kenji'] });
      answer({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card });
      await pane('approver').getByText('Approved', { exact: true }).waitFor();
      assert.equal(await pane('requester').getByText('Waits for your decision').count(), 1);
      fake.edit(message, { cards: [requestCard({ status: 'Completed', style: 'good' })] });
      for (const role of ['requester', 'approver'])
        await pane(role).getByText('Completed', { exact: true }).waitFor();
      assert.equal(fake.callsTo('/api/execute').length, 1);
    });

    it('shows an error below the card and never repeats the press by itself', async () => {
      fake.write(places.kenji, { cards: [approvalCard()] });
      fake.answers.set('/api/execute', () => ({
        statusCode: 500,
        type: 'application/vnd.microsoft.error',
        value: { code: 'Unknown', message: '' },
      }));
      await page.clock.install();
      await open();
      await button('approver', 'Approve').click();
      await pane('approver')
        .getByRole('alert')
        .getByText('Something went wrong. Please try again.')
        .waitFor();
      await page.clock.fastForward(60_000);
      assert.equal(fake.callsTo('/api/execute').length, 1);
      await button('approver', 'Dismiss').click();
      assert.equal(await pane('approver').getByRole('alert').count(), 0);
    });

    it('refreshes a card once for the people whom it lists, and for nobody else', async () => {
      fake.answers.set('/api/execute', () => ({
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: { ...approvalCard(), refresh: requestCard({ refreshFor: ['29:kenji'] })['refresh'] },
      }));
      fake.write(places.group, { cards: [requestCard({ refreshFor: ['29:kenji'] })] });
      await open();
      for (const role of ['requester', 'approver']) {
        await pane(role)
          .getByLabel(/^Conversation/)
          .selectOption(places.group);
      }
      await button('approver', 'Approve').waitFor();
      await pane('requester').getByText('Waiting for approval').waitFor();
      fake.write(places.group, { text: 'later' });
      for (const role of ['requester', 'approver']) await pane(role).getByText('later').waitFor();
      const refreshes = fake.callsTo('/api/execute');
      assert.deepEqual(
        refreshes.map(({ as, trigger }) => [as, trigger]),
        [['kenji', 'automatic']],
      );
    });

    it('keeps what was typed when the theme changes or the same card comes again', async () => {
      const message = fake.write(places.elif, { cards: [draftCard] });
      await open();
      const note = pane('requester').getByLabel('Note');
      await note.fill('for Monday');
      await page.getByRole('button', { name: /^Switch to/ }).click();
      fake.tell(places.elif, 'card', { conversationId: places.elif, message });
      fake.write(places.elif, { text: 'later' });
      await pane('requester').getByText('later').waitFor();
      assert.equal(await note.inputValue(), 'for Monday');
    });

    it('sends the data of a submit with its inputs', async () => {
      const actions = [{ type: 'Action.Submit', title: 'Go', data: { verb: 'go' } }];
      fake.write(places.elif, {
        cards: [
          {
            type: 'AdaptiveCard',
            version: '1.5',
            body: [{ type: 'Input.Text', id: 'a', value: '1' }],
            actions,
          },
        ],
      });
      await open();
      await button('requester', 'Go').click();
      const [submit] = await calls('/api/submit', 1);
      assert.deepEqual(submit?.['data'], { verb: 'go', a: '1' });
    });
  });

  describe('signing in', () => {
    const end = createLoopbackServer(async (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(
        '<p>Done</p><script>opener.postMessage({type:"license-desk-sign-in",state:"from-window"},"*")</script>',
      );
    });

    before(() => end.listen(0));
    after(() => end.close());

    async function openWithoutWatchingRequests(): Promise<void> {
      await open();
      complaints = [];
    }

    it('opens the page in a window and hands over what that window, and only that, sends back', async () => {
      fake.write(places.kenji, { cards: [signInCard(`${end.url}/auth/start`)] });
      await openWithoutWatchingRequests();
      await page.evaluate('postMessage({ type: "license-desk-sign-in", state: "forged" }, "*")');
      const popUp = page.waitForEvent('popup');
      await button('approver', 'Sign in').click();
      const window = await popUp;
      const [state] = await calls('/api/sign-in-state', 1);
      assert.deepEqual(state, { as: 'kenji', conversationId: places.kenji, state: 'from-window' });
      await until(() => window.isClosed(), Boolean);
    });

    it('asks for it below the card after a login request and shows what the repeated press led to', async () => {
      fake.write(places.kenji, { cards: [approvalCard()] });
      fake.answers.set('/api/execute', () => ({
        statusCode: 401,
        type: 'application/vnd.microsoft.activity.loginRequest',
        value: {
          text: 'Sign in',
          connectionName: 'none',
          buttons: [{ type: 'signin', title: 'Sign in', value: end.url }],
        },
      }));
      fake.answers.set('/api/sign-in-state', () => ({
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: requestCard({ status: 'Approved', style: 'good' }),
      }));
      await openWithoutWatchingRequests();
      await button('approver', 'Approve').click();
      await button('approver', 'Sign in').click();
      await pane('approver').getByText('Approved', { exact: true }).waitFor();
      assert.equal(fake.callsTo('/api/execute').length, 1);
    });

    it('opens nothing but web addresses', async () => {
      const actions = [
        { type: 'Action.OpenUrl', title: 'Link', url: 'javascript:document.title=1' },
        {
          type: 'Action.Submit',
          title: 'Sign',
          data: { msteams: { type: 'signin', value: 'javascript:document.title=1' } },
        },
      ];
      fake.write(places.elif, { cards: [{ type: 'AdaptiveCard', version: '1.5', body: [], actions }] });
      await open();
      await pane('requester').getByRole('link', { name: 'Link' }).click();
      await pane('requester').getByRole('alert').waitFor();
      await button('requester', 'Sign').click();
      await pane('requester').getByRole('alert').waitFor();
      assert.equal(page.context().pages().length, 1);
      assert.equal(await page.title(), 'License Desk in the local Teams');
    });
  });

  describe('panels', () => {
    it('tells what happened in order, and what was said when it is opened, without the token', async () => {
      for (const happening of earlierHappenings) fake.happen(happening);
      fake.sides.set('3', licenseUpdateSides);
      await open();
      await page.getByRole('button', { name: /^What just happened/ }).click();
      fake.happen(licenseUpdate);
      const panel = page.getByRole('region', { name: 'What just happened' });
      await panel.getByText('201', { exact: true }).waitFor();
      assert.deepEqual(await panel.locator('.lane').allTextContents(), ['From Teams', 'Partner Center']);
      assert.deepEqual(
        await panel
          .locator('summary')
          .first()
          .innerText()
          .then((words) => /null|undefined/.test(words)),
        false,
      );
      await panel.locator('.happening', { hasText: 'licenseupdates' }).locator('summary').click();
      await panel.getByText('"licensesToAssign"').waitFor();
      const words = String(await panel.textContent());
      assert.ok(words.includes('Bearer ‹redacted›'));
      assert.ok(!words.includes('must-not-show'));
      await panel.getByRole('button', { name: 'Show reads, searches and refreshes (1)' }).click();
      assert.equal(await panel.locator('.happening').count(), 3);
      assert.equal(await panel.locator('.happening details[open]').count(), 1);
    });

    it('follows one request, and shows what came of what was under way', async () => {
      for (const happening of [...earlierHappenings, licenseUpdate]) fake.happen(happening);
      fake.happen({ ...licenseUpdate, number: 4, requestId: 'OTHER1', words: 'POST /other' });
      await open();
      await page.getByRole('button', { name: /^What just happened/ }).click();
      const panel = page.getByRole('region', { name: 'What just happened' });
      await panel.getByRole('button', { name: 'Show only request 4F7KQ2' }).first().click();
      await panel.locator('.happening', { hasText: 'POST /other' }).waitFor({ state: 'detached' });
      fake.happen({ ...earlierHappenings[0], outcome: '502', isGood: false });
      await panel.getByText('502').waitFor();
      assert.equal(await panel.locator('.happening').count(), 2);
      await panel.getByRole('button', { name: 'Only request 4F7KQ2', exact: true }).click();
      await panel.locator('.happening', { hasText: 'POST /other' }).waitFor();
    });

    it('offers the switches of the sandbox', async () => {
      fake.switches = [
        {
          id: 'sso',
          label: 'Single sign-on works',
          kind: 'toggle',
          value: true,
          group: 'Entra ID',
          hint: 'Say',
        },
        {
          id: 'lose',
          label: 'Lose an answer',
          kind: 'button',
          group: 'Teams',
          hint: 'It is gone.',
          waiting: 2,
        },
        { id: 'restart', label: 'Restart the bot', kind: 'button', value: null, group: 'Bot' },
      ];
      await open();
      await page.getByRole('button', { name: 'Switches' }).click();
      await page.getByRole('switch', { name: 'Single sign-on works' }).click();
      await page.getByText('Single sign-on works: Done').waitFor();
      await page.getByText('waits for 2 calls').waitFor();
      await page.getByRole('button', { name: 'Lose an answer', description: 'It is gone.' }).click();
      await page.getByText('Lose an answer: Done').waitFor();
      await page.getByRole('button', { name: 'Restart the bot' }).click();
      await page.getByText('Restart the bot: Done').waitFor();
      assert.deepEqual(fake.callsTo('/api/switches'), [
        { id: 'sso', value: false },
        { id: 'lose', value: true },
        { id: 'restart', value: true },
      ]);
      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('dialog').count(), 0);
    });
  });

  it('says what to do when the sandbox does not answer', async () => {
    await page.route('**/api/world', (route) => route.abort());
    await page.goto(fake.url);
    await page.getByText('Is “npm run sandbox” still running?').waitFor();
    complaints = [];
  });
});
