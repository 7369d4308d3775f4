import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('a license update with remarks', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('is done, and the remark stands in the thread and on every card, with its codes in the details', async () => {
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for burak.sahin@contoso.com at Contoso because of plans',
    );
    await desk.approveSignedIn('grace', id);
    assert.equal(desk.books().request(id).status, 'completed');
    assert.equal(desk.books().request(id).result?.warnings.length, 1);
    const remark = 'Burak Şahin keeps Microsoft 365 E3, which already covers OneDrive for Business (Basic).';
    const details = '(code ServicePlanAlreadyCovered) Service plans: ONEDRIVE\\_BASIC';
    assert.equal(
      linesIn(desk.chat('sarah')).at(-1),
      `**Done, with a remark**: Visio Plan 2 for Burak Şahin at Contoso. ${remark}`,
    );
    for (const chat of [desk.chat('sarah'), desk.chat('grace'), desk.helpdesk()]) {
      const card = desk.card(chat, id);
      assert(says(card, text('request.warnings')));
      assert(says(card, remark));
      assert(says(card, details));
      assert(says(card, text('request.status.completed')));
    }
  });

  it('shows each of several remarks, whatever stands in them, as text', async () => {
    const warnings = [
      { code: 'A1', message: 'First **remark** [here](https://evil.example)', servicePlans: [] },
      { code: 'B2', message: 'Second remark', servicePlans: ['PLAN_A', 'PLAN_B'] },
    ];
    desk.sandbox.partnerCenter.faults.next({ kind: 'warnings', warnings });
    const id = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.approve('grace', id);
    const line = linesIn(desk.chat('sarah')).at(-1) ?? '';
    assert.match(line, /^\*\*Done, with 2 remarks\*\*/);
    assert(line.endsWith('They are on the card.'), line);
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, 'First \\*\\*remark\\*\\* \\[here\\]'));
    assert(!says(card, 'https://evil.example'));
    assert(says(card, '(code A1)'));
    assert(says(card, '(code B2) Service plans: PLAN\\_A and PLAN\\_B'));
  });
});
