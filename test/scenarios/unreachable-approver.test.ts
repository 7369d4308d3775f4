import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn, namesOf } from '../support/story-readers.ts';

const SENTENCE =
  'Power BI Pro for ava.mitchell@wideworldimporters.com at Wide World Importers because of reports';
const TOLD =
  'I cannot write to Oliver Brown: License Desk is not installed for them. ' +
  'They can still decide in the thread or the helpdesk channel.';

describe('an approver without the app', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    const { customer } = namesOf(desk.world, 'Wide World', 'ava.mitchell@wideworldimporters.com');
    desk.sandbox.partnerCenter.switches.blockPartners(customer.id, false);
    id = await desk.ask('sarah', SENTENCE);
  });
  after(() => desk.stop());

  it('is named to the requester and to the helpdesk', () => {
    assert.equal(linesIn(desk.chat('sarah')).at(-1), TOLD);
    const root = desk.message(desk.helpdesk(), id);
    assert.equal(linesIn(desk.helpdesk().thread(root)).at(-1), TOLD);
    assert(says(desk.card(desk.chat('sarah'), id), 'Oliver Brown can approve or reject it.'));
  });

  it('can decide from the helpdesk channel', async () => {
    const channel = desk.helpdesk('oliver');
    const options = answeredCard(await channel.press(desk.message(channel, id), 'request.open'));
    assert.deepEqual(options.buttons, ['request.approve', 'request.reject']);
    await desk.press(channel, id, 'request.approve');
    assert.equal(desk.books().request(id).executor?.name, 'Oliver Brown');
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
  });

  it('is not waited for in silence: who can go on is told, in the thread and in the helpdesk channel', () => {
    const told = (lines: readonly string[]) =>
      lines.filter((line) => line.includes('Oliver Brown') && line !== TOLD);
    assert.equal(told(linesIn(desk.chat('sarah'))).length, 1);
    assert.equal(told(linesIn(desk.helpdesk().thread(desk.message(desk.helpdesk(), id)))).length, 1);
    assert(desk.card(desk.chat('kenji'), id).buttons.includes('request.run'));
  });

  it('gets the sign-in as soon as they install the app', async () => {
    await desk.teams.setInstalled('oliver', true);
    await desk.idle();
    await desk.signIn('oliver');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().at(-1)?.actor?.objectId, desk.person('oliver').objectId);
  });
});
