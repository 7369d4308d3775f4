import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { personOf } from '../../src/sandbox/world.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('a policy file that is written while License Desk runs', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const approvedBy = (key: string, more: object = {}) =>
    stringify({
      operators: [personOf(desk.world, 'priya').upn],
      helpdesk: { channel: desk.teams.places.helpdeskChannelId },
      approval: { stages: [{ anyOf: [personOf(desk.world, key).upn] }] },
      ...more,
    });

  it('counts at once, and pending requests go to who decides now', async () => {
    await desk.writePolicy(approvedBy('grace'));
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, ['request.approve', 'request.reject']);
    await desk.writePolicy(approvedBy('kenji'));
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.approve', 'request.reject']);
  });

  it('stays the last good one when it is broken, which operators are told once', async () => {
    const before = linesIn(desk.chat('priya')).length;
    await desk.writePolicy('approval: nobody');
    await desk.writePolicy('approval: nobody');
    const told = linesIn(desk.chat('priya')).slice(before);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^The policy file cannot be used, so the last good one stays in force/);
    await desk.approve('kenji', id);
    assert.notEqual(desk.books().request(id).status, 'pending');
  });
});
