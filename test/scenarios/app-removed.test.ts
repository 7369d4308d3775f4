import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('an approver who removes the app', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', id);
  });
  after(() => desk.stop());

  it('takes their Partner Center sign-in with them', async () => {
    assert.equal(desk.books().count('vault'), 2, "the directory account's and Grace's");
    await desk.teams.setInstalled('grace', false);
    await desk.idle();
    assert.equal(desk.books().count('vault'), 1);
  });

  it('is not written to any more, and is named where they are missed', async () => {
    const calls = desk.teams.connectorCalls.length;
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^I cannot write to Grace Miller/);
    const toGrace = desk.teams.connectorCalls
      .slice(calls)
      .filter(({ path }) => path.includes(desk.teams.personalChatId('grace')));
    assert.deepEqual(toGrace, []);
    await desk.press(desk.helpdesk('grace'), id, 'request.open');
    await desk.press(desk.helpdesk('grace'), id, 'request.approve');
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in', 'the old sign-in is gone for good');
    assert.equal(desk.updates().length, 1);
  });

  it('is welcomed again, and asked to sign in for what waits', async () => {
    const before = desk.chat('grace').messages().length;
    await desk.teams.setInstalled('grace', true);
    await desk.idle();
    assert(
      desk
        .chat('grace')
        .messages()
        .slice(before)
        .some(({ cards }) => JSON.stringify(cards).includes('draft.start')),
    );
    await desk.signIn('grace');
    assert.equal(desk.updates().length, 2);
    const id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, ['request.approve', 'request.reject']);
  });

  it('is noticed even when the news of the removal never came', async () => {
    desk.teams.removeConversation(desk.teams.personalChatId('grace'));
    const id = await desk.ask('sarah', 'E5 for cagla.ozturk@contoso.com at Contoso because of a new role');
    assert.equal(desk.books().count('outbox'), 0);
    const next = await desk.ask(
      'sarah',
      'Power BI Pro for noah.phillips@adventure-works.com because of reports',
    );
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^I cannot write to Grace Miller/);
    await desk.approve('kenji', id);
    assert.equal(desk.books().request(next).status, 'pending');
  });
});
