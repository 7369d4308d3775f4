import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { signInLink } from '../support/story-readers.ts';

describe('a sign-in by another person', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    await desk.approve('grace', id);
  });
  after(() => desk.stop());

  it('is refused and told why, and nothing of it is kept', async () => {
    for (const other of ['kenji', 'mehmet', 'sarah', 'priya']) {
      const page = await desk.signIn('grace', other);
      assert.equal(page.status, 403, other);
      assert.match(page.text, /This is a different account/);
      assert(page.text.includes(desk.person(other).upn), 'the account that was used is named');
    }
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.updates().length, 0);
    assert.equal(desk.books().count('vault'), 1, 'the directory account alone');
  });

  it('does not spoil the link: the right person still gets through', async () => {
    const link = signInLink(desk.chat('grace'));
    assert.equal((await desk.signIn('grace')).status, 200);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates()[0]?.actor?.name, 'Grace Miller');

    const again = await desk.sandbox.signIn('grace', link);
    assert.equal(again.status, 410, 'a link is good once');
    assert.equal((await desk.sandbox.signIn('kenji', link)).status, 410);
  });

  it("never lends one approver's token to another: each change runs with who decided it", async () => {
    const second = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.approve('kenji', second);
    assert.equal(desk.books().request(second).status, 'awaiting_sign_in', "Grace's sign-in is hers");
    await desk.signIn('kenji');
    assert.equal(desk.updates().at(-1)?.actor?.objectId, desk.person('kenji').objectId);
  });

  it('is no way in for somebody whose organization is not the partner', async () => {
    const third = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    desk.sandbox.entra.switches.revokeRefreshTokens('grace');
    await desk.approve('grace', third);
    if (desk.books().request(third).status === 'awaiting_sign_in') {
      const page = await desk.signIn('grace', 'ayse');
      assert.notEqual(page.status, 200);
      assert.equal(desk.books().request(third).status, 'awaiting_sign_in');
      await desk.signIn('grace');
    }
    assert.equal(desk.books().request(third).status, 'completed');
  });

  it('is forgotten with "sign out"', async () => {
    await desk.chat('grace').say('sign out');
    await desk.idle();
    const fourth = await desk.ask(
      'sarah',
      'remove Project Plan 3 from ada@contoso.com at Contoso because of a mistake',
    );
    await desk.approve('grace', fourth);
    assert.equal(desk.books().request(fourth).status, 'awaiting_sign_in');
    await desk.signIn('grace');
    assert.equal(desk.books().request(fourth).status, 'completed');
  });
});
