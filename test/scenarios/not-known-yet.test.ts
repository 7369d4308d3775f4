import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { linesIn, namesOf } from '../support/story-readers.ts';

describe('what nobody can know yet', () => {
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

  const faults = () => desk.sandbox.partnerCenter.faults;
  const effective = (upn: string) => {
    const { user } = namesOf(desk.world, 'Contoso', upn);
    return desk.sandbox.partnerCenter.switches.effectiveUpdates({ userId: user.id }).length;
  };
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) await desk.pass(MINUTE);
  };
  let id: string;

  it('is called neither done nor failed: the answer is lost, and the licenses cannot be read', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    faults().next('cut-after', Number.POSITIVE_INFINITY, 'license-updates');
    faults().next('reads-forbidden', Number.POSITIVE_INFINITY, 'licenses');
    await desk.approve('grace', id);
    await pass(13);
    assert.equal(desk.books().request(id).status, 'unconfirmed');
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      assert(says(desk.card(chat, id), text('request.status.unconfirmed')));
    }
    assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, [], 'it cannot be withdrawn');
    const told = (lines: readonly string[]) =>
      lines.filter((line) => line.startsWith('**Not confirmed yet**')).length;
    assert.equal(told(linesIn(desk.chat('sarah'))), 1);
    assert.equal(told(linesIn(desk.helpdesk().thread(desk.message(desk.helpdesk(), id)))), 1);
  });

  it('is known as soon as the licenses can be read', async () => {
    faults().clear();
    await pass(31);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(effective('deniz.arslan@contoso.com'), 1);
    assert(linesIn(desk.chat('sarah')).at(-1)?.includes('Visio Plan 2 for Deniz Arslan'));
  });

  it('can be given up by an approver, not by the requester, and tried again', async () => {
    id = await desk.ask('sarah', 'Project Plan 3 for ada@contoso.com at Contoso because of plans');
    faults().next('cut-before', Number.POSITIVE_INFINITY, 'license-updates');
    faults().next('reads-forbidden', Number.POSITIVE_INFINITY, 'licenses');
    await desk.approve('grace', id);
    await pass(13);
    assert.equal(desk.books().request(id).status, 'unconfirmed');
    await desk.chat('sarah').say(`give up ${id}`);
    await desk.idle();
    assert.equal(desk.books().request(id).status, 'unconfirmed');
    await desk.press(desk.chat('kenji'), id, 'request.giveUp');
    assert.equal(desk.books().request(id).status, 'failed');
    faults().clear();
    await desk.press(desk.chat('kenji'), id, 'request.retry');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(effective('ada@contoso.com'), 1);
  });

  it('is told to the helpdesk when a license that was given is not seen after minutes; it stays done', async () => {
    id = await desk.ask('sarah', 'E5 for cagla.ozturk@contoso.com at Contoso because of a new role');
    faults().next('stale-read', Number.POSITIVE_INFINITY, 'licenses');
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.books().request(id).result?.verification, 'not_yet_seen');
    await pass(8);
    assert.equal(desk.books().request(id).status, 'completed');
    assert(
      says(desk.card(desk.helpdesk(), id), text('request.timeline.not_yet_seen', { user: 'Çağla Öztürk' })),
    );
    const helpdesk = linesIn(desk.helpdesk().thread(desk.message(desk.helpdesk(), id)));
    assert.equal(
      helpdesk.filter((line) => line === text('line.notYetSeen', { id, user: 'Çağla Öztürk' })).length,
      1,
    );
    faults().clear();
  });
});
