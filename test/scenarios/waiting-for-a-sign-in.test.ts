import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { namesOf, signInLink } from '../support/story-readers.ts';

describe('approvals that wait for a sign-in', () => {
  let desk: Desk;
  let ids: readonly string[];
  before(async () => {
    desk = await startDesk();
    ids = [
      await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans'),
      await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans'),
      await desk.ask('elif', 'E5 for cagla.ozturk@contoso.com at Contoso because of a new role'),
    ];
    for (const id of ids) await desk.approve('grace', id);
  });
  after(() => desk.stop());

  const statuses = () => ids.map((id) => desk.books().request(id).status);

  it('stay as they are when somebody changes their mind on the sign-in page', async () => {
    const page = await desk.sandbox.signIn('nobody', signInLink(desk.chat('grace')));
    await desk.idle();
    assert.match(page.text, /You did not sign in/);
    assert.deepEqual(statuses(), ['awaiting_sign_in', 'awaiting_sign_in', 'awaiting_sign_in']);
  });

  it('all go on with one sign-in, each once, though the link was opened twice', async () => {
    const link = signInLink(desk.chat('grace'));
    await Promise.all([desk.sandbox.signIn('grace', link), desk.sandbox.signIn('grace', link)]);
    await desk.idle();
    assert.deepEqual(statuses(), ['completed', 'completed', 'completed']);
    assert.equal(desk.updates().length, 3);
    for (const upn of ['deniz.arslan@contoso.com', 'ada@contoso.com', 'cagla.ozturk@contoso.com']) {
      const { user } = namesOf(desk.world, 'Contoso', upn);
      assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
    }
  });

  it('leave no sign-in button behind', () => {
    const buttons = desk
      .chat('grace')
      .messages()
      .filter(({ cards }) => JSON.stringify(cards).includes('/auth/start'));
    assert.deepEqual(buttons, []);
    for (const id of ids) assert(says(desk.card(desk.chat('grace'), id), text('request.status.completed')));
  });
});
