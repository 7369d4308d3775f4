import assert from 'node:assert/strict';
import { createWorld } from '../../src/sandbox/create-world.ts';
import type { EntraEmulator } from '../../src/sandbox/entra/entra-emulator.ts';
import type { ChatMessage } from '../../src/sandbox/teams/teams-client.ts';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

describe('cards and threads that are gone', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
    const first = await desk.ask(
      'sarah',
      'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', first);
  });
  after(() => desk.stop());

  /** Deletes a message of License Desk, as an owner of a team or a retention rule does. */
  async function deleteMessage({ conversationId, id }: ChatMessage): Promise<void> {
    const token = await botToken(desk.sandbox.entra, desk.world.partnerTenant.id);
    const path = `v3/conversations/${encodeURIComponent(conversationId)}/activities/${id}`;
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(new URL(path, desk.teams.serviceUrl), { method: 'DELETE', headers });
    assert.equal(status, 200);
  }

  it('has a new card where the old one was deleted: in the thread, with an approver, in the helpdesk channel', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    const gone = [desk.chat('sarah'), desk.chat('kenji'), desk.helpdesk()].map((chat) =>
      desk.message(chat, id),
    );
    for (const message of gone) await deleteMessage(message);
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      assert(says(desk.card(chat, id), text('request.status.completed')));
    }
    assert(says(desk.card(desk.chat('kenji'), id), desk.textFor('kenji')('request.status.completed')));
    for (const message of gone) {
      const chats = [desk.chat('sarah'), desk.chat('kenji'), desk.helpdesk()];
      assert(!chats.some((chat) => desk.message(chat, id).id === message.id), 'a new message took its place');
    }
    assert.equal(desk.books().count('outbox'), 0);
  });

  it('carries out and tells everybody else although the thread of the request was deleted', async () => {
    const root = await desk.teams.client('sarah').channel(desk.teams.places.generalChannelId).say('request');
    await desk.idle();
    const thread = desk.teams.client('sarah').channel(desk.teams.places.generalChannelId).thread(root);
    const id = await desk.ask(
      'sarah',
      'Project Plan 3 for ada@contoso.com at Contoso because of plans',
      thread,
    );
    desk.teams.removeConversation(thread.id);
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert(says(desk.card(desk.chat('grace'), id), text('request.status.completed')));
    assert(says(desk.card(desk.helpdesk(), id), text('request.status.completed')));
    assert.equal(desk.books().count('outbox'), 0, 'nothing is tried for ever');
  });

  it('begins a new thread in the helpdesk channel when the first one was deleted', async () => {
    const id = await desk.ask('sarah', 'E5 for cagla.ozturk@contoso.com at Contoso because of a new role');
    const root = desk.message(desk.helpdesk(), id);
    desk.teams.removeConversation(desk.helpdesk().thread(root).id);
    await desk.approve('grace', id);
    const latest = desk.message(desk.helpdesk(), id);
    assert.notEqual(latest.id, root.id);
    assert(says(desk.card(desk.helpdesk(), id), text('request.status.completed')));
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done/);
  });

  it('answers a press on a card that was doubled because its answer got lost with the present state', async () => {
    desk.teams.faults.add({
      kind: 'lost-answer',
      method: 'POST',
      conversationId: desk.teams.personalChatId('grace'),
    });
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for olivia.bennett@contoso.com at Contoso because of plans',
    );
    await desk.pass(30_000);
    const grace = desk.chat('grace');
    const copies = grace.messages().filter(({ cards }) => JSON.stringify(cards).includes(id));
    assert.equal(copies.length, 2, 'a message is sent at least once');
    await desk.press(desk.chat('kenji'), id, 'request.reject', { in_reason: 'No.' });
    const [orphan, kept] = copies;
    assert(orphan && kept);
    assert.deepEqual(viewMessageCard(desk.message(grace, id)).buttons, []);
    const answer = await grace.press(orphan, 'request.approve');
    assert(says(answeredCard(answer), text('request.status.rejected')));
    assert.equal(desk.books().request(id).status, 'rejected');
    await desk.idle();
  });

  it('delivers late, in order and once when Teams throttles or stumbles', async () => {
    const id = await desk.ask(
      'sarah',
      'Microsoft 365 E3 instead of Office 365 E3 for emily.watson@contoso.com at Contoso because of Teams',
    );
    const before = linesIn(desk.chat('sarah')).length;
    desk.teams.faults.add({ kind: 'throttled', method: 'PUT', times: 3, retryAfterSeconds: 20 });
    desk.teams.faults.add({ kind: 'bad-gateway', method: 'POST', times: 1 });
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    for (let round = 0; round < 6; round += 1) await desk.pass(20_000);
    assert.equal(desk.books().count('outbox'), 0);
    assert.equal(linesIn(desk.chat('sarah')).length, before + 1);
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      assert(says(desk.card(chat, id), text('request.status.completed')));
    }
  });
});

/** A token with which License Desk itself could call Teams. */
async function botToken({ url, clientSecret }: EntraEmulator, tenantId: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: createWorld().botAppId,
    client_secret: clientSecret,
    scope: 'https://api.botframework.com/.default',
  });
  const answer = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  const { access_token }: { access_token?: unknown } = Object(await answer.json());
  assert(typeof access_token === 'string');
  return access_token;
}
