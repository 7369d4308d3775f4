import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE, SECOND } from '../support/movable-clock.ts';
import { answeredCard, headerOf, linesIn, namesOf } from '../support/story-readers.ts';

describe('a desk that is stopped and started again', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('goes on with a draft where it stood, by card and by words', async () => {
    const chat = desk.chat('sarah');
    await chat.say('request');
    await chat.say('Contoso');
    await desk.idle();
    const draft = chat.latest();
    await desk.restart();
    const { user } = namesOf(desk.world, 'Contoso', 'deniz.arslan@contoso.com');
    const license = answeredCard(await chat.press(draft, 'draft.next', { in_user: user.id }));
    assert(says(license, text('draft.license.question', { user: 'Deniz Arslan' })));
    await desk.idle();
    await desk.restart();
    await chat.say('Visio Plan 2');
    await chat.say('draws plans');
    await desk.idle();
    assert(says(viewMessageCard(chat.latest()), text('draft.review.question')));
  });

  let id: string;

  it('keeps an approval over the wait for the sign-in, and carries it out then', async () => {
    const chat = desk.chat('sarah');
    await chat.say('send');
    await desk.idle();
    id = /request ([0-9A-Z]{6})/.exec(linesIn(chat).at(-1) ?? '')?.[1] ?? '';
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    await desk.restart();
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    assert(says(desk.card(chat, id), text('request.status.completed')));
    assert.equal(desk.updates().length, 1);
  });

  it('needs no new sign-in after a restart', async () => {
    await desk.restart();
    id = await desk.ask('sarah', 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
  });

  it('delivers what it could not deliver before', async () => {
    id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    desk.teams.faults.add({ kind: 'bad-gateway', times: 1000 });
    const said = await desk.teams.deliver({ ...approveInWords(id) });
    assert.equal(said.status, 200);
    await desk.idle();
    assert.equal(desk.books().request(id).status, 'completed');
    assert(
      !says(desk.card(desk.chat('sarah'), id), text('request.status.completed')),
      'nothing could be told',
    );
    await desk.restart();
    desk.teams.faults.clear();
    await desk.pass(10 * MINUTE);
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      assert(says(desk.card(chat, id), text('request.status.completed')));
    }
    assert.equal(linesIn(desk.chat('sarah')).filter((line) => line.includes('Project Plan 3')).length, 1);
    assert.equal(desk.books().count('outbox'), 0);
  });

  it('finishes an update that was under way, under its own request id', async () => {
    const { user } = namesOf(desk.world, 'Contoso', 'cagla.ozturk@contoso.com');
    id = await desk.ask('sarah', 'E5 for cagla.ozturk@contoso.com at Contoso because of a new role');
    desk.sandbox.partnerCenter.faults.next('cut-after', 1, 'license-updates');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'executing');
    await desk.restart();
    await desk.pass(5 * SECOND);
    assert.equal(desk.books().request(id).status, 'completed');
    const sent = desk.updates().filter(({ path }) => path.includes(user.id));
    assert.equal(sent.length, 2);
    assert.equal(new Set(sent.map((exchange) => headerOf(exchange, 'ms-requestid'))).size, 1);
    assert.equal(desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length, 1);
  });

  function approveInWords(requestId: string) {
    const { teamsId, name, objectId, tenantId, locale } = desk.person('grace');
    return {
      type: 'message',
      id: '1790000000001',
      channelId: 'msteams',
      serviceUrl: desk.teams.serviceUrl,
      from: { id: teamsId, name, aadObjectId: objectId },
      recipient: { id: `28:${desk.world.botAppId}`, name: 'License Desk' },
      conversation: { id: desk.teams.personalChatId('grace'), conversationType: 'personal', tenantId },
      channelData: { tenant: { id: tenantId } },
      locale,
      text: `approve ${requestId}`,
    };
  }
});
