import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('a team that removes the app', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('does not hold up a request: everybody who can be told is told', async () => {
    await desk.teams.setInstalledIn(desk.teams.places.teamId, false);
    await desk.idle();
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done/);
    assert.equal(desk.books().count('outbox'), 0);
  });

  it('gets its cards again once the app is back', async () => {
    await desk.teams.setInstalledIn(desk.teams.places.teamId, true);
    await desk.idle();
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    assert.deepEqual(desk.card(desk.helpdesk(), id).buttons, ['request.open']);
  });
});
