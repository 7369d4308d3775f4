import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';
import { messageOf } from '../support/teams-activities.ts';

describe('messages that Teams delivers twice', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('begin one draft', async () => {
    const chat = desk.chat('sarah');
    const before = chat.messages().length;
    await chat.say('Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans', {
      deliverTwice: true,
    });
    await desk.idle();
    assert.equal(chat.messages().length, before + 2, 'the message and one answer');
  });

  it('send one request, though the word came twice at the same moment', async () => {
    const send = messageOf(desk.sandbox, desk.person('sarah'), { text: 'send', textFormat: 'plain' });
    const answers = await Promise.all([
      desk.teams.deliver(send),
      desk.teams.deliver(send),
      desk.teams.deliver(send),
    ]);
    await desk.idle();
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(desk.books().count('requests'), 1);
  });

  it('decide once, also when the second delivery reaches a desk that was started anew', async () => {
    const id = /request ([0-9A-Z]{6})/.exec(linesIn(desk.chat('sarah')).at(-1) ?? '')?.[1] ?? '';
    const approve = messageOf(desk.sandbox, desk.person('grace'), {
      text: `approve ${id}`,
      textFormat: 'plain',
    });
    await desk.teams.deliver(approve);
    await desk.idle();
    const lines = linesIn(desk.chat('grace')).length;
    await desk.restart();
    const { status } = await desk.teams.deliver(approve);
    await desk.idle();
    assert.equal(status, 200);
    assert.equal(linesIn(desk.chat('grace')).length, lines);
    assert.equal(desk.books().request(id).decisions.length, 1);
    await desk.signIn('grace');
    assert.equal(desk.updates().length, 1);
  });
});
