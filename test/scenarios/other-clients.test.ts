import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { answeredCard } from '../support/story-readers.ts';
import { messageOf } from '../support/teams-activities.ts';

describe('phones, reactions, pictures and other things that reach a bot', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('lets a person begin on the desktop and decide on the phone; both screens show the outcome', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    const phone = desk.teams.client('grace', { name: 'phone' }).personalChat();
    const answer = await desk.press(phone, id, 'request.approve');
    assert(says(answeredCard(answer), 'Approved'));
    await desk.signIn('grace');
    for (const chat of [phone, desk.chat('grace')]) {
      assert(says(desk.card(chat, id), text('request.status.completed')));
      assert.deepEqual(desk.card(chat, id).buttons, []);
    }
  });

  it('asks a phone for nothing that a phone cannot do: each step can be typed', async () => {
    const phone = desk.teams.client('sarah', { name: 'phone' }).personalChat();
    for (const words of ['request', 'Contoso', 'zeynep', 'Visio', 'draws plans', 'send']) {
      await phone.say(words);
      await desk.idle();
    }
    assert(
      phone.messages().some(({ cards }) => JSON.stringify(cards).includes(text('request.status.pending'))),
    );
  });

  it('does not mind reactions', async () => {
    const chat = desk.chat('sarah');
    const before = chat.messages().length;
    await chat.react(chat.latest(), 'like');
    await desk.idle();
    assert.equal(chat.messages().length, before);
  });

  it('answers 200 to kinds of activities that it does not know', async () => {
    const message = messageOf(desk.sandbox, desk.person('sarah'), {});
    for (const fields of [
      { type: 'messageUpdate', channelData: { ...message.channelData, eventType: 'editMessage' } },
      { type: 'messageDelete', channelData: { ...message.channelData, eventType: 'softDeleteMessage' } },
      { type: 'event', name: 'application/vnd.microsoft.readReceipt' },
      { type: 'invoke', name: 'composeExtension/query', value: {} },
      { type: 'somethingNew' },
    ]) {
      const { status } = await desk.teams.deliver({ ...message, id: `f:${fields.type}`, ...fields });
      assert.equal(status, 200, fields.type);
    }
  });

  it('answers a picture without words with what can be said', async () => {
    const chat = desk.chat('sarah');
    const picture = { contentType: 'image/png', contentUrl: 'https://example.invalid/picture.png' };
    const { status } = await desk.teams.deliver(
      messageOf(desk.sandbox, desk.person('sarah'), { attachments: [picture] }),
    );
    await desk.idle();
    assert.equal(status, 200);
    const card = viewMessageCard(chat.latest());
    assert(says(card, text('help.mine.say')));
    assert(!says(card, '“”'), 'it does not quote nothing');
  });

  it('gives an approver who comes back later the card as it is now', async () => {
    const thread = desk.teams.client('sarah').groupChat();
    const id = await desk.ask(
      'sarah',
      'Project Plan 3 for ada@contoso.com at Contoso because of plans',
      thread,
    );
    const group = desk.teams.client('grace').groupChat();
    const message = desk.message(group, id);
    await group.openCard(message);
    await desk.press(desk.chat('kenji'), id, 'request.reject', { in_reason: 'No.' });
    await desk.pass(2 * MINUTE);
    const shown = viewMessageCard(desk.message(group, id));
    assert(says(shown, text('request.status.rejected')));
    assert.equal(await group.openCard(desk.message(group, id), { useActionBeforeEdit: true }), null);
  });
});
