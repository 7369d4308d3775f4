import assert from 'node:assert/strict';
import { RequestError } from '../../src/requests/errors.ts';
import { aFinding, aPerson, aReport, CONTOSO, E3, E5 } from '../support/builders.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, shownValue } from '../support/draft-desk.ts';
import { ADA, DENIZ, TEAMS } from '../support/fake-draft-directory.ts';

const SEND = 'draft.send';
const ada = { by: aPerson('Ada Lovelace', CONTOSO.id), conversationId: 'a:ada' };

/** A desk at which Ada, of Contoso, has begun a draft. */
async function beganByAda(sentence: string | null = null) {
  const desk = aDraftDesk();
  desk.directory.allowed = [CONTOSO.id];
  await desk.begin(sentence, ada);
  return desk;
}

describe('asking for oneself', () => {
  it('takes a license, a reason and one press', async () => {
    const desk = await beganByAda();
    assert(says(desk.latest(), 'Which license do you need?'));
    assert.deepEqual(desk.latest().facts, { Customer: 'Contoso', User: 'Ada Lovelace (ada@contoso.com)' });
    await desk.press(SEND, { in_assign: E5.id, in_reason: 'I join finance' }, ada);
    assert.equal(await desk.isOpen(ada), false);
    const [draft] = desk.submitted;
    assert.deepEqual([draft?.user, draft?.assign[0]?.sku, draft?.reason], [ADA, E5, 'I join finance']);
  });

  it('takes no reason either', async () => {
    const desk = await beganByAda();
    await desk.press(SEND, { in_assign: E5.id, in_reason: '' }, ada);
    assert.equal(await desk.isOpen(ada), false);
    assert.equal(desk.submitted[0]?.reason, '');
  });

  it('asks for the reason where the policy wants one, and then shows everything once more', async () => {
    const desk = await beganByAda();
    desk.directory.mustBeExplained.add(E5.id);
    await desk.press(SEND, { in_assign: E5.id }, ada);
    assert(says(desk.latest(), 'Why is it needed?'));
    await desk.press('draft.next', { in_reason: 'I join finance' }, ada);
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.submitted.length, 0);
  });

  it('keeps the reason when no license was chosen', async () => {
    const desk = await beganByAda();
    await desk.press(SEND, { in_reason: 'I join finance' }, ada);
    assert(says(desk.latest(), 'Choose a license'));
    assert.equal(shownValue(desk.latest(), 'in_reason'), 'I join finance');
    await desk.press('draft.back', { in_reason: 'I really join finance' }, ada);
    await desk.press('draft.next', { in_user: ADA.id }, ada);
    assert.equal(shownValue(desk.latest(), 'in_reason'), 'I really join finance');
  });

  it('shows what was found out before anything is sent that may not work', async () => {
    const desk = await beganByAda();
    desk.report = aReport({ findings: [aFinding({ kind: 'no-seats' })] });
    await desk.press(SEND, { in_assign: E5.id, in_reason: 'I join finance' }, ada);
    assert(says(desk.latest(), 'no-seats'));
    assert.equal(desk.submitted.length, 0);
    await desk.press('draft.submit', {}, ada);
    assert.equal(desk.submitted.length, 1);
  });

  it('finds a guest by the name they have at home, and nobody else for who is no user there', async () => {
    for (const [name, shown] of [
      ['Ada Lovelace (Guest)', 'Which license for Ada Lovelace?'],
      ['Ada Lovelace (ゲスト)', 'Which license for Ada Lovelace?'],
      ['Sarah Jones', 'You are not a user at Contoso yourself. Whom is it for?'],
    ] as const) {
      const desk = aDraftDesk();
      await desk.begin('license for me', { by: aPerson(name) });
      await desk.type('contoso.com', { by: aPerson(name) });
      assert(says(desk.latest(), shown), desk.latest().lines.join(' | '));
    }
  });

  it('is not held up by a mere note', async () => {
    const desk = await beganByAda();
    desk.report = aReport({ findings: [aFinding({ kind: 'plans-covered' })] });
    await desk.press(SEND, { in_assign: E5.id, in_reason: 'I join finance' }, ada);
    assert.equal(desk.submitted.length, 1);
  });

  it('can be looked at first, and can leave services out', async () => {
    const desk = await beganByAda();
    await desk.press('draft.go', { to: 'plans', in_assign: E5.id, in_reason: 'I join finance' }, ada);
    await desk.press('draft.next', { [`in_plans_${E5.id}`]: TEAMS.id }, ada);
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.latest().facts['Assign'], 'Microsoft 365 E5, without Microsoft Teams');
    await desk.press('draft.go', { to: 'license' }, ada);
    await desk.press('draft.next', { in_assign: E3.id, in_reason: 'I join sales' }, ada);
    assert.equal(desk.latest().facts['Reason'], 'I join sales');
  });

  it('says why it was refused, and keeps the draft', async () => {
    const desk = await beganByAda();
    desk.refusal = new RequestError('already-open', { id: 'FIRST1' });
    await desk.press(SEND, { in_assign: E5.id, in_reason: 'I join finance' }, ada);
    assert(says(desk.latest(), 'The same change is already asked for in request FIRST1.'));
    assert.equal(desk.latest().facts['Reason'], 'I join finance');
  });

  for (const [sentence, question] of [
    ['E5', 'Is this right?'],
    ['I need E5 because I join finance', 'Is this right?'],
    ['E5 for me', 'Is this right?'],
    ['request E5', 'Is this right?'],
    ['license for me', 'Which license do you need?'],
    ['license for deniz.arslan@contoso.com', 'Which license for Deniz Arslan?'],
  ] as const) {
    it(`is understood from “${sentence}”`, async () => {
      const desk = await beganByAda(sentence);
      assert(says(desk.latest(), question), desk.latest().lines.join(' | '));
    });
  }

  it('can be for a colleague instead, and for oneself again', async () => {
    const desk = await beganByAda();
    await desk.press('draft.back', {}, ada);
    await desk.press('draft.next', { in_user: DENIZ.id }, ada);
    assert(says(desk.latest(), 'Which license for Deniz Arslan?'));
    assert(!desk.latest().buttons.includes(SEND));
    await desk.press('draft.back', {}, ada);
    await desk.type('me', ada);
    assert(desk.latest().buttons.includes(SEND));
  });

  it('is for people of the customer only: a colleague at the partner is asked who it is for', async () => {
    const desk = aDraftDesk();
    await desk.begin(null, { by: aPerson('Ada Lovelace') });
    await desk.press('draft.next', { in_customer: CONTOSO.id }, { by: aPerson('Ada Lovelace') });
    assert(says(desk.latest(), 'Who at Contoso needs it?'));
  });
});
