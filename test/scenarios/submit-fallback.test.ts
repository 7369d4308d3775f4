import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn, namesOf } from '../support/story-readers.ts';
import { messageOf } from '../support/teams-activities.ts';

describe('clients without Universal Actions, whose buttons arrive as messages', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  /** Presses the fallback of a button: a message without text whose value is the button's data with the inputs. */
  async function submit(key: string, value: object): Promise<void> {
    const { status } = await desk.teams.deliver(messageOf(desk.sandbox, desk.person(key), { value }));
    assert.equal(status, 200);
    await desk.idle();
  }

  it('gather a draft step by step', async () => {
    const chat = desk.chat('sarah');
    await chat.say('request');
    await desk.idle();
    const draftId = /"draftId":"([^"]+)"/.exec(JSON.stringify(chat.latest().cards))?.[1];
    const { customer, user, sku } = namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
    await submit('sarah', { verb: 'draft.next', draftId, step: 'customer', in_customer: customer.id });
    assert(says(viewMessageCard(chat.latest()), text('draft.user.question', { customer: 'Contoso' })));
    await submit('sarah', { verb: 'draft.next', draftId, step: 'user', in_user: user.id });
    await submit('sarah', { verb: 'draft.next', draftId, step: 'license', in_assign: sku('VISIOCLIENT') });
    await submit('sarah', { verb: 'draft.next', draftId, step: 'reason', in_reason: 'plans' });
    assert(says(viewMessageCard(chat.latest()), text('draft.review.question')));
    await submit('sarah', { verb: 'draft.submit', draftId, step: 'review' });
    const card = viewMessageCard(chat.latest());
    assert(says(card, text('request.status.pending')));
    id = /Request ([0-9A-Z]{6})/.exec(card.lines.join('\n'))?.[1] ?? '';
  });

  it('approve, and see the outcome of the press', async () => {
    await submit('grace', { verb: 'request.approve', requestId: id, revision: 1 });
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert(
      desk
        .chat('grace')
        .messages()
        .some((message) => JSON.stringify(message.cards).includes('being carried out')),
    );
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().length, 1);
  });

  it('are refused in words, like anybody else', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    await submit('elif', { verb: 'request.approve', requestId: id, revision: 1 });
    assert.equal(linesIn(desk.chat('elif')).at(-1), desk.textFor('elif')('error.not-an-approver'));
    await submit('grace', { verb: 'request.reject', requestId: id, revision: 1 });
    assert.equal(linesIn(desk.chat('grace')).at(-1), text('error.reason-required'));
    await submit('grace', { verb: 'request.nonsense', requestId: id, revision: 1 });
    assert.match(linesIn(desk.chat('grace')).at(-1) ?? '', /^This button belongs to an older version/);
    await submit('grace', { verb: 'request.reject', requestId: id, revision: 1, in_reason: 'No budget.' });
    assert.equal(desk.books().request(id).status, 'rejected');
  });

  it('count once when Teams delivers the same press twice', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    const press = messageOf(desk.sandbox, desk.person('grace'), {
      value: { verb: 'request.approve', requestId: id, revision: 1 },
    });
    const cards = desk.chat('grace').messages().length;
    await Promise.all([desk.teams.deliver(press), desk.teams.deliver(press)]);
    await desk.idle();
    assert.equal(desk.books().request(id).decisions.length, 1);
    assert.equal(desk.chat('grace').messages().length, cards + 1);
  });

  it('open their own options of a shared card in their own chat', async () => {
    id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    const channel = desk.helpdesk('grace');
    const inChannel = channel.messages().length;
    const inOwnChat = desk.chat('grace').messages().length;
    const { teamId, helpdeskChannelId } = desk.teams.places;
    const press = messageOf(desk.sandbox, desk.person('grace'), {
      value: { verb: 'request.open', requestId: id, revision: 1 },
      conversation: {
        id: channel.thread(desk.message(channel, id)).id,
        conversationType: 'channel',
        isGroup: true,
        tenantId: desk.world.partnerTenant.id,
      },
      channelData: {
        tenant: { id: desk.world.partnerTenant.id },
        team: { id: teamId },
        channel: { id: helpdeskChannelId },
      },
    });
    await desk.teams.deliver(press);
    await desk.idle();
    assert.equal(channel.messages().length, inChannel, 'nothing private is said in the channel');
    assert.equal(desk.chat('grace').messages().length, inOwnChat + 1);
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, ['request.approve', 'request.reject']);
  });
});
