import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { MINUTE } from '../support/movable-clock.ts';
import { answeredCard, linesIn, namesOf, requestIdIn } from '../support/story-readers.ts';

describe('several users asked for in a channel', () => {
  let desk: Desk;
  let thread: (key: string) => Chat;
  let id: string;
  before(async () => {
    desk = await startDesk();
    const general = (key: string) => desk.teams.client(key).channel(desk.teams.places.generalChannelId);
    const users = ['emily.watson', 'zeynep.aydin', 'deniz.arslan'].map((name) => `${name}@contoso.com`);
    const root = await general('sarah').say(
      `Visio Plan 2 for ${users.join(', ')} at Contoso because of plans`,
    );
    await desk.idle();
    thread = (key) => general(key).thread(root);
    id = requestIdIn(await thread('sarah').press('latest', 'draft.submit'));
    await desk.idle();
  });
  after(() => desk.stop());

  const cardIn = (key: string) => desk.card(thread(key), id);
  const opened = async (key: string) => {
    const answer = await thread(key).openCard(desk.message(thread(key), id));
    assert(answer, `the client of ${key} asks for nothing`);
    return answeredCard(answer);
  };
  const membersNow = () =>
    desk
      .books()
      .requests()
      .filter(({ bundle }) => bundle?.id === id)
      .toSorted((one, other) => (one.bundle?.position ?? 0) - (other.bundle?.position ?? 0));

  it('stand in their thread on one card for everybody, with the private views behind it', async () => {
    assert.deepEqual(cardIn('tom').buttons, ['bundle.open']);
    const teamsIds = ['sarah', 'kenji', 'grace'].map((key) => desk.person(key).teamsId);
    assert.deepEqual([...cardIn('tom').refreshFor].sort(), teamsIds.sort());
    await desk.pass(2 * MINUTE);
    const forGrace = await opened('grace');
    assert.deepEqual(forGrace.buttons, ['bundle.approve', 'bundle.reject', 'bundle.member']);
    assert(says(forGrace, 'Why you: you are one of 2 approvers'));
    assert(says(forGrace, '2 minutes ago'));
    assert.deepEqual((await opened('sarah')).buttons, ['bundle.nudge', 'bundle.member', 'bundle.cancel']);
    assert.equal(await thread('tom').openCard(desk.message(thread('tom'), id)), null);
    assert.deepEqual(cardIn('kenji').buttons, ['bundle.open'], 'a private view is nobody else’s');
  });

  it('need no refresh: the button opens the same views, and says to others how it stands', async () => {
    const forKenji = answeredCard(
      await thread('kenji').press(desk.message(thread('kenji'), id), 'bundle.open'),
    );
    assert(forKenji.buttons.includes('bundle.approve'));
    const told = await thread('tom').press(desk.message(thread('tom'), id), 'bundle.open');
    assert.equal(told.kind, 'notice');
    assert.match(told.text, /Waiting for approval:\u00A03\. Next: .* can approve or reject it\.$/);
  });

  it('open one by one, and lead back', async () => {
    const [first] = membersNow();
    const press = (verb: string, inputs = {}) =>
      thread('grace').press(desk.message(thread('grace'), id), verb, inputs);
    const alone = answeredCard(await press('bundle.member', { in_person: first?.id ?? '' }));
    assert(says(alone, 'Visio Plan 2 for Emily Watson') && alone.buttons.includes('request.approve'));
    const [message] = thread('grace')
      .messages()
      .filter(({ cards }) => JSON.stringify(cards).includes(first?.id ?? ''));
    assert(message);
    const together = answeredCard(await thread('grace').press(message, 'bundle.open'));
    assert(says(together, 'Visio Plan 2 for 3 people'));
  });

  it('say to whoever presses what was settled that it was, and decide nothing twice', async () => {
    const before = desk.message(thread('kenji'), id);
    await desk.press(thread('grace'), id, 'bundle.reject', { in_people: '1', in_reason: 'has one' });
    const late = answeredCard(await thread('kenji').press(before, 'bundle.approve', { in_people: '1,2,3' }));
    await desk.idle();
    const said = desk.textFor('kenji');
    const why = said('error.already-decided');
    assert(says(late, said('bundle.refused', { names: 'Emily Watson', why })));
    assert.deepEqual(
      membersNow().map(({ status }) => status),
      ['rejected', 'awaiting_sign_in', 'awaiting_sign_in'],
    );
  });

  it('come to their end on the card that stood there, with the sign-in asked for privately', async () => {
    assert(!JSON.stringify(thread('tom').messages()).includes('/auth/start'));
    await desk.signIn('kenji');
    await desk.pass(5000);
    assert(says(cardIn('tom'), 'Done: 2') && says(cardIn('tom'), 'Rejected: 1'));
    assert.deepEqual([cardIn('tom').buttons, cardIn('tom').refreshFor], [[], []]);
    assert.match(linesIn(thread('tom')).at(-1) ?? '', /^\*\*Visio Plan 2 for 3 people\*\* at Contoso/);
  });

  it('are told to the helpdesk in one message, which is brought up to date', async () => {
    const faults = desk.sandbox.partnerCenter.faults;
    const { customer, sku } = namesOf(desk.world, 'Contoso', 'ada@contoso.com');
    desk.sandbox.partnerCenter.switches.addSeats(customer.id, sku('VISIOCLIENT'), 2);
    const other = await desk.ask(
      'sarah',
      'Visio Plan 2 for ada@contoso.com and olivia.bennett@contoso.com at Contoso because of plans',
    );
    faults.next('reads-forbidden', Number.POSITIVE_INFINITY, 'licenses');
    await desk.press(desk.chat('kenji'), other, 'bundle.approve');
    for (let step = 0; step < 8; step++) await desk.pass(MINUTE);
    const told = () => linesIn(desk.helpdesk()).filter((line) => line.includes(other));
    assert.equal(told().length, 1, told().join('\n'));
    assert.match(
      told()[0] ?? '',
      /licenses could not be read to verify it: .* and .*\. Please look at them\.$/,
    );
  });

  it('are decided together with others, by numbers alone, in any language', async () => {
    desk.sandbox.partnerCenter.faults.clear();
    const several = await desk.ask(
      'sarah',
      'Power BI Pro for ada@contoso.com and zeynep.aydin@contoso.com at Contoso because of reports',
    );
    const one = await desk.ask(
      'sarah',
      'Project Plan 3 for deniz.arslan@contoso.com at Contoso because of plans',
    );
    await desk.chat('kenji').say(`${one} と ${several} を承認`);
    await desk.idle();
    const japanese = desk.textFor('kenji');
    const said = linesIn(desk.chat('kenji')).at(-1) ?? '';
    assert(said.startsWith(`**${japanese('many.approved', { count: 2 })}**`), said);
    assert(
      said.includes(japanese('bundle.approved', { id: several, names: 'Ada Aksoy、Zeynep Aydın' })),
      said,
    );
    const approved = desk
      .books()
      .requests()
      .filter(({ id: own, bundle }) => own === one || bundle?.id === several);
    assert.deepEqual(
      approved.map(({ decisions }) => decisions[0]?.by.name),
      Array.from({ length: 3 }, () => desk.person('kenji').name),
    );
    await desk.chat('grace').say(several);
    await desk.idle();
    assert(says(desk.card(desk.chat('grace'), several), 'Power BI Pro for 2 people'));
  });
});
