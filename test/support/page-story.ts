import type { Locator, Page } from 'playwright-core';

/** The panes of the sandbox's page, by what the person in them is there for. */
export type Role = 'requester' | 'approver' | 'helpdesk';

/** Hands that play the sandbox's page: only what a person can click, type and see. */
export class PageStory {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  pane(role: Role): Locator {
    return this.page.locator(`#pane-${role}`);
  }

  /** The newest card in a pane that shows a text. */
  card(role: Role, text: string | RegExp): Locator {
    return this.pane(role).locator('.ac-adaptiveCard').filter({ hasText: text }).last();
  }

  /** Brings a pane to the front where the page is too narrow for three. */
  async show(role: Role): Promise<void> {
    const tab = this.page.locator(`[role=tab][aria-controls="pane-${role}"]`);
    if (await tab.isVisible()) await tab.click();
  }

  /** Lets another person sit in a pane. */
  async actAs(role: Role, name: string): Promise<void> {
    const people = this.pane(role).getByRole('combobox').first();
    const option = people.locator('option').filter({ hasText: name });
    await people.selectOption(await option.first().getAttribute('value'));
  }

  /** Types a message and sends it with Enter. */
  async say(role: Role, text: string): Promise<void> {
    const box = this.pane(role).getByPlaceholder('Type a message');
    await box.fill(text);
    await box.press('Enter');
  }

  /** Opens the panel "What just happened": a drawer, or a tab where the page is narrow. */
  async showWhatHappened(): Promise<void> {
    const drawer = this.page.locator('.drawer-title');
    if (await drawer.isVisible()) await drawer.click();
    else await this.page.getByRole('tab', { name: /Events/ }).click();
  }

  /** Types into a typeahead and takes a choice with the mouse. */
  async choose(card: Locator, typed: string, choice: string | RegExp): Promise<void> {
    const input = card.getByRole('combobox').first();
    await input.click();
    await input.fill('');
    await input.pressSequentially(typed, { delay: 20 });
    await this.page.getByRole('option', { name: choice }).first().click();
  }

  /** Presses the sign-in button and picks an account in the window that opens; resolves when it is closed. */
  async signIn(card: Locator, account: string | RegExp, button = 'Sign in'): Promise<void> {
    const opened = this.page.waitForEvent('popup');
    await card.getByRole('button', { name: button }).click();
    const popup = await opened;
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: account }).first().click();
    await closed;
  }
}
