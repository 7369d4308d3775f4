import assert from 'node:assert/strict';
import { personLane } from '../../src/bot/card-copy-store.ts';
import { refusalText } from '../../src/bot/refusal-text.ts';
import { RequestError } from '../../src/requests/errors.ts';
import type { Person } from '../../src/requests/person.ts';
import { aPerson, aPlan, aStage, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';
import { type CardView, says, viewCard } from '../support/card-view.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const STRANGER = aPerson('Somebody Else');

describe('pressing a button of a request', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const press = (verb: string, by: Person, data: Record<string, unknown> = {}) =>
    edge.actions.press(
      { verb, data: { requestId: 'K7M2QX', revision: 1, ...data } },
      { person: by, text: edge.text },
    );
  const cardOf = async (answer: ReturnType<typeof press>): Promise<CardView> => {
    const given = await answer;
    assert(given.kind === 'card', given.kind === 'notice' ? given.text : '');
    return viewCard({ ...given.card });
  };
  const noticeOf = async (answer: ReturnType<typeof press>): Promise<string> => {
    const given = await answer;
    assert(given.kind === 'notice', 'answered with a card');
    return given.text;
  };

  for (const [verb, from, by, to] of [
    ['request.approve', 'pending', GRACE, 'approved'],
    ['request.reject', 'pending', GRACE, 'rejected'],
    ['request.cancel', 'pending', SARAH, 'cancelled'],
    ['request.retry', 'failed', GRACE, 'approved'],
    ['request.run', 'awaiting_sign_in', KENJI, 'approved'],
    ['request.giveUp', 'unconfirmed', GRACE, 'failed'],
  ] as const) {
    it(`${verb} leads from ${from} to ${to}, and shows it`, async () => {
      edge.put({ status: from });
      const card = await cardOf(press(verb, by));
      assert.equal(edge.store.now('K7M2QX').status, to);
      assert(says(card, edge.text(`request.status.${to}`)));
    });
  }

  it('says that the approvers were reminded, since nothing on the card shows it; and once a day only', async () => {
    edge.put({ status: 'pending' });
    assert.match(
      await noticeOf(press('request.nudge', SARAH)),
      /^I have reminded those who can act on request K7M2QX/,
    );
    assert.match(await noticeOf(press('request.nudge', SARAH)), /once a day/);
  });

  it('draws the cards once more when the request went on before the answer was there', async () => {
    edge.put({ status: 'pending' });
    const answer = await press('request.approve', GRACE);
    await edge.actions.followUp(answer);
    assert.deepEqual(edge.redrawn, []);

    await edge.service.cancel({ requestId: 'K7M2QX', by: SARAH, revision: null });
    await edge.actions.followUp(answer);
    assert.deepEqual(edge.redrawn, ['K7M2QX']);
  });

  it('takes the reason from the input, and its words to the record', async () => {
    edge.put();
    await press('request.reject', GRACE, { in_reason: ' no budget ' });
    assert.equal(edge.store.now('K7M2QX').decisions[0]?.reason, 'no budget');
  });

  it('keeps the remark of an approval, and approves as well without one', async () => {
    for (const [typed, kept] of [
      [' this quarter only ', 'this quarter only'],
      ['', null],
      [' \u200b\u2800 ', null],
    ]) {
      edge.put();
      await cardOf(press('request.approve', GRACE, { in_remark: typed, in_reason: 'of the other box' }));
      assert.equal(edge.store.now('K7M2QX').status, 'approved');
      assert.equal(edge.store.now('K7M2QX').decisions[0]?.reason, kept);
    }
  });

  it('takes a reason of which nothing can be seen for none', async () => {
    edge.put();
    edge.policy.plan = aPlan({ rejectionNeedsReason: true });
    const answer = await press('request.reject', GRACE, { in_reason: '\u200b \u2060\u3164\u00ad' });
    assert.deepEqual(answer, { kind: 'notice', text: edge.text('error.reason-required') });
    assert.equal(edge.store.now('K7M2QX').status, 'pending');
  });

  for (const [verb, code] of [
    ['request.open', 'not-an-approver'],
    ['request.refresh', 'not-an-approver'],
    ['request.show', 'not-yours-to-see'],
  ] as const) {
    it(`${verb} shows the request to those concerned, and changes nothing`, async () => {
      edge.put();
      edge.policy.operators = [MEHMET];
      for (const person of [SARAH, GRACE, MEHMET]) await cardOf(press(verb, person));
      assert.equal(await noticeOf(press(verb, STRANGER)), edge.text(`error.${code}`));
      assert.deepEqual(edge.store.history, []);
    });
  }

  it('tells whoever looks on how it stands, but only of a request that the pressed message shows', async () => {
    edge.put();
    const opened = { verb: 'request.open', data: { requestId: 'K7M2QX' } };
    const actor = { person: STRANGER, text: edge.text };
    const on = await edge.standInThread('K7M2QX');
    const pressOn = (cardId: string) => noticeOf(edge.actions.press(opened, actor, { ...on, cardId }));
    assert.match(
      await pressOn('shared'),
      /^There is nothing for you to do .*Request K7M2QX: Waiting for approval\. .*can approve or reject it\.$/,
    );
    assert.equal(await pressOn('another'), edge.text('error.not-an-approver'));
  });

  it('gives a client that asks by itself the card as all see it, where its person is concerned no more', async () => {
    edge.put();
    const refresh = { verb: 'request.refresh', data: { requestId: 'K7M2QX', revision: 1 } };
    const actor = { person: STRANGER, text: edge.text };
    const inThread = await cardOf(edge.actions.press(refresh, actor, await edge.standInThread('K7M2QX')));
    assert.deepEqual([inThread.buttons, inThread.refreshFor], [['request.open'], []]);

    edge.policy.plan = aPlan({ stages: [aStage([STRANGER])] });
    await edge.meet(STRANGER);
    await edge.card({ kind: 'person', person: STRANGER });
    const copy = await edge.copies.find('K7M2QX', personLane(STRANGER));
    assert(copy);
    edge.policy.plan = aPlan();
    const on = { conversationId: copy.place.conversationId, cardId: copy.activityId };
    const inChat = await cardOf(edge.actions.press(refresh, actor, on));
    assert.deepEqual(inChat.buttons, ['request.open']);
  });

  it('shows each person what they may do', async () => {
    edge.put();
    assert.deepEqual((await cardOf(press('request.open', SARAH))).buttons, [
      'request.nudge',
      'request.cancel',
    ]);
    assert.deepEqual((await cardOf(press('request.open', GRACE))).buttons, [
      'request.approve',
      'request.reject',
    ]);
  });

  it('answers a stale press with the present state and why', async () => {
    edge.put({ revision: 5 });
    const card = await cardOf(press('request.approve', GRACE));
    assert(says(card, edge.text('error.changed-meanwhile')));
    assert(card.buttons.includes('request.approve'), 'the approver can decide at once');
    assert.equal(edge.store.now('K7M2QX').status, 'pending');
  });

  it('answers a second press with how it stands', async () => {
    edge.put();
    await press('request.approve', GRACE);
    const card = await cardOf(press('request.approve', KENJI));
    assert(says(card, edge.text('error.already-decided')));
  });

  it('tells an approver whose turn has not come', async () => {
    edge.put();
    edge.policy.plan = aPlan({ stages: [aStage([GRACE]), aStage([KENJI])] });
    assert(says(await cardOf(press('request.approve', KENJI)), edge.text('error.nothing-to-decide')));
  });

  for (const [verb, by, code] of [
    ['request.approve', STRANGER, 'not-an-approver'],
    ['request.approve', SARAH, 'own-request'],
    ['request.cancel', GRACE, 'not-the-requester'],
    ['request.run', STRANGER, 'not-an-approver'],
  ] as const) {
    it(`answers ${by.name} who presses ${verb} with a sentence, and shows nothing`, async () => {
      edge.put();
      assert.equal(await noticeOf(press(verb, by)), edge.text(`error.${code}`));
      assert.equal(edge.store.now('K7M2QX').status, 'pending');
    });
  }

  it('never shows a request to a stranger by a verb that is over', async () => {
    edge.put({ status: 'completed' });
    for (const verb of [
      'request.approve',
      'request.reject',
      'request.cancel',
      'request.retry',
      'request.run',
      'request.giveUp',
    ]) {
      await noticeOf(press(verb, STRANGER));
    }
  });

  for (const data of [
    { requestId: 'NOSUCH' },
    { requestId: '' },
    { requestId: { $ne: null } },
    { requestId: 7 },
  ]) {
    it(`says that there is no request ${JSON.stringify(data.requestId)}`, async () => {
      edge.put();
      assert.match(await noticeOf(press('request.approve', GRACE, data)), /There is no request/);
    });
  }

  it('says that a verb of another version is unknown', async () => {
    edge.put();
    assert.equal(await noticeOf(press('request.explode', GRACE)), edge.text('error.unknownAction'));
    assert.equal(await noticeOf(press('constructor', GRACE)), edge.text('error.unknownAction'));
  });

  it('believes nothing of the card but verb, id, revision and reason', async () => {
    edge.put();
    await press('request.approve', GRACE, { by: STRANGER, status: 'completed', executor: STRANGER });
    assert.deepEqual(edge.store.now('K7M2QX').executor, GRACE);
  });

  it('does not hide a fault of ours behind a sentence', async () => {
    edge.put();
    edge.store.beforeSave = async () => {
      throw new Error('disk full');
    };
    await assert.rejects(press('request.approve', GRACE), /disk full/);
  });

  it('finds the request that was sent from a draft’s message, for the one who sent it', async () => {
    const reference = {
      place: { serviceUrl: 's', conversationId: 'a:sarah' },
      isPersonal: true,
      cardId: '7',
    };
    edge.put({ thread: { key: 'a:sarah', reference } });
    const from = (cardId: string, conversationId = 'a:sarah') => ({ cardId, conversationId });
    const found = await edge.actions.sentFrom(from('7'), { person: SARAH, text: edge.text });
    assert.equal(found?.kind, 'card');
    assert.equal(await edge.actions.sentFrom(from('8'), { person: SARAH, text: edge.text }), undefined);
    assert.equal(
      await edge.actions.sentFrom(from('7', 'a:other'), { person: SARAH, text: edge.text }),
      undefined,
    );
    assert.equal(await edge.actions.sentFrom(from('7'), { person: GRACE, text: edge.text }), undefined);
  });
});

describe('the sentence of a refusal', () => {
  it('shows details that came from outside letter for letter', async () => {
    const edge = await aTeamsEdge();
    const sentence = refusalText(new RequestError('request-not-found', { id: '**x** [y](z)' }), edge.text);
    assert.match(sentence, /\\\*\\\*x\\\*\\\* \\\[y\\\]\(z\)/);
    await edge.close();
  });
});
