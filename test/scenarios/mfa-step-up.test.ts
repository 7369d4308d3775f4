import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn, signInLink } from '../support/story-readers.ts';

const SENTENCE = 'Visio Plan 2 for shota.takahashi@fabrikamjapan.onmicrosoft.com because of drawings';

describe('an approver whose sign-in has no multifactor authentication', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('is asked once for a better sign-in; the approval stands', async () => {
    id = await desk.ask('sarah', SENTENCE);
    await desk.approve('yuki', id);
    const first = signInLink(desk.chat('yuki'));
    await desk.signIn('yuki');
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.books().request(id).problem?.meaning, 'mfa-required');
    assert.equal(desk.updates().length, 1);
    assert.equal(desk.updates()[0]?.status, 401);
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, text('problem.mfa-required.title')));
    assert(says(card, desk.books().request(id).problem?.correlationId ?? 'none'));
    assert.notEqual(signInLink(desk.chat('yuki')), first, 'a new sign-in is offered');
  });

  it('cannot pass without a second factor, and nothing is sent meanwhile', async () => {
    const page = await desk.signIn('yuki');
    assert.notEqual(page.status, 200);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.updates().length, 1);
  });

  it('goes on by itself once the second factor is there', async () => {
    desk.sandbox.entra.switches.setMfa('yuki', true);
    const page = await desk.signIn('yuki');
    assert.equal(page.status, 200);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().at(-1)?.actor?.objectId, desk.person('yuki').objectId);
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Done/);
  });

  it('is not asked again and again when even the better sign-in is refused', async () => {
    id = await desk.ask('sarah', SENTENCE.replace('Visio Plan 2', 'Power BI Pro'));
    const ofYuki = ({ objectId }: { objectId: string | null }) => objectId === desk.person('yuki').objectId;
    desk.sandbox.partnerCenter.faults.next({ kind: 'error', status: 401, code: 900421 }, 2, ofYuki);
    await desk.approve('yuki', id);
    const { status, problem } = desk.books().request(id);
    assert.equal(status, 'failed');
    assert.equal(problem?.meaning, 'mfa-not-enforced');
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, 'Your administrator must require multifactor authentication for this app.'));
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /^\*\*Multifactor authentication is missing\*\*/);
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, ['request.retry', 'request.run']);
  });

  it('does not stop another approver from running it', async () => {
    await desk.press(desk.chat('kenji'), id, 'request.run');
    await desk.signIn('kenji');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.updates().at(-1)?.actor?.objectId, desk.person('kenji').objectId);
  });

  it('may sign in once more when Partner Center finds the second factor in the token that it refused', async () => {
    id = await desk.ask('sarah', SENTENCE.replace('Visio Plan 2', 'Microsoft 365 F3'));
    const refusal = { kind: 'error', status: 401, code: 900421 } as const;
    desk.sandbox.partnerCenter.faults.next(refusal, 1, 'license-updates');
    await desk.approve('yuki', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.books().request(id).problem?.meaning, 'mfa-required');
    await desk.signIn('yuki');
    assert.equal(desk.books().request(id).status, 'completed');
  });

  it('is challenged when Entra ID asks for more at the moment of execution', async () => {
    id = await desk.ask('sarah', SENTENCE.replace('Visio Plan 2', 'Project Plan 3'));
    desk.sandbox.entra.switches.revokeRefreshTokens('kenji');
    desk.sandbox.partnerCenter.faults.next({ kind: 'error', status: 401, code: 400 }, 1, 'license-updates');
    await desk.approve('kenji', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    await desk.signIn('kenji');
    assert.equal(desk.books().request(id).status, 'completed');
  });
});
