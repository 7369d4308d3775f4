import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { personOf, type World } from '../../src/sandbox/world.ts';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

function policy(world: World, channel: string, approvers: readonly string[], more: object = {}): string {
  return stringify({
    operators: [personOf(world, 'priya').upn],
    helpdesk: { channel },
    approval: { stages: [{ anyOf: approvers.map((key) => personOf(world, key).upn) }], ...more },
  });
}

describe('a policy that changes', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk({ policy: (world, channel) => policy(world, channel, ['grace']) });
  });
  after(() => desk.stop());

  const rules = (approvers: readonly string[], more: object = {}) =>
    policy(desk.world, desk.teams.places.helpdeskChannelId, approvers, more);

  it('is applied again before anything is carried out: an approval that no longer counts is asked for anew', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    await desk.approve('grace', id);
    await desk.restart(rules(['kenji']));
    await desk.signIn('grace');
    const { status, decisions, executor } = desk.books().request(id);
    assert.deepEqual([status, executor], ['pending', null]);
    assert.equal(decisions.length, 1, 'what was decided stays in the history');
    assert.equal(desk.updates().length, 0);
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, 'The approval rules changed after this was approved'));
    assert(says(card, 'Grace Miller approved'));
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^The approval rules changed after request/);
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.approve', 'request.reject']);
  });

  it('is carried out with who decides under the present rules', async () => {
    await desk.approve('kenji', id);
    await desk.signIn('kenji');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates()[0]?.actor?.objectId, desk.person('kenji').objectId);
  });

  it('lets people decide on their own requests only where it says so in words', async () => {
    await desk.restart(rules(['grace'], { allowSelfApproval: true, rejectionNeedsReason: false }));
    const own = await desk.ask(
      'grace',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.press(desk.chat('grace'), own, 'request.approve');
    assert.equal(desk.books().request(own).status, 'completed');
    const other = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    await desk.press(desk.chat('grace'), other, 'request.reject');
    assert.equal(desk.books().request(other).status, 'rejected');
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Rejected\*\* by Grace Miller: .*[^:]$/);
  });

  it('takes no request that nobody could decide on', async () => {
    await desk.restart(rules(['sarah']));
    const chat = desk.chat('sarah');
    await chat.say('Project Plan 3 for ada@contoso.com at Contoso because of plans');
    await desk.idle();
    const answer = await chat.press('latest', 'draft.submit');
    assert(says(answeredCard(answer), desk.textFor('sarah')('error.no-approver')));
  });
});
