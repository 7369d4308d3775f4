import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

describe('a request in a group chat', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('is drafted, shown and told there; only mentions are heard', async () => {
    const group = (key: string) => desk.teams.client(key).groupChat();
    assert.equal((await group('elif').say('request', { mention: false })).delivery, 'not-sent');
    const id = await desk.ask(
      'elif',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
      group('elif'),
    );
    assert.equal(desk.books().request(id).thread.key, group('elif').id);
    assert.deepEqual(desk.card(group('sarah'), id).buttons, ['request.open']);
    const answer = answeredCard(await desk.press(group('grace'), id, 'request.open'));
    assert.deepEqual(answer.buttons, ['request.approve', 'request.reject']);
    await desk.press(group('grace'), id, 'request.approve');
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    assert(linesIn(group('sarah')).at(-1)?.includes('Visio Plan 2'));
    assert(!JSON.stringify(group('sarah').messages()).includes('/auth/start'));
    assert.deepEqual(desk.card(group('sarah'), id).buttons, []);
    assert.deepEqual(linesIn(desk.chat('elif')), [], 'nothing is told twice in the requester’s own chat');
  });
});
