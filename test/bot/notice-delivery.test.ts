import assert from 'node:assert/strict';
import { NowhereToDeliver } from '../../src/bot/nowhere-to-deliver.ts';
import type { Notice, Recipient } from '../../src/requests/notice.ts';
import {
  aDecision,
  aLicenseChange,
  aPlace,
  aPlan,
  aProblem,
  aResult,
  aStage,
  GRACE,
  KENJI,
  later,
  SARAH,
} from '../support/builders.ts';
import { type CardView, viewCard } from '../support/card-view.ts';
import { aConnectorError, cardOf } from '../support/fake-connector.ts';
import { aTeamsEdge, HELPDESK } from '../support/teams-edge.ts';

const THREAD: Recipient = { kind: 'thread' };
const TO_HELPDESK: Recipient = { kind: 'helpdesk' };
const TO_GRACE: Recipient = { kind: 'person', person: GRACE };
const TO_KENJI: Recipient = { kind: 'person', person: KENJI };
const IN_CHANNEL = {
  key: '19:team;messageid=7',
  reference: { place: aPlace('19:team;messageid=7'), isPersonal: false, cardId: null },
};
const SILENT: Extract<Notice, { kind: 'sign-in' }> = {
  kind: 'sign-in',
  requestId: 'K7M2QX',
  to: TO_GRACE,
  claims: null,
  isSilentFirst: true,
};

describe('delivering', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const cardIn = (activityId: string): CardView => viewCard(cardOf(edge.connector.standing.get(activityId)));
  const latest = (): CardView => viewCard(cardOf(edge.connector.calls.at(-1)?.activity));

  describe('the card of a request', () => {
    it('is sent once to a place, and replaced there from then on', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      edge.put({ status: 'approved' });
      await edge.card(TO_GRACE);
      assert.deepEqual(edge.connector.story(), ['send a:grace', 'update a:grace 1']);
      assert.equal(edge.connector.standing.size, 1);
    });

    it('shows the present state, whatever it was when the notice was written', async () => {
      edge.put({ status: 'completed', result: aResult() });
      await edge.card(THREAD);
      assert.equal(latest().style, 'good');
      assert.deepEqual(latest().buttons, []);
    });

    it('of a request that is not there is nothing to deliver', async () => {
      await edge.card(THREAD);
      assert.deepEqual(edge.connector.calls, []);
    });

    it('takes the place of the draft’s last card', async () => {
      const { id } = await edge.connector.send(aPlace('a:sarah'), { text: 'draft' });
      edge.put({
        thread: { key: 'a:sarah', reference: { place: aPlace('a:sarah'), isPersonal: true, cardId: id } },
      });
      await edge.card(THREAD);
      assert.deepEqual(edge.connector.story().slice(1), [`update a:sarah ${id}`]);
      assert.deepEqual((await edge.copies.find('K7M2QX', 'thread'))?.activityId, id);
    });

    it('has the buttons of its reader in a personal chat, and one for everybody in a channel', async () => {
      edge.put();
      await edge.card(THREAD);
      assert.deepEqual(latest().buttons, ['request.nudge', 'request.cancel']);
      await edge.card(TO_GRACE);
      assert.deepEqual(latest().buttons, ['request.approve', 'request.reject']);
      edge.put({ id: 'K7M2QX', thread: IN_CHANNEL });
      await edge.copies.remove('K7M2QX', 'thread');
      await edge.card(THREAD);
      assert.deepEqual(latest().buttons, ['request.open']);
      assert.deepEqual(
        latest().refreshFor,
        [SARAH, GRACE, KENJI].map(({ objectId }) => `29:${objectId}`),
      );
    });

    it('begins a thread of its own in the helpdesk channel, once', async () => {
      edge.put();
      await edge.card(TO_HELPDESK);
      await edge.card(TO_HELPDESK);
      assert.deepEqual(edge.connector.story(), [
        `createThread ${HELPDESK}`,
        `update ${HELPDESK};messageid=1 1`,
      ]);
    });

    it('is sent anew where somebody deleted the message', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      edge.connector.standing.delete('1');
      await edge.card(TO_GRACE);
      await edge.card(TO_GRACE);
      assert.deepEqual(edge.connector.story(), [
        'send a:grace',
        'update a:grace 1',
        'send a:grace',
        'update a:grace 2',
      ]);
    });

    it('begins a new helpdesk thread where the first was deleted', async () => {
      edge.put();
      await edge.card(TO_HELPDESK);
      edge.connector.standing.delete('1');
      await edge.card(TO_HELPDESK);
      assert.deepEqual(edge.connector.story().at(-1), `createThread ${HELPDESK}`);
      assert.equal((await edge.copies.find('K7M2QX', 'helpdesk'))?.activityId, '2');
    });

    it('is not sent to somebody who was never asked when it is over', async () => {
      edge.put({ status: 'rejected' });
      await edge.card(TO_KENJI);
      assert.deepEqual(edge.connector.calls, []);
    });

    it('has its end shown to whoever was asked', async () => {
      edge.put();
      await edge.card(TO_KENJI);
      edge.put({ status: 'rejected' });
      await edge.card(TO_KENJI);
      assert.equal(cardIn('1').style, 'attention');
      assert.deepEqual(cardIn('1').buttons, []);
    });

    it('is in the language of its reader', async () => {
      await edge.meet(KENJI, 'en-US');
      edge.put({ locale: 'xx-XX' });
      await edge.card(TO_KENJI);
      assert(latest().lines.includes(edge.text('request.status.pending')));
    });

    for (const status of [429, 502, 500]) {
      it(`is tried again later when Teams answers ${status}`, async () => {
        edge.put();
        edge.connector.failures = [aConnectorError(status)];
        await assert.rejects(edge.card(TO_GRACE), { name: 'ConnectorError', status });
        assert.equal(await edge.copies.find('K7M2QX', 'thread'), undefined);
      });
    }
  });

  describe('to somebody without a chat', () => {
    it('is nowhere where the app was never installed', async () => {
      await edge.people.forgetChat(GRACE);
      edge.put();
      await assert.rejects(edge.card(TO_GRACE), NowhereToDeliver);
      await assert.rejects(edge.line(TO_GRACE, 'line.completed'), NowhereToDeliver);
    });

    it('forgets a chat that is closed to us, and tells thread and helpdesk who cannot be reached', async () => {
      edge.put();
      edge.connector.closed.set('a:grace', 403);
      await edge.card(TO_GRACE);
      assert.equal((await edge.people.find(GRACE))?.chat, null);
      assert.deepEqual(
        edge.added.map(
          (notice) => notice.kind === 'line' && [notice.to.kind, notice.text, notice.values['names']],
        ),
        [
          ['thread', 'line.approverUnreachable', [GRACE.name]],
          ['helpdesk', 'line.approverUnreachable', [GRACE.name]],
        ],
      );
    });

    it('follows a person into the chat of a new installation', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      await edge.people.remember({ ...GRACE, teamsId: '29:g', chat: aPlace('a:new') });
      edge.connector.closed.set('a:grace', 403);
      await edge.card(TO_GRACE);
      assert.equal(edge.connector.story().at(-1), 'send a:new');
      assert.deepEqual((await edge.people.find(GRACE))?.chat, aPlace('a:new'));
    });

    it('goes on in the requester’s own chat when the thread is gone, and says so', async () => {
      edge.put({ thread: IN_CHANNEL });
      edge.connector.closed.set('19:team;messageid=7', 404);
      await edge.card(THREAD);
      assert.equal(edge.connector.story().at(-1), 'send a:sarah');
      assert.deepEqual(latest().buttons, ['request.nudge', 'request.cancel']);
      await edge.line(THREAD, 'line.completed');
      assert.match(edge.connector.texts().at(-1) ?? '', /^a:sarah: \*\*Done\*\*/);
    });

    it('asks the helpdesk to tell the requester what could not be told anywhere', async () => {
      await edge.people.forgetChat(SARAH);
      edge.put({ thread: IN_CHANNEL });
      edge.connector.closed.set('19:team;messageid=7', 403);
      await edge.line(THREAD, 'line.completed');
      assert.deepEqual(
        edge.added.map((notice) => notice.kind === 'line' && [notice.to.kind, notice.text]),
        [['helpdesk', 'line.requesterUnreachable']],
      );
    });

    it('is nowhere where the helpdesk channel is not known', async () => {
      await edge.channels.forgetTeam('team');
      edge.put();
      await assert.rejects(edge.card(TO_HELPDESK), NowhereToDeliver);
    });
  });

  describe('a line', () => {
    it('is one sentence in the thread, with names that act on nothing', async () => {
      edge.put({ requester: { ...SARAH, name: '[x](https://evil.example)' }, status: 'cancelled' });
      await edge.line(THREAD, 'line.cancelled', { requester: '[x](https://evil.example)' });
      const [line] = edge.connector.texts();
      assert.match(
        line ?? '',
        /^a:sarah: \*\*Withdrawn\*\* by \\\[x\\\]\(https:\/\u200B\/evil\.example\): request K7M2QX/,
      );
      assert.equal(edge.connector.calls[0]?.activity?.textFormat, 'markdown');
    });

    it('explains a problem: what it is, why, and who can do what', async () => {
      edge.put({ status: 'failed', problem: aProblem({ meaning: 'conditional-access' }) });
      await edge.line(THREAD, 'line.problem', { meaning: 'conditional-access', correlationId: 'corr-1' });
      const [line] = edge.connector.texts();
      assert.match(line ?? '', /Blocked by the customer's Conditional Access/);
      assert.match(line ?? '', /An administrator of Contoso must exclude our organization/);
      assert.match(line ?? '', /corr-1/);
      assert.doesNotMatch(line ?? '', /\{\{/);
    });

    it('stands in the request’s thread of the helpdesk channel, below its card', async () => {
      edge.put();
      await edge.line(TO_HELPDESK, 'line.notYetSeen');
      assert.deepEqual(edge.connector.story(), [`createThread ${HELPDESK}`, `send ${HELPDESK};messageid=1`]);
    });
  });

  describe('a reminder', () => {
    const about = { requestId: 'K7M2QX', to: TO_GRACE } as const;
    const remind = async () => {
      await edge.delivery.deliver({ ...about, kind: 'reminder', text: 'line.remind.decide', values: {} });
      await edge.delivery.deliver({ ...about, kind: 'card-below' });
    };
    const liveCards = () =>
      [...edge.connector.standing.values()].filter(
        ({ attachments }) => attachments && viewCard(cardOf({ attachments })).buttons.length > 0,
      );

    it('is one line with the card below it; the card above becomes a note', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      await remind();
      assert.deepEqual(edge.connector.story(), [
        'send a:grace',
        'send a:grace',
        'update a:grace 1',
        'send a:grace',
      ]);
      assert.match(
        edge.connector.texts()[0] ?? '',
        /^a:grace: \*\*Reminder\*\*: .* still waits for your decision/,
      );
      assert.equal(liveCards().length, 1);
      assert.deepEqual(cardIn('3').buttons, ['request.approve', 'request.reject']);
      edge.put({ status: 'approved' });
      await edge.card(TO_GRACE);
      assert.deepEqual(edge.connector.story().at(-1), 'update a:grace 3');
      assert.equal(liveCards().length, 0);
    });

    it('is not told when somebody decided meanwhile, or asks whom it does not concern', async () => {
      edge.put({ status: 'rejected' });
      await remind();
      edge.put({ decisions: [aDecision(GRACE)] });
      edge.policy.plan = aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] });
      await remind();
      assert.deepEqual(edge.connector.calls, []);
    });

    it('leaves one live card when the sending of the second fails at first', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      edge.connector.failures = [undefined, aConnectorError(503)];
      const below = { ...about, kind: 'card-below' } as const;
      await assert.rejects(edge.delivery.deliver(below));
      await edge.delivery.deliver(below);
      assert.equal(liveCards().length, 1);
    });

    it('sends a card where the one above was deleted', async () => {
      edge.put();
      await edge.card(TO_GRACE);
      edge.connector.standing.clear();
      await remind();
      assert.equal(liveCards().length, 1);
    });

    it('of a sign-in brings its card down, too', async () => {
      edge.put({ status: 'awaiting_sign_in' });
      await edge.delivery.deliver(SILENT);
      await edge.delivery.deliver({ ...about, kind: 'reminder', text: 'line.remind.signIn', values: {} });
      await edge.delivery.deliver({ ...SILENT, isSilentFirst: false, isBelow: true });
      assert.deepEqual(edge.connector.story(), [
        'send a:grace',
        'send a:grace',
        'update a:grace 1',
        'send a:grace',
      ]);
      assert.deepEqual(cardIn('1').buttons, []);
    });
  });

  it('a note is written in the words and the calendar of its reader', async () => {
    await edge.meet(KENJI, 'ja-JP');
    const values = { delegator: '**Grace**', from: { day: '2026-12-01' }, until: { day: '2026-12-14' } };
    const note = { kind: 'note', requestId: null, text: 'delegation.told.now', values } as const;
    await edge.delivery.deliver({ ...note, to: { kind: 'person', person: KENJI } });
    await edge.delivery.deliver({ ...note, to: { kind: 'person', person: GRACE } });
    const [japanese = '', english = ''] = edge.connector.texts();
    assert.match(japanese, /2026年12月14日月曜日/);
    assert.match(english, /until the end of Monday,? 14 December 2026/);
    assert(!english.includes('**Grace**'), 'a name is no Markdown');
    await edge.people.forgetChat(KENJI);
    await assert.rejects(
      edge.delivery.deliver({ ...note, to: { kind: 'person', person: KENJI } }),
      NowhereToDeliver,
    );
  });

  describe('a sign-in card', () => {
    const waiting = () => edge.put({ status: 'awaiting_sign_in' });
    const attachment = () => edge.connector.calls.at(-1)?.activity?.attachments?.[0];

    it('tries single sign-on first, in the executor’s own chat', async () => {
      waiting();
      await edge.delivery.deliver(SILENT);
      assert.equal(edge.connector.story().at(-1), 'send a:grace');
      assert.equal(attachment()?.contentType, 'application/vnd.microsoft.card.oauth');
      assert.deepEqual(attachment()?.content.tokenExchangeResource, { id: 'exchange', uri: 'api://botid-1' });
      assert.match(
        attachment()?.content.buttons[0].value,
        /^https:\/\/desk\.example\.com\/auth\/start\?s=1$/,
      );
      assert.deepEqual(edge.invited, [{ person: GRACE.objectId, kind: 'approve', claims: null }]);
    });

    it('shows its button at once for a claims challenge, and takes the place of the one before', async () => {
      waiting();
      await edge.delivery.deliver(SILENT);
      await edge.delivery.deliver({ ...SILENT, kind: 'sign-in', claims: '{"mfa":1}', isSilentFirst: false });
      assert.deepEqual(edge.connector.story(), ['send a:grace', 'update a:grace 1']);
      assert(latest().lines.some((line) => line.includes('multifactor')));
      assert.equal(edge.invited.at(-1)?.claims, '{"mfa":1}');
    });

    it('is not sent any more when nobody waits for that sign-in', async () => {
      for (const request of [
        { status: 'approved' },
        { status: 'awaiting_sign_in', executor: KENJI },
      ] as const) {
        edge.put(request);
        await edge.delivery.deliver(SILENT);
      }
      assert.deepEqual([edge.connector.calls, edge.invited], [[], []]);
    });

    it('of a bundle names who waits and the number, not how many were asked for', async () => {
      const change = aLicenseChange({ together: { users: 3, assign: [], remove: [] } });
      edge.put({
        status: 'awaiting_sign_in',
        executor: GRACE,
        change,
        bundle: { id: 'BUND1E', position: 1, size: 3 },
        decisions: [aDecision(GRACE)],
      });
      await edge.delivery.deliver({ ...SILENT, isSilentFirst: false });
      assert(cardIn('1').lines.some((line) => line.includes('for Ada Lovelace (request BUND1E)')));
    });

    it('loses its button when the request goes on', async () => {
      waiting();
      await edge.delivery.deliver(SILENT);
      edge.put({ status: 'completed', result: aResult() });
      await edge.card(TO_GRACE);
      assert.deepEqual(cardIn('1').lines, [edge.text('signInCard.done')]);
      assert.equal(await edge.copies.find('K7M2QX', 'sign-in'), undefined);
    });

    it('says that it was made where the account then lacked the role', async () => {
      waiting();
      await edge.delivery.deliver(SILENT);
      edge.put({
        status: 'awaiting_sign_in',
        executor: GRACE,
        decisions: [aDecision(GRACE)],
        problem: aProblem({ meaning: 'missing-role' }),
      });
      await edge.card(TO_GRACE);
      assert.deepEqual(cardIn('1').lines, [edge.text('signInCard.done')]);
    });

    for (const status of ['cancelled', 'expired'] as const) {
      it(`says that it is no longer needed when the request is ${status}`, async () => {
        waiting();
        await edge.delivery.deliver(SILENT);
        edge.put({ status });
        await edge.card(TO_GRACE);
        assert.deepEqual(cardIn('1').lines, [edge.text('signInCard.over')]);
      });
    }

    for (const status of ['awaiting_sign_in', 'executing', 'completed'] as const) {
      it(`is no longer needed by somebody for whom another took over: ${status}`, async () => {
        waiting();
        await edge.delivery.deliver(SILENT);
        edge.put({
          status,
          executor: KENJI,
          result: status === 'completed' ? aResult() : null,
          decisions: [aDecision(GRACE), aDecision(KENJI, { kind: 'run', at: later(1) })],
        });
        await edge.card(TO_GRACE);
        assert.deepEqual(cardIn('1').lines, [edge.text('signInCard.over')]);
      });
    }

    it('that cannot be delivered is told in the thread and to the helpdesk', async () => {
      await edge.people.forgetChat(GRACE);
      waiting();
      await edge.delivery.deliver(SILENT);
      assert.deepEqual(
        edge.added.map((notice) => `${notice.kind} ${notice.to.kind}`),
        ['line thread', 'line helpdesk'],
      );
    });
  });
});
