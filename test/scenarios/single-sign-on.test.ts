import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('approvers with single sign-on', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk({ hasSingleSignOn: true });
  });
  after(() => desk.stop());

  it('press Approve and nothing else', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates()[0]?.actor?.objectId, desk.person('grace').objectId);
    assert(says(desk.card(desk.chat('sarah'), id), text('request.status.completed')));
    assert.equal(desk.sandbox.entra.tokenRequests().on_behalf_of, 1);
    const buttons = desk
      .chat('grace')
      .messages()
      .filter(({ cards }) => JSON.stringify(cards).includes('/auth/start'));
    assert.deepEqual(buttons, [], 'no sign-in button is left on the screen');
  });

  it('are asked by the page only when the silent token does not do', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for shota.takahashi@fabrikamjapan.onmicrosoft.com because of plans',
    );
    await desk.approve('yuki', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.books().request(id).problem?.meaning, 'mfa-required');
    desk.sandbox.entra.switches.setMfa('yuki', true);
    await desk.signIn('yuki');
    assert.equal(desk.books().request(id).status, 'completed');
  });

  it('get the button when their organization has not agreed yet', async () => {
    desk.sandbox.entra.switches.requireConsent(true);
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.approve('kenji', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    await desk.signIn('kenji');
    assert.equal(desk.books().request(id).status, 'completed');
    desk.sandbox.entra.switches.requireConsent(false);
  });

  it('are not asked in a channel: the sign-in goes to their own chat', async () => {
    await desk.chat('grace').say('sign out');
    await desk.idle();
    const id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    const channel = desk.helpdesk('grace');
    await desk.press(channel, id, 'request.open');
    await desk.press(channel, id, 'request.approve');
    assert.equal(desk.books().request(id).status, 'completed', 'silently, through the own chat');
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done/);
  });
});
