import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { text } from '../support/catalog.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { answeredCard, linesIn } from '../support/story-readers.ts';

describe('an approver without the role at the customer', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('keeps their approval, and everybody reads what is missing and who can go on', async () => {
    id = await desk.ask('sarah', 'Visio Plan 2 for isla.campbell@adventure-works.com because of drawings');
    await desk.approve('mehmet', id);
    await desk.signIn('mehmet');
    const { status, problem, executor } = desk.books().request(id);
    assert.equal(status, 'awaiting_sign_in');
    assert.equal(problem?.meaning, 'missing-role');
    assert.equal(executor?.name, 'Mehmet Demir');
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, text('problem.missing-role.title', { approver: 'Mehmet Demir' })));
    assert(says(card, 'Another approver can press Run with my account.'));
    assert(card.lines.includes("Mehmet Demir's account lacks the role for it"));
    assert(says(card, problem?.correlationId ?? 'none'));
    assert.match(linesIn(desk.chat('sarah')).at(-1) ?? '', /Mehmet Demir may not assign licenses there/);
  });

  it('offers the hand-over to the other approver only', async () => {
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, ['request.run']);
    assert.deepEqual(desk.card(desk.chat('mehmet'), id).buttons, []);
    assert.deepEqual(desk.card(desk.chat('sarah'), id).buttons, ['request.nudge', 'request.cancel']);
    await desk.chat('sarah').say(`run ${id}`);
    await desk.idle();
    assert.equal(
      linesIn(desk.chat('sarah')).at(-1),
      'Nobody decides on their own request. Another approver has to do it.',
    );
    await desk.chat('kenji').say(`run ${id}`);
    await desk.idle();
    assert.equal(linesIn(desk.chat('kenji')).at(-1), desk.textFor('kenji')('error.not-an-approver'));
    assert.equal(desk.books().request(id).executor?.name, 'Mehmet Demir');
  });

  it('is carried out with the account of who took it over, after their own sign-in', async () => {
    const answer = await desk.press(desk.chat('grace'), id, 'request.run');
    assert(says(answeredCard(answer), text('request.status.approved')));
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    assert.deepEqual(
      desk.updates().map(({ status, actor }) => [status, actor?.name]),
      [
        [403, 'Mehmet Demir'],
        [201, 'Grace Miller'],
      ],
    );
  });

  it('records both names, on the card and in the audit trail', () => {
    const { decisions, executor } = desk.books().request(id);
    assert.deepEqual(
      decisions.map(({ kind, by }) => [kind, by.name]),
      [
        ['approve', 'Mehmet Demir'],
        ['run', 'Grace Miller'],
      ],
    );
    assert.equal(executor?.name, 'Grace Miller');
    const card = desk.card(desk.chat('sarah'), id);
    assert(says(card, 'Mehmet Demir approved'));
    assert(says(card, text('request.timeline.run', { name: 'Grace Miller' })));
    const { objectId: mehmet } = desk.person('mehmet');
    const { objectId: grace } = desk.person('grace');
    const trail = desk
      .books()
      .events(id)
      .map(({ kind, actor, facts }) => `${kind} by ${actor?.split(':')[1]} with ${facts['executor']}`);
    for (const entry of [
      `approved by ${mehmet} with ${mehmet}`,
      `executor-lacks-role by undefined with ${mehmet}`,
      `executor-changed by ${grace} with ${grace}`,
      `completed by undefined with ${grace}`,
    ]) {
      assert(trail.includes(entry), `${entry} in ${trail.join(', ')}`);
    }
  });

  it('is remembered: the next request tells each approver how their own account stands', async () => {
    const customer = desk.books().request(id).change.customer.name;
    const next = await desk.ask(
      'sarah',
      'Power BI Pro for isla.campbell@adventure-works.com because of reports',
    );
    const card = (key: string) => desk.card(desk.chat(key), next);
    assert(says(card('mehmet'), desk.textFor('mehmet')('request.account.refused-before', { customer })));
    assert(says(card('grace'), text('request.account.signed-in')));
    await desk.press(desk.chat('sarah'), next, 'request.cancel');
    const elsewhere = await desk.ask(
      'sarah',
      'Visio Plan 2 for deniz.arslan@contoso.com because of drawings',
    );
    const kenji = desk.card(desk.chat('kenji'), elsewhere);
    assert(says(kenji, desk.textFor('kenji')('request.account.sign-in-needed')));
    await desk.chat('grace').say('sign out');
    await desk.idle();
    const standing = desk.message(desk.chat('grace'), elsewhere);
    assert.deepEqual(desk.card(desk.chat('grace'), elsewhere).refreshFor.length, 1);
    const opened = await desk.chat('grace').openCard(standing);
    assert(opened);
    assert(
      says(answeredCard(opened), text('request.account.sign-in-needed')),
      'her client asked for it anew',
    );
    assert.deepEqual(answeredCard(opened).refreshFor, [], 'and comes to rest');
    await desk.chat('grace').say(`status ${elsewhere}`);
    await desk.idle();
    assert(says(viewMessageCard(desk.chat('grace').latest()), text('request.account.sign-in-needed')));
  });
});
